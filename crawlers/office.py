"""The crawl of one office: its doors in order until one yields; list pages, then the articles they named."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile

from sqlalchemy import Connection

from crawlers import doors, frontier, memory, waiting
from crawlers.course import Course, DoorState
from crawlers.fetcher import Fetcher, workers_for
from crawlers.harvest import EMPTY, file_at
from crawlers.settling import Settling
from crawlers.traps import MOST_WAITING
from crawlers.visit import Found, Visit
from pipelines import urls
from pipelines.families import Door
from pipelines.health.silence import quiet_days
from pipelines.store import attachments

BATCH = 64
FEED, PAGES = "feed", "html"
JUDGED = ("address_refused", "blocked", "moved", "off_site", "robots_disallowed")
"""Reasons to stop that gave the office a state, though its doors had opened."""
NAMED_AT_ONCE = 2000
"""Attachments that refined articles name and no crawl has heard of: so many are taken up a run."""


class OfficeCrawl:
    """Crawls one office to the end of what is due."""

    def __init__(self, course: Course, fetcher: Fetcher, *, hurried: bool = False) -> None:
        self._course, self._fetcher = course, fetcher
        self._source, self._recorder, self._figures = course.source, course.recorder, course.figures
        self._settling = Settling(course)
        self._workers = asyncio.Semaphore(workers_for(hurried=hurried))
        self._feed = DoorState()
        self._said: set[str] = set()

    async def run(self) -> str:
        """Try the doors in order until one yields; return why it was stopped, empty where it was not."""
        self._take_up()
        tried: list[tuple[str, DoorState]] = []
        opened: str | None = None
        for door in doors.of(self._source):
            if self._course.stopped:
                break
            if opened and not self._reaches_further(opened, door):
                continue
            await self._try(door, self._state_of(door) if opened else DoorState())
            tried.append((door.via, self._course.door))
            opened = opened or (door.via if self._course.door.accepted else None)
            self._feed = self._course.door if opened == door.via == FEED else self._feed
        self._conclude(opened, tried)
        return self._course.stopped

    def _take_up(self) -> None:
        """See whether the office may be asked now, and queue attachments that only refining found."""
        now = self._course.clock()
        with self._recorder.store.read() as connection:
            paused = memory.paused(connection, self._source.id, now=now)
            named = attachments.unasked(connection, self._source.id, limit=NAMED_AT_ONCE)
        if paused:
            self._course.issue("throttled", paused, None)
            self._course.wait(paused)
        elif not self._course.allowance.open:
            self._course.wait(f"its hours are {self._source.hours}, Bangkok time")
        hosts = doors.hosts(self._source)
        files = [file_at(url) for url in named if urls.host(url) in hosts]
        if files:
            with self._recorder.store.write() as connection:
                frontier.add(connection, self._source.id, files, now=now)

    def _state_of(self, door: Door) -> DoorState:
        """How list pages are read besides a feed: to their end the first time, later over what was missed."""
        with self._recorder.store.read() as connection:
            unread = waiting.unread(connection, self._source.id, door.urls, door=door.via)
        return DoorState(deep=unread, gap=self._feed.all_new)

    async def _try(self, door: Door, state: DoorState) -> None:
        self._course.door = state
        with self._recorder.store.write() as connection:
            now, begun = self._course.clock(), self._course.begun
            frontier.again(connection, self._source.id, _seeds(door), run=begun, now=now)
        await self._drain(door.via)
        if self._course.backfill and self._course.door.accepted and not self._course.stopped:
            with self._recorder.store.write() as connection:
                if not waiting.unread(connection, self._source.id, door.urls, door=door.via):
                    memory.finish(connection, self._source.id, now=self._course.clock())

    def _conclude(self, opened: str | None, tried: list[tuple[str, DoorState]]) -> None:
        if opened:
            self._figures.door = opened
            self._say_missing_lists(tried)
        if opened and self._course.stopped not in JUDGED:
            self._live(opened)
        elif not self._course.stopped and self._course.allowance.limit == 0:
            self._say_once("budget", "--limit was reached before a door named news; what waits is for later")
        elif not self._course.stopped and "budget" not in self._said:  # unasked doors say nothing of it
            self._nothing_found(tried)
        self._figures.finished = not self._course.stopped

    def _reaches_further(self, opened: str, door: Door) -> bool:
        """Say whether list pages must be read besides a feed, which names the newest items alone.

        So it is where all that the feed names was new (there may be older news that it no longer names), and
        where the list pages were never read to their end.
        """
        if opened != FEED or door.via != PAGES or self._feed.paged:
            return False
        if self._feed.all_new or self._course.backfill:
            return True
        with self._recorder.store.read() as connection:
            return waiting.unread(connection, self._source.id, door.urls, door=door.via)

    def _live(self, door: str) -> None:
        """An office whose doors open is live, or quiet: nothing new for longer than its row expects."""
        self._course.answers()
        with self._recorder.store.read() as connection:
            newest = waiting.newest(connection, self._source.id)
        silence = self._course.begun - newest if newest and not self._figures.articles_linked else None
        if silence is not None and silence > timedelta(days=quiet_days(self._source)):
            self._course.state("quiet", f"read by {door}; nothing new for {silence.days} days")
        else:
            self._course.state("live", f"read by {door}")

    async def _drain(self, door: str) -> None:
        """Fetch what is due until nothing is: list pages of this door, articles, then attachments."""
        while not self._course.stopped:
            self._recorder.flush()
            batch = self._due(door)
            if not batch:
                return
            await asyncio.gather(*(self._guarded(visit) for visit in batch))
            spent, now = self._course.allowance.unstored(), self._course.clock()
            self._recorder.later(partial(memory.spend, source_id=self._source.id, more=spent, now=now))

    def _due(self, door: str) -> list[Visit]:
        allowance = self._course.allowance
        used_up, room = allowance.used_up(), allowance.room(BATCH)
        if used_up or not room:
            if used_up:
                self._say_once("budget", used_up)
            return []
        with self._recorder.store.read() as connection:
            now = self._course.clock()
            rows = self._rows(connection, door, room, now)
        # List pages first and alone: what they name is wanted before older articles.
        same = list(takewhile(lambda visit: visit.role == rows[0].role, rows))
        files = sum(visit.role == "attachment" for visit in same)
        allowance.ask(len(same), files=files)
        return [self._anew(visit) for visit in same]

    def _rows(self, connection: Connection, door: str, room: int, now: datetime) -> list[Visit]:
        """What is due; no further list page while more waits than any office has."""
        allowance, source = self._course.allowance, self._source.id
        files = not allowance.files_used_up
        rows = waiting.due(connection, source, now=now, limit=room, door=door, files=files)
        deep = rows and rows[0].role == "listing" and rows[0].depth > 0
        if deep and waiting.count(connection, [source], now=now) > MOST_WAITING:
            self._say_once("trap", f"more than {MOST_WAITING} addresses wait: no further list is read")
            return waiting.due(connection, source, now=now, limit=room, files=files)
        if not rows and not files and waiting.due(connection, source, now=now, limit=1):
            self._say_once("budget", "today's attachments were fetched; the others wait for tomorrow")
        if rows and rows[0].role == "attachment":
            return rows[: allowance.room_for_files(room)]
        return rows

    def _anew(self, visit: Visit) -> Visit:
        """While reading back, a list page is asked whole: 'not changed' would not say what follows it."""
        if self._course.backfill is None or visit.role != "listing":
            return visit
        return replace(visit, etag=None, last_modified=None, sha256=None)

    def _say_once(self, code: str, reason: str) -> None:
        if code not in self._said:
            self._course.issue(code, reason, None)
        self._said.add(code)

    async def _guarded(self, visit: Visit) -> None:
        async with self._workers:
            if not self._course.stopped and not self._course.allowance.open:
                self._course.wait(f"its hours are {self._source.hours}, Bangkok time")
            if self._course.stopped:
                return
            answer = await self._fetcher.ask(visit)
            self._settling.settle(visit, answer)

    def _say_missing_lists(self, tried: list[tuple[str, DoorState]]) -> None:
        """Of the doors that yielded, and of list pages that were to be read besides a feed."""
        opened = next(number for number, (_, state) in enumerate(tried) if state.accepted)
        reasons = {url: reason for _, state in tried[opened:] for url, reason in state.reasons.items()}
        for url, reason in reasons.items():
            if reason != EMPTY:
                self._course.issue("layout_changed", f"a list page brought nothing: {reason}", None, url)

    def _nothing_found(self, tried: list[tuple[str, DoorState]]) -> None:
        asked = [state for _, state in tried if state.reasons]  # a door that robots.txt closes says nothing
        if not asked and set(self._figures.errors) == {"robots_disallowed"}:
            self._course.judge("robots_disallowed", "robots.txt disallows its list pages")
            return
        parts = [
            f"{name}: {'; '.join(sorted(set(state.reasons.values()))) or 'nothing'}" for name, state in tried
        ]
        url = self._source.start[0] if self._source.start else None
        evidence = f"no door yields anything ({', '.join(parts) or 'it has none'})"
        code = "needs_browser" if self._course.shells else "nothing_found"
        if self._course.shells:
            evidence = f"scripts build its first page, which holds hardly any text or link: {evidence}"
        if asked and all(state.away >= set(state.reasons) for state in asked):
            code = "fetch_failed"  # the server is in trouble; nothing is said of what its pages hold
        self._course.issue(code, evidence, None, url)
        if not self._course.mishaps:
            self._course.judge(code, evidence)


def _seeds(door: Door) -> tuple[Found, ...]:
    return tuple(Found(url=url, fetch_url=url, role="listing", door=door.via) for url in door.urls)
