"""What had been collected when a dataset was made: the offices that its filters let in, found or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from pipelines.store import sources
from pipelines.store.sources import SourceState
from pipelines.store.tables import articles
from search.datasets.records import OfficeThen
from search.records import Filters


def collected(
    connection: Connection, filters: Filters, matching: Mapping[str, int]
) -> tuple[OfficeThen, ...]:
    """List the offices in reach of the filters, with what is held of each and how much of it matched.

    Args:
        connection: The store.
        filters: Those of the question; only an office's id and kind leave offices out, since any office may
            write of any province.
        matching: Articles found, by office.
    """
    a = articles.c
    counted = select(
        a.source_id, func.count(), func.min(a.first_captured_at), func.max(a.last_captured_at)
    ).where(a.state == "live")
    held: dict[str, tuple[Any, ...]] = {
        row[0]: tuple(row) for row in connection.execute(counted.group_by(a.source_id))
    }
    return tuple(
        _office(one, held.get(one.source.id), matching.get(one.source.id, 0))
        for one in sources.states(connection)
        if _in_reach(one, filters) and (one.crawled or one.source.id in held)
    )


def _in_reach(one: SourceState, filters: Filters) -> bool:
    named = not filters.source or one.source.id in filters.source
    return named and (not filters.office or one.source.office in filters.office)


def _office(one: SourceState, held: tuple[Any, ...] | None, matching: int) -> OfficeThen:
    return OfficeThen(
        id=one.source.id,
        name=one.source.name,
        province=one.source.province,
        office=one.source.office,
        state=one.state,
        articles=held[1] if held else 0,
        first_captured_at=held[2] if held else None,
        last_captured_at=held[3] if held else None,
        matching=matching,
    )
