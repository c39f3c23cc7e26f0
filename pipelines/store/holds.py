"""Offices whose output is held back, and what the index shows of them meanwhile: what it showed before.

Nothing is lost: the store has the new versions, ``held`` says which of them the index does not see. Releasing
an office tells the index of all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from pipelines.codec import from_json
from pipelines.health.fill import Filled
from pipelines.store import articles, outbox
from pipelines.store.articles import Segmented, StoredArticle, Version
from pipelines.store.operating import held, holds
from pipelines.store.slices import slices
from pipelines.store.tables import articles as current
from pipelines.store.tables import outbox as messages
from pipelines.store.tables import versions
from pipelines.store.upsert import upsert

ACCEPTED = ""
"""In place of a run: a person let the office go, and its habit begins at that row's moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """An article that was refined and not yet indexed; ``shown`` is the version before, 0 = none."""

    article_id: str
    source_id: str
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """An office that is held back: since which run, why, and how many articles."""

    source_id: str
    run_id: str
    reason: str
    at: str
    articles: int


def fresh(connection: Connection, engine: str) -> dict[str, list[Fresh]]:
    """What was refined since an engine was last told, by office.

    A message of the outbox is of refining where a version bears its moment; others tell of moved stories.
    """
    state = outbox.state_of(connection, engine)
    told = (
        select(messages.c.article_id, messages.c.at)
        .where(messages.c.seq > (state.seq if state else 0), messages.c.action == "upsert")
        .distinct()
        .subquery()
    )
    # Coalesced, so that no index by moment is taken: all that a run refines shares one, and each message
    # would read every version of the run.
    same = func.coalesce(versions.c.refined_at, "") == told.c.at
    query = (
        select(versions.c.article_id, current.c.source_id, func.min(versions.c.number))
        .join(told, (told.c.article_id == versions.c.article_id) & same)
        .join(current, current.c.id == versions.c.article_id)
        .group_by(versions.c.article_id, current.c.source_id)
        .order_by(versions.c.article_id)
    )
    found: dict[str, list[Fresh]] = {}
    for article_id, source_id, number in connection.execute(query):
        found.setdefault(source_id, []).append(
            Fresh(article_id=article_id, source_id=source_id, shown=number - 1)
        )
    return found


def hold(
    connection: Connection, source_id: str, some: Iterable[Fresh], *, run: str, reason: str, now: datetime
) -> None:
    """Hold back an office's articles; one that is held already keeps the version that was shown first."""
    values = {"source_id": source_id, "run_id": run, "reason": reason, "at": now.isoformat()}
    upsert(connection, holds, keys=("source_id",), values=values)
    known = set(held_of(connection, source_id))
    rows = [
        {"article_id": one.article_id, "source_id": source_id, "shown": one.shown, "at": now.isoformat()}
        for one in some
        if one.article_id not in known
    ]
    if rows:
        connection.execute(insert(held), rows)


def release(connection: Connection, source_id: str, *, accepted: bool, now: datetime) -> int:
    """Let an office's articles go to the index; return how many there were.

    Args:
        connection: The store.
        source_id: Whose.
        accepted: A person says that they are right as they are: from the first of them on, that is its habit.
        now: The moment.
    """
    ids = held_of(connection, source_id)
    mine = select(held.c.article_id).where(held.c.source_id == source_id)
    first = connection.scalar(select(func.min(current.c.last_captured_at)).where(current.c.id.in_(mine)))
    connection.execute(delete(held).where(held.c.source_id == source_id))
    connection.execute(delete(holds).where(holds.c.source_id == source_id))
    if accepted:
        values = {"source_id": source_id, "run_id": ACCEPTED, "reason": "", "at": first or now.isoformat()}
        connection.execute(insert(holds).values(**values))
    outbox.enqueue(connection, ids, "upsert", now=now)
    return len(ids)


def held_of(connection: Connection, source_id: str) -> list[str]:
    """The ids of an office's held articles."""
    query = select(held.c.article_id).where(held.c.source_id == source_id).order_by(held.c.article_id)
    return list(connection.scalars(query))


def load(connection: Connection) -> list[Hold]:
    """Read all holds, by office."""
    counted = select(func.count()).where(held.c.source_id == holds.c.source_id).scalar_subquery()
    return [
        Hold(source_id=row.source_id, run_id=row.run_id, reason=row.reason, at=row.at, articles=row[-1])
        for row in connection.execute(
            select(holds, counted).where(holds.c.run_id != ACCEPTED).order_by(holds.c.source_id)
        )
    ]


def all_held(connection: Connection) -> dict[str, list[str]]:
    """The ids of all held articles, by office."""
    found: dict[str, list[str]] = {}
    for article_id, source_id in connection.execute(
        select(held.c.article_id, held.c.source_id).order_by(held.c.article_id)
    ):
        found.setdefault(source_id, []).append(article_id)
    return found


def fields_of(connection: Connection, ids: Collection[str]) -> dict[str, Filled]:
    """The looked-at fields of live articles, by id."""
    found: dict[str, Filled] = {}
    for some in slices(sorted(ids)):
        query = select(current.c.id, current.c.record).where(
            current.c.id.in_(some), current.c.state == "live"
        )
        found |= {row.id: from_json(row.record, Filled) for row in connection.execute(query)}
    return found


def before(connection: Connection, source_id: str, leave: Collection[str], limit: int) -> list[Filled]:
    """The newest records of an office but for some ids, oldest first: what it was like before a run."""
    accepted = select(holds.c.at).where(holds.c.source_id == source_id, holds.c.run_id == ACCEPTED)
    since = connection.scalar(accepted) or ""
    query = (
        select(current.c.id)
        .where(current.c.source_id == source_id, current.c.state == "live")
        .where(current.c.last_captured_at >= since)
        .order_by(current.c.first_captured_at.desc(), current.c.id)
        .limit(limit + len(leave))
    )
    ids = [one for one in connection.scalars(query) if one not in leave][:limit]
    known = fields_of(connection, ids)
    return [known[one] for one in reversed(ids) if one in known]


def as_shown(connection: Connection, some: Sequence[StoredArticle]) -> list[StoredArticle]:
    """What the index may show of some articles: held ones as they were, or not at all."""
    query = select(held.c.article_id, held.c.shown).where(
        held.c.article_id.in_([one.article.id for one in some])
    )
    shown = {row.article_id: row.shown for row in connection.execute(query)}
    if not shown:
        return list(some)
    old = articles.at(connection, shown.items())
    made = (_as(one, old.get(one.article.id)) if one.article.id in shown else one for one in some)
    return [one for one in made if one is not None]


def _as(stored: StoredArticle, version: Version | None) -> StoredArticle | None:
    """An article as of a version; null before its first."""
    if version is None:
        return None
    from pipelines.text.segment import segmented

    old = version.article
    return replace(
        stored,
        article=replace(old, cluster=stored.article.cluster),
        segmented=Segmented(headline=segmented(old.headline), body=segmented(old.article_body), analysis=""),
        version=version.number,
        capture_id=version.capture_id,
        rule=version.rule,
    )
