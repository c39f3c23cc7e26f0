"""The stage between refining and indexing: output whose fields dropped is held back, the old index stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from flows.report import Issue, RunReport
from flows.workspace import Workspace
from pipelines.health.fill import Drop, drops, may_drop
from pipelines.moment import clock
from pipelines.records import Source
from pipelines.store import holds, sources
from pipelines.store.filled import NEWEST
from pipelines.store.holds import Fresh, Hold


def hold(space: Workspace, report: RunReport) -> None:
    """Hold back, office by office, what would empty the index's fields; let go what is mended."""
    with space.alone("hold"), space.store.write() as connection:
        known = sources.load(connection)
        held = {one.source_id: one for one in holds.load(connection)}
        waiting = holds.fresh(connection, space.settings.engine_name)
        kept = holds.all_held(connection)
        for source_id in sorted({*waiting, *held}):
            source, some = known.get(source_id), waiting.get(source_id, [])
            if source is not None:
                ids = {one.article_id for one in some} | set(kept.get(source_id, ()))
                report.issues += _judge(
                    connection, source, some, ids, held.get(source_id), report.run, clock()
                )


def _judge(
    connection: Connection,
    source: Source,
    some: list[Fresh],
    ids: set[str],
    held: Hold | None,
    run: str,
    now: datetime,
) -> list[Issue]:
    """Compare what waits, and what is held, with what was before; hold it, or let it go."""
    found = _drops(connection, source, ids)
    if not found:
        if held is not None:
            holds.release(connection, source.id, accepted=False, now=now)
        return []
    reason = "; ".join(str(one) for one in found)
    holds.hold(connection, source.id, some, run=held.run_id if held else run, reason=reason, now=now)
    return [_issue(source, len(ids), reason)]


def _drops(connection: Connection, source: Source, ids: set[str]) -> tuple[Drop, ...]:
    now = list(holds.fields_of(connection, ids).values())
    if not may_drop(now, source.expect):
        return ()
    before = holds.before(connection, source.id, ids, NEWEST)
    return drops(before, now, source.expect)


def _issue(source: Source, count: int, reason: str) -> Issue:
    return Issue(
        stage="hold",
        code="held",
        source=source.id,
        message=f"{source.id}: {count} articles are held back from the index: {reason}",
        cure=f"look at one: khaosan show ID; mend the row or family, then: khaosan reextract {source.id}; "
        f"if they are right as they are: khaosan held release {source.id}",
    )
