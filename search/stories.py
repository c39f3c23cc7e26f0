"""Stories behind hits: who stands for one, who had it first, and which of its articles a search shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from pipelines.copies.authority import UNKNOWN
from pipelines.copies.tables import documents
from pipelines.store.tables import articles
from search.engines.protocol import EngineHit
from search.records import Show

UNDATED = "9999"
"""Sorts after every year."""
AT_ONCE = 500
"""Clusters a query; SQLite takes 32,766 values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story by its live articles."""

    members: int
    representative: str
    """The id that stands for it: nearest office, earliest, longest (:mod:`pipelines.copies.place`)."""
    earliest: str
    """The id published first; undated ones last."""
    series: str | None
    by_time: tuple[str, ...]
    """All ids, earliest first."""


ALONE = Story(members=1, representative="", earliest="", series=None, by_time=())
"""Stands for the story of an article that the store no longer shows."""


def stories_of(connection: Connection, clusters: Collection[str]) -> dict[str, Story]:
    """Read stories by cluster id; those without a live article are absent."""
    rows: defaultdict[str, list[Any]] = defaultdict(list)
    wanted = iter(sorted(clusters))
    a, d = articles.c, documents.c
    while some := list(islice(wanted, AT_ONCE)):
        query = (
            select(a.cluster_id, a.id, a.published, a.series_id, d.authority, d.length)
            .join_from(articles, documents, a.id == d.id, isouter=True)
            .where(a.cluster_id.in_(some), a.state == "live")
        )
        for row in connection.execute(query):
            rows[row.cluster_id].append(row)
    return {cluster: _story(found) for cluster, found in rows.items()}


def clusters_of(connection: Connection, ids: Sequence[str]) -> list[tuple[str, str, str | None]]:
    """Read id, story and date of live articles."""
    rows = articles.c
    query = select(rows.id, rows.cluster_id, rows.published).where(rows.id.in_(ids), rows.state == "live")
    return [(row[0], row[1] or row[0], row[2]) for row in connection.execute(query)]


def _story(rows: Sequence[Any]) -> Story:
    by_time = sorted(rows, key=lambda row: (row.published or UNDATED, row.id))
    return Story(
        members=len(rows),
        representative=min(rows, key=_precedence).id,
        earliest=by_time[0].id,
        series=by_time[0].series_id,
        by_time=tuple(row.id for row in by_time),
    )


def _precedence(row: Any) -> tuple[int, str, int, str]:
    """As :func:`pipelines.copies.place.representative`, for all live articles of a story."""
    authority = UNKNOWN if row.authority is None else row.authority
    return (authority, row.published or UNDATED, -(row.length or 0), row.id)


def chosen(
    hits: Sequence[EngineHit], stories: Mapping[str, Story], matching: Collection[str], show: Show
) -> Iterator[EngineHit]:
    """Put the wanted article of each story in the place of its best match; only one that matches too.

    Args:
        hits: One a story, in order.
        stories: Those with several articles.
        matching: Ids of all matches of these stories.
        show: Which article stands for its story.
    """
    for hit in hits:
        story = stories.get(hit.cluster)
        if story is None:
            yield hit
        elif show == "earliest":
            yield replace(hit, id=next((one for one in story.by_time if one in matching), hit.id))
        else:
            yield replace(hit, id=story.representative) if story.representative in matching else hit
