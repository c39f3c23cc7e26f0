"""Series in the store: derived anew, in the transaction that changed a link or a cluster; and read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from pipelines.copies import minting
from pipelines.copies.records import Member
from pipelines.copies.series import ALIKE, Issue, Series, derive, heirs
from pipelines.copies.sql import among
from pipelines.copies.tables import documents, links
from pipelines.copies.tables import series as minted
from pipelines.store.headlines import holding
from pipelines.store.tables import articles

_D = documents.c
Edges = set[tuple[int, int]]


def settle(connection: Connection, owners: Collection[int], now: datetime) -> tuple[str, ...]:
    """Derive the series around these texts anew; return the ids of documents whose series changed."""
    issues, edges = _around(connection, set(owners))
    groups = derive(issues.values(), edges)
    changed: list[str] = []
    loose = issues.keys() - {issue.n for group in groups for issue in group}
    if any(issues[n].series is not None for n in loose):
        changed += _move(connection, loose, None)
    ages = _ages(connection, {one.series for one in issues.values() if one.series is not None})
    for group, (kept, ended) in zip(groups, heirs(groups, ages), strict=True):
        name = kept or _mint(connection, group[0].id, now)
        changed += _move(connection, {issue.n for issue in group}, name)
        for old in ended:
            where = or_(minted.c.id == old, minted.c.alias_of == old)
            connection.execute(update(minted).where(where).values(alias_of=name))
    return tuple(sorted(changed))


def in_series(connection: Connection, owners: Collection[int]) -> bool:
    """Say whether any of these texts belongs to a series, or is linked as an issue of one."""
    mine = select(_D.n).where(among(connection, _D.n, owners), _D.series.is_not(None))
    linked = select(links.c.a).where(_admitted(), _touching(connection, owners))
    return bool(connection.scalar(select(or_(mine.exists(), linked.exists()))))


def resolve(connection: Connection, series_id: str) -> str:
    """Return the id that goes on for a series id after merges: itself, if it is in use."""
    found = connection.scalar(select(minted.c.alias_of).where(minted.c.id == series_id))
    return found or series_id


def series_of(connection: Connection, document_id: str) -> str | None:
    """Return the series id of a document, or None."""
    return connection.scalar(select(_D.series).where(_D.id == document_id))


def members(connection: Connection, series_id: str) -> tuple[Member, ...]:
    """Return the members of a series (an alias will do), earliest first, undated ones last."""
    query = select(_D.id, _D.source, _D.day, _D.authority, _D.length)
    query = query.where(_D.series == resolve(connection, series_id))
    query = query.order_by(func.coalesce(_D.day, date.max.toordinal() + 1), _D.id)
    return tuple(
        Member(one, source, _day(day), authority, length)
        for one, source, day, authority, length in connection.execute(query)
    )


def largest(
    connection: Connection, *, wanted: str = "", newest: bool = False, limit: int, offset: int = 0
) -> tuple[Series, ...]:
    """Return the series with most stories first (``newest``: the one with the latest issue).

    ``wanted`` stands in the headline of an issue, or in the name of its office.
    """
    stories = func.count(_D.cluster.distinct())
    query = select(_D.series, func.count(), stories, func.min(_D.day), func.max(_D.day))
    first = func.max(_D.day).desc().nulls_last() if newest else stories.desc()
    query = query.where(_wanted(wanted)).group_by(_D.series).order_by(first, _D.series)
    rows = connection.execute(query.limit(limit).offset(offset))
    return tuple(
        Series(name, count, told, _day(first), _day(last)) for name, count, told, first, last in rows
    )


def count(connection: Connection, wanted: str = "") -> int:
    """Count the series, or those that hold a text."""
    return connection.scalar(select(func.count(_D.series.distinct())).where(_wanted(wanted))) or 0


def _wanted(text: str) -> ColumnElement[bool]:
    if not text:
        return _D.series.is_not(None)
    # a series lists what its stories were when they were placed: articles tell what is live
    named = select(articles.c.series_id).where(articles.c.series_id.is_not(None), holding(text))
    return _D.series.in_(named)


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _around(connection: Connection, owners: set[int]) -> tuple[dict[int, Issue], Edges]:
    """All texts that series links, common clusters or a common series connect with these, and the links."""
    issues: dict[int, Issue] = {}
    edges: Edges = set()
    clusters: set[str] = set()
    names: set[str] = set()
    edge, seen = owners, set(owners)
    while edge:
        found = _issues(connection, among(connection, _D.n, edge))
        issues.update(found)
        rows = connection.execute(
            select(links.c.a, links.c.b).where(_admitted(), _touching(connection, edge))
        ).all()
        edges.update((a, b) for a, b in rows)
        near = {n for row in rows for n in row}
        fresh = {one.cluster for one in found.values()} - clusters
        belonging = {one.series for one in found.values() if one.series is not None} - names
        clusters |= fresh
        names |= belonging
        where = or_(among(connection, _D.cluster, fresh), among(connection, _D.series, belonging))
        near |= _issues(connection, where).keys() if fresh or belonging else set()
        edge = near - issues.keys() - seen
        seen |= edge
    return issues, edges


def _issues(connection: Connection, where: ColumnElement[bool]) -> dict[int, Issue]:
    query = select(_D.n, _D.id, _D.cluster, _D.series).where(and_(_D.n == _D.owner, where))
    return {row[0]: Issue(*row) for row in connection.execute(query)}


def _admitted() -> ColumnElement[bool]:
    return and_(links.c.kind == "series", links.c.jaccard >= ALIKE)


def _touching(connection: Connection, owners: Collection[int]) -> ColumnElement[bool]:
    return or_(among(connection, links.c.a, owners), among(connection, links.c.b, owners))


def _move(connection: Connection, owners: Collection[int], name: str | None) -> list[str]:
    where = and_(among(connection, _D.owner, owners), _D.series.is_distinct_from(name))
    moved = list(connection.scalars(select(_D.id).where(where)))
    if moved:
        connection.execute(update(documents).where(where).values(series=name))
    return moved


def _ages(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    if not ids:
        return {}
    query = select(minted.c.id, minted.c.seq).where(among(connection, minted.c.id, ids))
    return dict(connection.execute(query).all())


def _mint(connection: Connection, document_id: str, now: datetime) -> str:
    """Make a series id that was never used: from the id of its first member, deterministic."""
    name = next(one for one in minting.names(minting.SERIES, document_id) if not _ages(connection, [one]))
    last = connection.scalar(select(func.max(minted.c.seq))) or 0
    row = {"seq": last + 1, "id": name, "minted_at": now.isoformat(timespec="seconds")}
    connection.execute(insert(minted), [row])
    return name
