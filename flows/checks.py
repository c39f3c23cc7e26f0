"""The last stage of a run: what the store as a whole says about its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, func, select

from flows.report import Issue, RunReport
from pipelines.dates.drift import Mix, alarm, mix, written
from pipelines.refine.habits import Dated, newest
from pipelines.store import tables as t

SKEW = timedelta(minutes=10)
"""Two machines' clocks may differ so much."""
LATER, EARLIER = 50, 150
"""Newest articles of a source against those before: a month of a busy office, a year of a quiet one."""


def eras(connection: Connection) -> Iterator[Issue]:
    """Yield an issue for each source that began to write its years in the other era."""
    for source_id in connection.scalars(select(t.sources.c.id).order_by(t.sources.c.id)):
        articles = newest(connection, source_id, LATER + EARLIER)
        found = alarm(_mix(articles[LATER:]), _mix(articles[:LATER]))
        if found is not None:
            yield Issue(
                stage="check",
                code="era_drift",
                source=source_id,
                message=f"{source_id}: years were {found.before:.0%} Buddhist, now {found.after:.0%}",
                cure="look at its newest items; if years are wrong, mend the family, then: khaosan reextract",
            )


def runs(connection: Connection, report: RunReport) -> Iterator[Issue]:
    """Yield an issue where the run before was killed, and where one has begun later than now."""
    if report.interrupted:
        yield Issue(
            stage="check",
            code="run_killed",
            message=f"the run that began at {report.interrupted} never ended: it was killed, or its machine "
            "went down",
            cure="nothing to do: this run took up its work; if it happens again, look for want of memory "
            "(journalctl -k)",
        )
    began = func.max(t.runs.c.started_at)
    latest = connection.scalar(select(began).where(t.runs.c.id != report.run))
    if latest is None or datetime.fromisoformat(latest) <= datetime.fromisoformat(report.started_at) + SKEW:
        return
    yield Issue(
        stage="check",
        code="clock",
        message=f"a run began at {latest[:16]}, which is still to come: the machine's clock jumped",
        cure="let the machine keep time by NTP (timedatectl); nothing is lost, and pages visited in that "
        "time are asked again; this message ends when that moment has passed",
    )


def without_items(connection: Connection) -> Iterator[Issue]:
    """Yield an issue for each source whose doors open, and of which the store has no article at all."""
    has_article = exists().where(t.articles.c.source_id == t.sources.c.id, t.articles.c.state == "live")
    was_read = exists().where(t.captures.c.source_id == t.sources.c.id)
    query = select(t.sources.c.id).where(t.sources.c.state == "live", was_read, ~has_article)
    for source_id in connection.scalars(query.order_by(t.sources.c.id)):
        yield Issue(
            stage="check",
            code="no_items",
            source=source_id,
            message=f"{source_id}: its pages are read, and no article came of them",
            cure="look at one of its pages with khaosan inspect URL --source ID; mend family or selectors",
        )


def _mix(articles: Iterable[Dated]) -> Mix:
    return mix(date for article in articles for date in written(article))
