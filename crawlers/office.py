"""The crawl of one office: its doors in order until one yields; list pages, then the articles they named."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from sqlalchemy import Connection

from crawlers import doors, frontier
from crawlers.failures import cure_of
from crawlers.fetcher import Answer, Fetcher, workers_for
from crawlers.frontier import Found, Visit
from crawlers.harvest import EMPTY, Harvest, Settled, apply, harvest
from crawlers.recorder import Recorder, page_of
from crawlers.report import Reporter
from crawlers.verdict import needs_browser, quiet_after, state_of
from pipelines.families import Door
from pipelines.records import Capture, Source
from pipelines.span import Span
from pipelines.store import sources

BATCH = 64
PAGES_A_RUN = 5000
"""Budget of an office: at 2 s a page a long night. What is left stays in the frontier for the next run."""
API = "rest"
"""A door whose 401 or 403 means 'this office closed its interface', as security plugins do; not 'go away'."""
REFUSALS_UNTIL_BLOCKED = 3
"""One forbidden article is a private page; three in a row are a site that refuses us."""


@dataclass(slots=True, kw_only=True)
class DoorState:
    """What a door has brought so far."""

    accepted: int = 0
    """List pages that were what the door promises."""
    items: int = 0
    reasons: dict[str, str] = field(default_factory=dict)
    """Why list pages failed, by address."""


class OfficeCrawl:
    """Crawls one office to the end of what is due."""

    def __init__(
        self,
        source: Source,
        *,
        fetcher: Fetcher,
        recorder: Recorder,
        reporter: Reporter,
        span: Span,
        clock: Callable[[], datetime],
        limit: int | None = None,
        hurried: bool = False,
    ) -> None:
        self._source, self._fetcher, self._recorder = source, fetcher, recorder
        self._reporter, self._span, self._clock = reporter, span, clock
        self._figures = reporter.figures(source.id)
        self._workers = asyncio.Semaphore(workers_for(hurried=hurried))
        self._begun = clock()
        self._budget = min(limit or PAGES_A_RUN, PAGES_A_RUN)
        self._limited = limit is not None
        self._stopped = ""
        self._refusals = 0
        self._door = DoorState()
        self._shells = False
        self._mishaps = False

    async def run(self) -> None:
        """Try the doors in order until one yields; say so when none does."""
        tried: list[tuple[str, DoorState]] = []
        for door in doors.of(self._source):
            self._door = DoorState()
            with self._recorder.store.write() as connection:
                now = self._clock()
                frontier.again(connection, self._source.id, _seeds(door), run=self._begun, now=now)
            await self._drain(door.via)
            tried.append((door.via, self._door))
            if self._door.accepted or self._stopped:
                break
        if self._door.accepted:
            self._figures.door = tried[-1][0]
            self._say_missing_lists()
            self._live(tried[-1][0])
        elif not self._stopped:
            self._nothing_found(tried)
        self._figures.finished = not self._stopped

    def _live(self, door: str) -> None:
        """An office whose doors open is live, or quiet: nothing new for longer than its row expects."""
        with self._recorder.store.read() as connection:
            newest = frontier.newest(connection, self._source.id)
        silence = self._begun - newest if newest and not self._figures.articles_linked else None
        if silence is not None and silence > quiet_after(self._source):
            self._state("quiet", f"read by {door}; nothing new for {silence.days} days")
        else:
            self._state("live", f"read by {door}")

    async def _drain(self, door: str) -> None:
        """Fetch what is due until nothing is: list pages of this door, and articles."""
        while not self._stopped:
            self._recorder.flush()
            batch = self._due(door)
            if not batch:
                return
            await asyncio.gather(*(self._guarded(visit) for visit in batch))

    def _due(self, door: str) -> list[Visit]:
        if self._budget <= 0:
            if not self._limited:
                self._issue("budget", f"{PAGES_A_RUN} pages were fetched; the next run goes on", None)
            return []
        with self._recorder.store.read() as connection:
            now = self._clock()
            rows = frontier.due(
                connection, self._source.id, now=now, limit=min(BATCH, self._budget), door=door
            )
        # List pages first and alone: what they name is wanted before older articles.
        same = list(takewhile(lambda visit: visit.role == rows[0].role, rows))
        self._budget -= len(same)
        return same

    async def _guarded(self, visit: Visit) -> None:
        async with self._workers:
            if self._stopped:
                return
            answer = await self._fetcher.ask(visit)
            self._settle(visit, answer)

    def _settle(self, visit: Visit, answer: Answer) -> None:
        if answer.kind != "blocked":
            self._refusals = 0
        if answer.kind == "ok":
            self._keep(visit, answer)
        elif answer.kind == "unchanged":
            self._unchanged(visit, 304)
        elif answer.kind == "missing":
            self._missing(visit, answer)
        elif answer.kind == "refused":
            self._refused(visit, answer)
        else:
            self._failed(visit, answer)

    def _keep(self, visit: Visit, answer: Answer) -> None:
        """Archive first; then read what it names."""
        response = answer.response
        assert response is not None
        capture = self._recorder.archive(response) if not _same(visit, answer) else None
        if capture is None:
            self._unchanged(visit, response.status)
            return
        self._figures.captures += 1
        page = page_of(capture, response.body, self._source, self._clock())
        found = harvest(self._source, visit, page, self._span)
        if found.rejected and _seed(visit):
            self._shells = self._shells or needs_browser(page)
        self._recorder.later(lambda connection: self._apply(connection, visit, capture, found))

    def _apply(self, connection: Connection, visit: Visit, capture: Capture, found: Harvest) -> None:
        settled = apply(connection, visit, capture, found, run=self._begun, now=self._clock())
        if visit.role == "listing":
            self._count(visit, settled)

    def _count(self, visit: Visit, settled: Settled) -> None:
        if settled.rejected:
            # Behind the last page many sites answer with the home page: that is the end, no fault.
            if _seed(visit):
                self._door.reasons[visit.fetch_url] = settled.rejected
            return
        self._door.accepted += 1
        self._door.items += settled.items
        self._figures.articles_linked += settled.new

    def _unchanged(self, visit: Visit, status: int) -> None:
        self._figures.not_modified += 1
        if visit.role == "listing":
            self._door.accepted += 1
        known = {"etag": visit.etag, "last_modified": visit.last_modified, "sha256": visit.sha256}
        self._recorder.later(
            lambda connection: frontier.done(connection, visit, status=status, now=self._clock(), **known)
        )

    def _missing(self, visit: Visit, answer: Answer) -> None:
        assert answer.status is not None
        status = answer.status
        if visit.role == "listing":
            if _seed(visit):
                self._door.reasons[visit.fetch_url] = f"it answers {status}"
            self._recorder.later(
                lambda connection: frontier.done(connection, visit, status=status, now=self._clock())
            )
            return
        known = visit.visits > 0
        if not known:
            self._issue("missing", f"a linked page answers {status}", visit)
        self._recorder.later(lambda connection: self._miss(connection, visit, answer, known=known))

    def _miss(self, connection: Connection, visit: Visit, answer: Answer, *, known: bool) -> None:
        assert answer.status is not None
        assert answer.response is not None
        gone = frontier.missing(connection, visit, status=answer.status, now=self._clock())
        if gone and known:
            # The capture of a 404 tells refining that the article is gone.
            from pipelines.store import captures

            self._figures.gone += 1
            capture = self._recorder.archive(answer.response)
            captures.add(connection, capture)

    def _refused(self, visit: Visit, answer: Answer) -> None:
        code = "moved" if answer.code == "off_site" and _seed(visit) else answer.code
        self._issue(code, answer.reason, visit)
        if _seed(visit) and code in ("address_refused", "moved"):
            self._stop(code)
            self._judge(code, f"{visit.fetch_url}: {answer.reason}")
        note = f"{answer.code}: {answer.reason}"
        self._recorder.later(
            lambda connection: frontier.refused(connection, visit, note=note, now=self._clock())
        )

    def _failed(self, visit: Visit, answer: Answer) -> None:
        if answer.kind == "blocked" and visit.door != API:
            self._blocked(visit, answer)
        elif answer.code in ("throttled", "robots_unreachable") or _unreachable(visit, answer):
            self._stop(answer.code)
            self._judge(answer.code, f"{visit.fetch_url}: {answer.reason}")
        if _seed(visit) and not self._stopped:
            # Another door may open: what a first page answered is told at the end, if none does.
            self._door.reasons[visit.fetch_url] = answer.reason
            self._mishaps = self._mishaps or not state_of(answer.code)
        else:
            self._issue(answer.code, answer.reason, visit)
        note, status = f"{answer.code}: {answer.reason}", answer.status
        self._recorder.later(
            lambda connection: frontier.failed(connection, visit, note=note, now=self._clock(), status=status)
        )

    def _blocked(self, visit: Visit, answer: Answer) -> None:
        self._refusals += 1
        if visit.role == "listing" or self._refusals >= REFUSALS_UNTIL_BLOCKED:
            self._stop("blocked")
            self._judge("blocked", f"{visit.fetch_url}: {answer.reason}")

    def _stop(self, why: str) -> None:
        self._stopped = self._stopped or why

    def _judge(self, code: str, evidence: str) -> None:
        """Give the office the state that a code means; a mishap of the day means none."""
        state = state_of(code)
        if state:
            self._state(state, evidence)

    def _state(self, state: str, reason: str) -> None:
        now = self._clock()
        self._recorder.later(
            lambda connection: sources.set_state(connection, self._source.id, state, reason, now=now)
        )

    def _say_missing_lists(self) -> None:
        for url, reason in self._door.reasons.items():
            if reason != EMPTY:
                self._issue("layout_changed", f"a list page brought nothing: {reason}", None, url)

    def _nothing_found(self, tried: list[tuple[str, DoorState]]) -> None:
        if set(self._figures.errors) == {"robots_disallowed"}:
            self._judge("robots_disallowed", "robots.txt disallows its list pages")
            return
        parts = [
            f"{name}: {'; '.join(sorted(set(state.reasons.values()))) or 'nothing'}" for name, state in tried
        ]
        url = self._source.start[0] if self._source.start else None
        evidence = f"no door yields anything ({', '.join(parts) or 'it has none'})"
        code = "needs_browser" if self._shells else "nothing_found"
        self._issue(code, evidence, None, url)
        if not self._mishaps:
            self._judge(code, evidence)

    def _issue(self, code: str, reason: str, visit: Visit | None, url: str | None = None) -> None:
        self._figures.errors[code] = self._figures.errors.get(code, 0) + 1
        address = visit.fetch_url if visit else url
        where = f"{self._source.id}: {address}: " if address else f"{self._source.id}: "
        self._reporter.issue(self._source.id, code, where + reason, cure_of(code), address)


def _seeds(door: Door) -> tuple[Found, ...]:
    return tuple(Found(url=url, fetch_url=url, role="listing", door=door.via) for url in door.urls)


def _same(visit: Visit, answer: Answer) -> bool:
    """Say whether these are the bytes of the last visit: another capture would tell nothing."""
    from hashlib import sha256

    assert answer.response is not None
    return visit.sha256 is not None and sha256(answer.response.body).hexdigest() == visit.sha256


def _unreachable(visit: Visit, answer: Answer) -> bool:
    """Say whether a source's first page met no server at all: its other doors are on the same one."""
    return _seed(visit) and answer.status is None and answer.kind == "failed"


def _seed(visit: Visit) -> bool:
    """Say whether an address is one that a door begins with."""
    return visit.role == "listing" and visit.depth == 0
