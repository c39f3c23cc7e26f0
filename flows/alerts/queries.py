"""Alerts of queries: each story that a query finds is told once, however many offices copy it.

What is told is written down in the transaction that queues its message and moves the alert on: a run that is
killed anywhere tells nothing twice and leaves nothing out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import Connection

from flows.alerts import book
from flows.alerts.book import Notice
from flows.alerts.causes import Cause
from flows.report import Issue, RunReport
from flows.workspace import Workspace
from pipelines.errors import KhaosanError
from pipelines.moment import clock
from pipelines.store import articles, outbox, query_alerts, sources
from pipelines.store.query_alerts import Alert, New

if TYPE_CHECKING:
    from search.service import Searcher

BATCH = 1_000
"""Messages of the outbox looked at in one transaction."""
MOST_NAMED = 20
"""Stories named in one message; more are counted, and stand behind its link."""
LOOPBACK = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one alert found in one run."""

    alert: str
    stories: int
    copies: int
    """New articles of stories that were told before."""


def note(space: Workspace, report: RunReport) -> None:
    """Ask all alerts after a run has indexed; one that cannot be asked becomes an issue of the report."""
    report.issues += look(space, now=clock())[1]


def look(space: Workspace, *, now: datetime) -> tuple[list[Looked], list[Issue]]:
    """Ask every alert's query of what came since it last looked, and queue messages of new stories."""
    looked: list[Looked] = []
    issues: list[Issue] = []
    with space.store.read() as connection:
        if not query_alerts.every(connection):
            return looked, issues
    searcher = space.searcher()
    with space.alone("alert"):
        with space.store.read() as connection:
            alerts = query_alerts.every(connection)
        for one in alerts:
            try:
                looked.append(_look(space, searcher, one, now))
            except KhaosanError as error:
                issues.append(_issue(one, error))
    return looked, issues


def _issue(alert: Alert, error: KhaosanError) -> Issue:
    cure = error.cure or f"khaosan alert remove {alert.name}, then add it anew"
    return Issue(stage="alert", code="query", message=f"alert {alert.name}: {error}", cure=cure)


def _look(space: Workspace, searcher: Searcher, alert: Alert, now: datetime) -> Looked:
    with space.store.read() as connection:
        state = outbox.state_of(connection, searcher.engine.name)
    stories = copies = 0
    while (batch := _next(space, alert, state.seq if state else 0)) is not None:
        seq, new = batch
        found = _found(searcher, alert, new)
        with space.store.write() as connection:
            first, again = _parted(connection, alert, found)
            _tell(connection, space, alert, first, now)
            query_alerts.note(connection, alert, [one.id for one in again], first=False, now=now)
            query_alerts.advance(connection, alert, seq, now=now)
        stories, copies, alert = stories + len(first), copies + len(again), replace(alert, seq=seq)
    return Looked(alert=alert.name, stories=stories, copies=copies)


def _next(space: Workspace, alert: Alert, indexed: int) -> tuple[int, list[New]] | None:
    """The next messages that the index has heard of: their end, and what is new in them; null = no more."""
    with space.store.read() as connection:
        messages = [one for one in outbox.after(connection, alert.seq, BATCH) if one.seq <= indexed]
        ids = {one.article_id for one in messages if one.action == "upsert"}
        return (messages[-1].seq, query_alerts.came(connection, alert, ids)) if messages else None


def _found(searcher: Searcher, alert: Alert, new: Sequence[New]) -> list[New]:
    from search.arrivals import asked_of, matching

    kept = {one.id: one for one in new}
    query = asked_of(alert.address).query()
    return [kept[identity] for identity, _ in matching(searcher, query, list(kept))]


def _parted(connection: Connection, alert: Alert, found: Sequence[New]) -> tuple[list[New], list[New]]:
    """The first article of each story that was not told, and the rest."""
    first: list[New] = []
    again: list[New] = []
    begun: set[str] = set()
    for one in found:
        new = one.cluster not in begun and not query_alerts.told_of(connection, alert, one.cluster)
        (first if new else again).append(one)
        begun.add(one.cluster)
    return first, again


def _tell(
    connection: Connection, space: Workspace, alert: Alert, first: Sequence[New], now: datetime
) -> None:
    if not first:
        return
    query_alerts.note(connection, alert, [one.id for one in first], first=True, now=now)
    cause = Cause(
        id=f"query:{alert.name}",
        title={
            "th": f"{alert.name}: เรื่องใหม่ {len(first):,} เรื่อง",
            "en": f"{alert.name}: {len(first):,} new {'story' if len(first) == 1 else 'stories'}",
        },
        text=dict.fromkeys(("th", "en"), "\n".join(_lines(connection, space, alert, first))),
        cure={"th": "", "en": ""},
        since=now.date().isoformat(),
    )
    notice = Notice(kind="found", cause=cause, first_seen=now.isoformat(), at=now.isoformat())
    book.queue(connection, notice, alert.sinks, now=now)


def _lines(connection: Connection, space: Workspace, alert: Alert, first: Sequence[New]) -> list[str]:
    """A line a story, its address below it; then the address of the whole search."""
    names = space.settings.host_names
    base = f"https://{names[0]}" if names else LOOPBACK
    shown = [one.id for one in first[:MOST_NAMED]]
    found = articles.load(connection, shown)
    offices = sources.load(connection, {one.article.source for one in found.values()})
    lines: list[str] = []
    for identity in shown:
        article = found[identity].article
        day = article.published.value if article.published else "–"
        lines.append(f"{article.headline} · {offices[article.source].name} · {day}")
        lines.append(f"{base}/item/{quote(identity, safe='')}")
    lines += [f"… +{len(first) - len(shown):,}"] if len(first) > len(shown) else []
    return [*lines, f"{base}/?{alert.address}&sort=newest"]
