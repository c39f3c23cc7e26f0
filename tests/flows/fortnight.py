"""Days in the life of a home: offices that publish, faults that befall it, and what each day's run says."""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

import holidays
import pytest
from sqlalchemy import select

from flows.cli import call
from pipelines.codec import from_json
from pipelines.moment import BANGKOK
from pipelines.records import Article
from pipelines.store import tables as t
from pipelines.store.database import open_store
from search.clauses import Everything
from search.engines import Engine, open_engine
from tests.crawlers.nation import LISTS, Nation, Place
from tests.flows.killing import run_killed
from tests.flows.simulated import Simulated
from tests.services.door import Door, door

MORNING, WORK, EVENING = time(5, 30), time(10, 0), time(17, 30)
ROOM = 1_500
"""Bytes that a disk has left which is as good as full: no list page fits."""
KILL_SECONDS = 4.0
"""A run is killed at a random moment of so many; an undisturbed one takes about five."""
READABLE = (0, 3, 5, 6)
"""Offices whose list pages are HTML, so that a page without news breaks a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What befalls the home, by day; a span is a first and a last day."""

    days: int
    down: range
    broken: range
    away: int
    jump: int
    """On this day the clock is a day and a half ahead; on the next one it is right."""
    full: int
    killed: int


@dataclass(frozen=True, slots=True)
class Day:
    """What the run of a day left for people and programs."""

    issues: list[dict[str, str]]
    text: str
    told: list[tuple[str, str]]
    """Kind and cause of every message that was sent."""

    def codes(self) -> set[tuple[str | None, str]]:
        """Office and code of each issue."""
        return {(one["source"], one["code"]) for one in self.issues}


@dataclass
class Life:
    """A home, its offices, and the days so far."""

    home: Path
    served: Nation
    simulated: Simulated
    faults: Faults
    elasticsearch: str
    monkeypatch: pytest.MonkeyPatch
    chance: random.Random
    first: date
    days: list[Day] = field(default_factory=list)
    kills: int = 0

    def __post_init__(self) -> None:
        self.down = self.served.places[self.chance.choice((1, 2))]
        self.broken = self.served.places[self.chance.choice(READABLE)]
        self.index = f"fortnight-{uuid4().hex[:12]}"
        settings = {
            "KHAOSAN_HOME": str(self.home),
            "KHAOSAN_REGISTRY": str(self.served.registry),
            "KHAOSAN_ALLOW_ADDRESSES": ",".join(self.served.allowed),
            "KHAOSAN_ALERT_FILE": str(self.alerts),
            "KHAOSAN_ALERT_LANGUAGE": "en",
            "KHAOSAN_ELASTICSEARCH_INDEX": self.index,
            "KHAOSAN_WORKERS": "1",
        }
        for name, value in settings.items():
            self.monkeypatch.setenv(name, value)

    @property
    def alerts(self) -> Path:
        """Where messages go."""
        return self.home.parent / "alerts.jsonl"

    def live(self) -> None:
        """Live all days."""
        for number in range(self.faults.days):
            self.days.append(self._day(number))

    def _day(self, number: int) -> Day:
        today = self.first + timedelta(days=number)
        self._publish(today - timedelta(days=1), self.served.places)
        self.down.broken = "error" if number in self.faults.down else None
        self.broken.broken = LISTS if number in self.faults.broken else None
        self.simulated.room(ROOM if number == self.faults.full else None)
        ahead = timedelta(days=1, hours=12) if number == self.faults.jump else timedelta()
        self.simulated.at(datetime.combine(today, MORNING, BANGKOK) + ahead)
        before = len(self._lines())
        with ExitStack() as stack:
            way = stack.enter_context(door(self.elasticsearch))
            if number == self.faults.away:
                way.shut()
            self._run(way, killed=number == self.faults.killed)
        return self._read(before)

    def _publish(self, day: date, places: Iterable[Place]) -> None:
        """Working days bring an item of each office or none; weekends and holidays nothing."""
        if day.weekday() >= 5 or day in holidays.country_holidays("TH", years=day.year):
            return
        for place in places:
            if self.chance.random() < 0.8:
                place.publish(datetime.combine(day, WORK))

    def _run(self, way: Door, *, killed: bool) -> None:
        self.monkeypatch.setenv("KHAOSAN_ELASTICSEARCH_URL", way.url)
        if killed:
            self.kills += run_killed(
                ["run"], home=self.home, environment={}, kills=1, seconds=KILL_SECONDS, chance=self.chance
            )
        else:
            assert call(["run", "--json"]) in (0, 1)

    def _read(self, before: int) -> Day:
        newest = max((self.home / "runs").iterdir(), key=lambda folder: folder.stat().st_mtime_ns)
        issues = (newest / "issues.jsonl").read_text(encoding="utf-8").splitlines()
        told = [json.loads(line) for line in self._lines()[before:]]
        return Day(
            issues=[json.loads(line) for line in issues],
            text=(newest / "report.en.md").read_text(encoding="utf-8"),
            told=[(one["kind"], one["cause"]) for one in told],
        )

    def _lines(self) -> list[str]:
        return self.alerts.read_text(encoding="utf-8").splitlines() if self.alerts.exists() else []

    def told(self, cause: str) -> list[tuple[int, str]]:
        """Day and kind of every message of a cause."""
        return [
            (number, kind)
            for number, day in enumerate(self.days)
            for kind, identity in day.told
            if identity == cause
        ]

    def engine(self) -> Engine:
        """The index, by the way that is always open."""
        return open_engine("elasticsearch", home=self.home, url=self.elasticsearch, index=self.index)

    def found(self) -> tuple[list[tuple[str, str]], Collection[str]]:
        """Office and headline of every article in the store, and ids that it or the index has alone."""
        store = open_store(self.home)
        with store.read() as connection:
            live = select(t.articles.c.record).where(t.articles.c.state == "live")
            records = [from_json(text, Article) for text in connection.scalars(live)]
        store.close()
        engine = self.engine()
        indexed = set(engine.ids(Everything()))
        engine.close()
        return sorted((one.source, one.headline) for one in records), indexed ^ {one.id for one in records}
