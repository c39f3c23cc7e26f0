"""Evidence of all offices from the store, in a handful of queries whatever their number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from pipelines.health.records import Evidence, Peers
from pipelines.health.verdict import silent, unread
from pipelines.store import holds, sources, visits
from pipelines.store.tables import articles, captures
from pipelines.store.visits import OfficeDay

LOOK_BACK = timedelta(days=400)
"""Posts that a rhythm may be learnt from: half a year before a last post that may be half a year old."""
NO_CONNECTION = frozenset({"dns", "timeout", "fetch_failed", "robots_unreachable", "tls", "truncated"})
OUR_OWN = frozenset({"ended_early", "interrupted", "silent", "too_long"})
"""The crawl itself ended: a full disk, a kill."""
OUTAGE, FEWEST = 0.8, 5
"""So large a share of the offices asked on a day, of so many at least: it was our machine, or its network."""
DAY = 10
"""Characters of an ISO day."""


def evidence(connection: Connection, *, today: date) -> list[Evidence]:
    """Gather what is known of every office that was ever asked and that its row does not close, by id."""
    first = today - LOOK_BACK
    visited = visits.first_days(connection)
    known = [one.source for one in sources.states(connection) if one.source.id in visited and one.enabled]
    days = _by_office(visits.between(connection, first, today))
    posts = _posts(connection, first, today)
    held = {one.source_id: one.reason for one in holds.load(connection)}
    pages = _pages(connection, {identity: some[-1].day for identity, some in days.items()})
    outages = _outages(one for some in days.values() for one in some)
    bare = [
        Evidence(
            source=source,
            today=today,
            posts=posts.get(source.id, ()),
            days=days.get(source.id, ()),
            held=held.get(source.id, ""),
            readable=pages.get(source.id, (0, 0))[0],
            unreadable=pages.get(source.id, (0, 0))[1],
            outage=source.id in days and days[source.id][-1].day in outages,
        )
        for source in known
    ]
    return beside_peers(bare)


def beside_peers(some: list[Evidence]) -> list[Evidence]:
    """Tell each office how the others of its family and province do."""
    alone = {
        one.source.id: Peers(offices=1, silent=silent(one), broken=unread(one.days) or bool(one.held))
        for one in some
    }
    families: defaultdict[str, Peers] = defaultdict(Peers)
    provinces: defaultdict[str, Peers] = defaultdict(Peers)
    for one in some:
        families[one.source.family] = _with(families[one.source.family], alone[one.source.id], 1)
        provinces[one.source.province] = _with(provinces[one.source.province], alone[one.source.id], 1)
    return [
        replace(
            one,
            family=_with(families[one.source.family], alone[one.source.id], -1),
            province=_with(provinces[one.source.province], alone[one.source.id], -1),
        )
        for one in some
    ]


def _with(peers: Peers, other: Peers, times: int) -> Peers:
    return Peers(
        offices=peers.offices + times * other.offices,
        silent=peers.silent + times * other.silent,
        broken=peers.broken + times * other.broken,
    )


def _by_office(some: Iterable[OfficeDay]) -> dict[str, tuple[OfficeDay, ...]]:
    found: defaultdict[str, list[OfficeDay]] = defaultdict(list)
    for one in some:
        found[one.source_id].append(one)
    return {identity: tuple(days) for identity, days in found.items()}


def _posts(connection: Connection, first: date, today: date) -> dict[str, tuple[date, ...]]:
    """Days with posts: as published where a day is known and not after its capture, else first captured."""
    t = articles.c
    seen = func.substr(t.first_captured_at, 1, DAY)
    published = func.substr(t.published, 1, DAY)
    exact = (func.length(t.published) >= DAY) & (published <= seen)
    query = (
        select(t.source_id, published)
        .where(exact, published >= first.isoformat())
        .union(select(t.source_id, seen).where(t.published.is_(None), seen >= first.isoformat()))
    )
    found: defaultdict[str, list[date]] = defaultdict(list)
    for source_id, day in connection.execute(query):
        if day <= today.isoformat():
            found[source_id].append(date.fromisoformat(day))
    return {identity: tuple(sorted(days)) for identity, days in found.items()}


def _pages(connection: Connection, last: Mapping[str, date]) -> dict[str, tuple[int, int]]:
    """How many article pages of each office's last visit made articles, and how many no longer fit a rule."""
    if not last:
        return {}
    t = captures.c
    day = func.substr(t.fetched_at, 1, DAY)
    query = (
        select(t.source_id, day, t.outcome, func.count())
        .where(t.role == "article", day >= min(last.values()).isoformat())
        .group_by(t.source_id, day, t.outcome)
    )
    found: dict[str, tuple[int, int]] = {}
    for source_id, when, outcome, count in connection.execute(query):
        if source_id in last and when == last[source_id].isoformat():
            good, bad = found.get(source_id, (0, 0))
            good += count if outcome == "articles" else 0
            bad += count if (outcome or "").startswith("quarantine:layout_changed") else 0
            found[source_id] = good, bad
    return found


def _outages(some: Iterable[OfficeDay]) -> frozenset[date]:
    """The days on which most offices asked could not be reached."""
    asked, away = Counter[date](), Counter[date]()
    for one in some:
        asked[one.day] += 1
        away[one.day] += one.outcome == "failed" and one.code in NO_CONNECTION | OUR_OWN
    return frozenset(day for day, n in asked.items() if n >= FEWEST and away[day] >= OUTAGE * n)
