"""A nation crawled twice: every article once, every broken office in its state, nobody asked amiss.

Forty offices here; ``make torture`` sets ``KHAOSAN_NATION=300``, and ``KHAOSAN_NATION_SEED`` another nation.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crawlers.report import CrawlReport, read
from pipelines import families
from pipelines.archive import Archive
from pipelines.codec import from_json
from pipelines.records import Article
from pipelines.refine.stage import refine
from pipelines.store import sources
from pipelines.store import tables as t
from pipelines.store.database import open_store
from pipelines.workers import Workers
from tests.crawlers.crawling import ROOT, command
from tests.crawlers.nation import BROKEN, DELAY, RESOLVER, Nation, nation
from tests.crawlers.nation_looks import LOOKS

OFFICES = int(os.environ.get("KHAOSAN_NATION", "40"))
SEED = int(os.environ.get("KHAOSAN_NATION_SEED", "20261125"))
WINDOW, LATE = 5, 1.2
"""Requests looked at together, and the seconds by which the first of them may be noted late."""
PATIENCE = 3000
"""Seconds that a crawl of 300 offices may take on a busy machine."""
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


@dataclass(frozen=True)
class Crawled:
    """A nation after two crawls, with one item more at every third sound office before the second."""

    nation: Nation
    reports: tuple[CrawlReport, CrawlReport]
    found: list[tuple[str, str]]
    """Office and headline of every article in the store."""
    states: dict[str, tuple[str, str]]
    """State and evidence by office."""
    fresh: int


def crawl(home: Path, served: Nation) -> CrawlReport:
    """Crawl once, names resolved as the nation says; those that never answer beside the others.

    A sound office may be slow on a busy machine, so that only the hanging ones are given up early.
    """
    home.mkdir(exist_ok=True)
    hanging = [place.id for place in served.places if place.broken == "hanging"]
    others = [place.id for place in served.places if place.broken != "hanging"]
    runs = [(others, 60, home / "report.json")] + [(hanging, 1, home / "hanging.json")] * bool(hanging)
    begun = [_begun(home, served, *one) for one in runs]
    assert [one.wait(PATIENCE) for one in begun] == [0] * len(begun)
    first, *more = [read(report) for _, _, report in runs]
    for one in more:
        first.sources |= one.sources
        first.issues += one.issues
    return first


def _begun(home: Path, served: Nation, ids: list[str], timeout: int, report: Path) -> subprocess.Popen[bytes]:
    options = (f"--timeout={timeout}", f"--ids={','.join(ids)}", f"--report={report}")
    arguments = command(home, served.registry, *options, allow=served.allowed)[3:]
    return subprocess.Popen([sys.executable, "-c", RESOLVER, json.dumps(served.names), *arguments], cwd=ROOT)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    home = tmp_path_factory.mktemp("nation") / "home"
    with nation(home.parent / "rows", offices=OFFICES, seed=SEED) as served:
        first = crawl(home, served)
        news = [place for place in served.places if place.broken is None][::3]
        for place in news:
            place.publish()
        second = crawl(home, served)
        store = open_store(home)
        with Workers(2) as workers:
            refine(store, Archive(home / "archive"), now=NOW, workers=workers)
        with store.read() as connection:
            records = [from_json(text, Article) for text in connection.scalars(select(t.articles.c.record))]
            known = {row.source.id: (row.state, row.reason or "") for row in sources.states(connection)}
        store.close()
        found = sorted((one.source, one.headline) for one in records)
        yield Crawled(served, (first, second), found, known, len(news))


def test_every_article_is_found_once(crawled: Crawled) -> None:
    assert Counter(crawled.found) == Counter(crawled.nation.expected)
    assert len(crawled.found) > 4 * OFFICES


def test_broken_offices_are_in_the_state_that_they_are_in(crawled: Crawled) -> None:
    """At least 95 of 100; the others are named."""
    wrong = {
        f"{place.id} ({place.broken})": (place.state, *crawled.states[place.id])
        for place in crawled.nation.places
        if crawled.states[place.id][0] != place.state
    }
    assert len(wrong) <= 0.05 * OFFICES / 10, wrong
    assert all(reason for state, reason in crawled.states.values() if state not in ("live", "unverified"))


def test_the_second_crawl_keeps_what_is_new_alone(crawled: Crawled) -> None:
    first, second = crawled.reports
    sound = [place.id for place in crawled.nation.places if place.broken is None]
    linked = sum(second.sources[one].articles_linked for one in sound)
    assert linked == crawled.fresh
    assert sum(second.sources[one].requests for one in sound) < sum(
        first.sources[one].requests for one in sound
    )


def test_a_broken_office_is_told_and_a_sound_one_has_no_issue_but_its_robots(crawled: Crawled) -> None:
    broken = {place.id for place in crawled.nation.places if place.broken}
    for report in crawled.reports:
        told = {(issue.source, issue.code) for issue in report.issues}
        assert {source for source, _ in told} >= broken
        assert {code for source, code in told if source not in broken} <= {"robots_disallowed"}


def test_nobody_is_asked_amiss(crawled: Crawled) -> None:
    """Not outside robots.txt, not faster than a row asks, and never again by those who refused."""
    for place in crawled.nation.places:
        pages = [one for one in place.asked if one.path != "/robots.txt"]
        if place.closed:
            assert not [one for one in pages if one.path.startswith(place.closed)], place.id
        if place.broken in ("closed", "robots_away", "rebound"):
            assert pages == [], place.id
        if place.broken in ("forbidden", "challenge"):
            assert len(pages) <= 3, (place.id, pages)  # WordPress has two REST doors, then its feed
        if place.site.office.row.get("delay") and not place.broken:
            moments = [one.at for one in place.asked]
            spans = [later - earlier for earlier, later in zip(moments, moments[WINDOW:], strict=False)]
            # Arrivals may be noted late where the machine is busy; over a window that cancels out.
            assert min(spans, default=WINDOW) > WINDOW * DELAY - LATE, place.id


def test_the_whole_nation_has_every_way_of_being_broken() -> None:
    from tests.crawlers.nation import made

    places = made(300, SEED)
    assert {place.broken for place in places if place.broken} == set(BROKEN)
    assert {place.look for place in made(40, SEED) if not place.broken} == set(LOOKS)
    assert {place.site.office.family for place in places} == set(families.NAMES)
