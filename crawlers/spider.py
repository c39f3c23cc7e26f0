"""The one spider: all offices of a run in one engine, so that offices on one hosting address share its slot.

It yields no requests. Each office is a coroutine that downloads through the engine (all guards are downloader
middlewares) and keeps its queue in the store: Scrapy's scheduler would hold it in memory, or lose it on disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from scrapy import Spider, signals

from crawlers import doors, memory, waiting
from crawlers.addresses import parse_allowed
from crawlers.allowance import Allowance
from crawlers.budget import budget_of
from crawlers.course import Course
from crawlers.failures import BUSY, cure_of
from crawlers.fetcher import Fetcher
from crawlers.gate import PLAN, Addresses, Plan, without_delay
from crawlers.hours import hours_of
from crawlers.office import OfficeCrawl
from crawlers.parent import tell
from crawlers.policy import MAX_AGE_SECONDS, Robots
from crawlers.recorder import Recorder
from crawlers.report import Reporter
from crawlers.resolver import is_away
from crawlers.verdict import OFFLINE
from pipelines.errors import KhaosanError
from pipelines.records import Source
from pipelines.span import span_of

PROGRESS_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a run is asked to do."""

    sources: tuple[Source, ...]
    at_once: int
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    robots_age: float | None = None


class OfficeSpider(Spider):
    """Crawls every office of a task."""

    name = "offices"

    def __init__(
        self,
        task: Task,
        recorder: Recorder,
        reporter: Reporter,
        addresses: Addresses,
        clock: Callable[[], datetime],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._task, self._recorder, self._reporter, self._clock = task, recorder, reporter, clock
        self.addresses = addresses
        self._busy: dict[str, Source] = {}
        self._began = clock()
        self._stops: set[str] = set()
        self._shown = 0.0

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> OfficeSpider:
        """Scrapy's constructor; connects the counting of requests."""
        spider: OfficeSpider = super().from_crawler(crawler, *args, **kwargs)
        store, age = spider._recorder.store, spider._task.robots_age
        age = MAX_AGE_SECONDS if age is None else age
        spider.robots = Robots(crawler, store, spider._clock, max_age=age)
        crawler.signals.connect(spider._count, signals.request_left_downloader)
        return spider

    robots: Robots

    async def start(self) -> AsyncIterator[Any]:
        """Crawl all offices; a fault in one leaves the others alone."""
        places = asyncio.Semaphore(self._task.at_once)
        await asyncio.gather(*(self._office(source, places) for source in self._task.sources))
        # What another process had may be free by now: crawled to its end, or left by a machine that died.
        busy, self._busy = self._busy, {}
        await asyncio.gather(*(self._office(source, places) for source in busy.values()))
        self._say_busy()
        self._judge_names()
        self._recorder.flush()
        self._progress(force=True)
        nothing: list[Any] = []
        for one in nothing:  # an asynchronous generator, as Scrapy wants
            yield one

    async def _office(self, source: Source, places: asyncio.Semaphore) -> None:
        async with places:
            try:
                if not self.addresses.enter(source.id):
                    self._busy[source.id] = source
                elif self._crawled_meanwhile(source):
                    self._reporter.figures(source.id).waits = "another process has crawled it meanwhile"
                elif await self._crawl_of(source).run() == BUSY:
                    self._busy[source.id] = source
            except KhaosanError as error:  # a full disk, a lost lock: of the machine, not of the office
                self.logger.exception("%s", source.id)
                self._stopped_by(error)
            except Exception as error:
                self.logger.exception("%s", source.id)
                message = f"{source.id}: its crawl ended early: {type(error).__name__}: {error}"
                self._reporter.issue(
                    source.id, "ended_early", message, "what was captured stays; run it again"
                )
            finally:
                self.addresses.free(source.id)

    def _stopped_by(self, error: KhaosanError) -> None:
        """Say once what stops every office alike."""
        if error.message not in self._stops:
            self._reporter.issue(None, "ended_early", error.message, error.cure)
        self._stops.add(error.message)

    def _crawled_meanwhile(self, source: Source) -> bool:
        """Say whether another process has read an office to its end since this one began."""
        first = [url for door in doors.of(source) for url in door.urls]
        with self._recorder.store.read() as connection:
            return source.id not in self._reporter.report.sources and waiting.read_since(
                connection, source.id, first, since=self._began, now=self._clock()
            )

    def _say_busy(self) -> None:
        for source in self._busy.values():
            message = f"{source.id}: another process is crawling it, or its hosting address"
            self._reporter.issue(source.id, BUSY, message, cure_of(BUSY, source.id))

    def _judge_names(self) -> None:
        """A name without an address is its office's fault, but not where none of several has one."""
        away = is_away()
        if self._recorder.judge(believed=not away) and away:
            message = (
                "no host that was asked for has an address: this machine's network or name server is away"
            )
            self._reporter.issue(None, OFFLINE, message, cure_of(OFFLINE))

    def _crawl_of(self, source: Source) -> OfficeCrawl:
        allowed = parse_allowed(self.settings["KHAOSAN_ALLOW_ADDRESSES"])
        hurried = source.delay is None and without_delay(source.start, allowed)
        start = tuple(url for door in doors.of(source) for url in door.urls)
        plan = Plan(source=source.id, hosts=doors.hosts(source), delay=source.delay, start=start)
        course = self._course(source)
        limit = course.allowance.budget.file_bytes
        fetcher = Fetcher(self.crawler, plan, hurried=hurried, clock=self._clock, file_bytes=limit)
        return OfficeCrawl(course, fetcher, hurried=hurried)

    def _course(self, source: Source) -> Course:
        now = self._clock()
        with self._recorder.store.read() as connection:
            spent = memory.spent(connection, source.id, now=now)
            backfill = memory.backfill_of(connection, source.id)
        task = self._task
        span = span_of(task.since, task.until, source.since, now=now)
        if backfill is not None:  # asked for by name: it goes before the row's own beginning
            span = span_of(backfill.since, task.until, None, now=now)
        budget, hours = budget_of(source), hours_of(source.hours)
        allowance = Allowance(budget=budget, hours=hours, spent=spent, clock=self._clock, limit=task.limit)
        return Course(
            source=source, recorder=self._recorder, reporter=self._reporter, allowance=allowance, span=span,
            clock=self._clock, begun=now, backfill=backfill,
        )  # fmt: skip

    def _count(self, request: Any) -> None:
        self._reporter.figures(request.meta[PLAN].source).requests += 1
        self._progress()

    def _progress(self, *, force: bool = False) -> None:
        """Say how many requests are done, and how many are to come."""
        if not force and monotonic() - self._shown < PROGRESS_SECONDS:
            return
        self._shown = monotonic()
        done = sum(one.requests for one in self._reporter.report.sources.values())
        with self._recorder.store.read() as connection:
            left = waiting.count(connection, [one.id for one in self._task.sources], now=self._clock())
        tell(done, done + left)
