"""The course of one office's crawl: what it has come to so far, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from crawlers import memory
from crawlers.allowance import Allowance
from crawlers.failures import cure_of
from crawlers.memory import Backfill
from crawlers.recorder import Recorder
from crawlers.report import Reporter, SourceFigures
from crawlers.verdict import LASTING, state_of
from crawlers.visit import Visit
from pipelines.records import Source
from pipelines.span import Span
from pipelines.store import sources


@dataclass(slots=True, kw_only=True)
class DoorState:
    """What a door has brought so far."""

    accepted: int = 0
    """List pages that were what the door promises."""
    items: int = 0
    all_new: bool = False
    """Some list page named nothing that was known."""
    paged: bool = False
    """Some list page leads to further ones."""
    deep: bool = False
    """Its list pages are followed to the last: they never were, or not since something was missed."""
    gap: bool = False
    """Its list pages are followed while they name what a feed has just named: older news may lie behind."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why list pages failed, by address."""
    away: set[str] = field(default_factory=set)
    """Those of them that no answer worth reading came from: 5xx, no whole answer."""


@dataclass(slots=True, kw_only=True)
class Course:
    """Shared by the loop that asks and by what settles the answers."""

    source: Source
    recorder: Recorder
    reporter: Reporter
    allowance: Allowance
    span: Span
    clock: Callable[[], datetime]
    begun: datetime
    backfill: Backfill | None = None
    door: DoorState = field(default_factory=DoorState)
    stopped: str = ""
    """Why nothing more is asked; empty = it goes on."""
    shells: bool = False
    """A first page was built by scripts."""
    mishaps: bool = False
    """A fault of the day was among what a door met."""

    @property
    def figures(self) -> SourceFigures:
        """What is reported of it."""
        return self.reporter.figures(self.source.id)

    def stop(self, why: str) -> None:
        """Ask nothing more; the first reason stays."""
        self.stopped = self.stopped or why

    def wait(self, why: str) -> None:
        """Leave the office for later, though nothing is wrong with it."""
        self.stop("waits")
        self.figures.waits = why

    def judge(self, code: str, evidence: str) -> None:
        """Give the office the state that a code means; a mishap of the day means none."""
        state, now = state_of(code), self.clock()
        if code in LASTING:
            # A name without an address tells of its office only where others have one.
            keep = self.recorder.at_end if code == "dns" else self.recorder.later
            keep(lambda connection: self._if_it_lasts(connection, code, evidence, now))
        elif state:
            self.state(state, evidence)

    def _if_it_lasts(self, connection: Connection, code: str, evidence: str, now: datetime) -> None:
        if memory.believed(connection, self.source.id, code, now=now):
            evidence = f"{evidence}; so on {memory.DAYS_UNTIL_BELIEVED} days or more"
            sources.set_state(connection, self.source.id, state_of(code), evidence, now=now)

    def state(self, state: str, reason: str) -> None:
        """Give the office a state."""
        now = self.clock()
        self.recorder.later(
            lambda connection: sources.set_state(connection, self.source.id, state, reason, now=now)
        )

    def answers(self) -> None:
        """Forget the faults of days past."""
        self.recorder.later(lambda connection: memory.recovered(connection, self.source.id))

    def issue(self, code: str, reason: str, visit: Visit | None, url: str | None = None) -> None:
        """Count an issue, and tell it."""
        self.figures.errors[code] = self.figures.errors.get(code, 0) + 1
        address = visit.fetch_url if visit else url
        where = f"{self.source.id}: {address}: " if address else f"{self.source.id}: "
        self.reporter.issue(self.source.id, code, where + reason, cure_of(code, self.source.id), address)
