"""The one spider: all offices of a run in one engine, so that offices on one hosting address share its slot.

It yields no requests. Each office is a coroutine that downloads through the engine (all guards are downloader
middlewares) and keeps its queue in the store: Scrapy's scheduler would hold it in memory, or lose it on disk.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from scrapy import Spider, signals

from crawlers import doors, frontier
from crawlers.addresses import parse_allowed
from crawlers.fetcher import Fetcher
from crawlers.gate import PLAN, Plan, without_delay
from crawlers.office import OfficeCrawl
from crawlers.policy import Robots
from crawlers.recorder import Recorder
from crawlers.report import Reporter
from pipelines.records import Source
from pipelines.span import span_of

OFFICES_AT_ONCE = 32
PROGRESS_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a run is asked to do."""

    sources: tuple[Source, ...]
    since: str | None = None
    until: str | None = None
    limit: int | None = None


class OfficeSpider(Spider):
    """Crawls every office of a task."""

    name = "offices"

    def __init__(
        self, task: Task, recorder: Recorder, reporter: Reporter, clock: Callable[[], datetime], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._task, self._recorder, self._reporter, self._clock = task, recorder, reporter, clock
        self._shown = 0.0

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> OfficeSpider:
        """Scrapy's constructor; connects the counting of requests."""
        spider: OfficeSpider = super().from_crawler(crawler, *args, **kwargs)
        spider.robots = Robots(crawler, spider._recorder.store, spider._clock)
        crawler.signals.connect(spider._count, signals.request_left_downloader)
        return spider

    robots: Robots

    async def start(self) -> AsyncIterator[Any]:
        """Crawl all offices; a fault in one leaves the others alone."""
        places = asyncio.Semaphore(OFFICES_AT_ONCE)
        await asyncio.gather(*(self._office(source, places) for source in self._task.sources))
        self._recorder.flush()
        self._progress(force=True)
        nothing: list[Any] = []
        for one in nothing:  # an asynchronous generator, as Scrapy wants
            yield one

    async def _office(self, source: Source, places: asyncio.Semaphore) -> None:
        async with places:
            try:
                await self._crawl_of(source).run()
            except Exception as error:
                self.logger.exception("%s", source.id)
                message = f"{source.id}: its crawl ended early: {type(error).__name__}: {error}"
                cure = getattr(error, "cure", "") or "what was captured stays; run it again"
                self._reporter.issue(source.id, "ended_early", message, cure)

    def _crawl_of(self, source: Source) -> OfficeCrawl:
        allowed = parse_allowed(self.settings["KHAOSAN_ALLOW_ADDRESSES"])
        hurried = source.delay is None and without_delay(source.start, allowed)
        plan = Plan(source=source.id, hosts=doors.hosts(source), delay=source.delay)
        return OfficeCrawl(
            source,
            fetcher=Fetcher(self.crawler, plan, hurried=hurried, clock=self._clock),
            recorder=self._recorder,
            reporter=self._reporter,
            span=span_of(self._task.since, self._task.until, source.since, now=self._clock()),
            clock=self._clock,
            limit=self._task.limit,
            hurried=hurried,
        )

    def _count(self, request: Any) -> None:
        self._reporter.figures(request.meta[PLAN].source).requests += 1
        self._progress()

    def _progress(self, *, force: bool = False) -> None:
        """A line of JSON on stderr, for whoever draws a bar."""
        if not force and monotonic() - self._shown < PROGRESS_SECONDS:
            return
        self._shown = monotonic()
        done = sum(one.requests for one in self._reporter.report.sources.values())
        with self._recorder.store.read() as connection:
            left = frontier.waiting(connection, [one.id for one in self._task.sources], now=self._clock())
        line = {"progress": {"done": done, "total": done + left}}
        print(json.dumps(line), file=sys.stderr, flush=True)  # noqa: T201 - the protocol with the caller
