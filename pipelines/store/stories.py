"""Which story and which series an article of the store belongs to, and the stories of several articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update

from pipelines.records import ZERO_WIDTH_SPACE
from pipelines.store.headlines import holding
from pipelines.store.outbox import enqueue
from pipelines.store.slices import slices
from pipelines.store.tables import articles


def set_story(
    connection: Connection, article_id: str, cluster_id: str, series_id: str | None, *, now: datetime
) -> None:
    """Record which story and series an article belongs to; the index is told when one changed."""
    set_stories(connection, {article_id: (cluster_id, series_id)}, now=now)


def set_stories(
    connection: Connection, homes: Mapping[str, tuple[str, str | None]], *, now: datetime
) -> None:
    """Record of each of these articles its story and series; the index is told of those that changed."""
    c = articles.c
    for ids in slices(homes):
        rows = connection.execute(select(c.id, c.cluster_id, c.series_id).where(c.id.in_(ids)))
        stored = {row.id: (row.cluster_id, row.series_id) for row in rows}
        moved = [one for one in ids if one in stored and stored[one] != homes[one]]
        if moved:
            values = [{"mine": one, "story": homes[one][0], "series": homes[one][1]} for one in moved]
            connection.execute(_MOVE, values)
            enqueue(connection, moved, "upsert", now=now)


_MOVE = (
    update(articles)
    .where(articles.c.id == bindparam("mine"))
    .values(cluster_id=bindparam("story"), series_id=bindparam("series"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story of two articles or more. Days as the articles state them; null where none is dated."""

    cluster: str
    members: int
    offices: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The article of a story that was published first, undated ones last."""

    id: str
    source: str
    headline: str


def count(connection: Connection, *, across: bool = False, wanted: str = "") -> int:
    """Count the stories of two articles or more; ``across``: of two offices; ``wanted``: that hold a text."""
    return connection.scalar(select(func.count()).select_from(_several(across, wanted).subquery())) or 0


def listed(
    connection: Connection,
    *,
    across: bool = False,
    wanted: str = "",
    newest: bool = False,
    limit: int,
    offset: int = 0,
) -> list[Story]:
    """List stories, the largest first (``newest``: the one published last).

    ``wanted`` stands in a headline of theirs, or in the name of one of their offices.
    """
    query = _several(across, wanted)
    c = query.selected_columns
    order = (c.last.desc().nulls_last(), c.cluster) if newest else (c.members.desc(), c.cluster)
    return [
        Story(cluster=row.cluster, members=row.members, offices=row.offices, first=row.first, last=row.last)
        for row in connection.execute(query.order_by(*order).limit(limit).offset(offset))
    ]


def beginnings(connection: Connection, clusters: Sequence[str]) -> dict[str, Beginning]:
    """Read the first article of each story."""
    c = articles.c
    query = select(c.cluster_id, c.id, c.source_id, c.segmented_headline).where(
        c.cluster_id.in_(list(clusters)), c.state == "live"
    )
    found: dict[str, Beginning] = {}
    for row in connection.execute(query.order_by(c.published.is_(None), c.published, c.id)):
        headline = row.segmented_headline.replace(ZERO_WIDTH_SPACE, "")
        found.setdefault(row.cluster_id, Beginning(id=row.id, source=row.source_id, headline=headline))
    return found


def _several(across: bool, wanted: str) -> Select[Any]:
    c = articles.c
    offices = func.count(c.source_id.distinct())
    query = select(
        c.cluster_id.label("cluster"),
        func.count().label("members"),
        offices.label("offices"),
        func.min(c.published).label("first"),
        func.max(c.published).label("last"),
    )
    query = query.where(c.state == "live", c.cluster_id.is_not(None)).group_by(c.cluster_id)
    if wanted:
        query = query.where(c.cluster_id.in_(select(c.cluster_id).where(holding(wanted))))
    return query.having(offices > 1 if across else func.count() > 1)
