"""How an office's fields are filled, of its newest articles: what its row's ``expect`` speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from pipelines.health.fill import shares
from pipelines.store import holds
from pipelines.store.tables import articles

NEWEST = 200
"""A quarter of a busy office, a year of a quiet one."""


def filled(connection: Connection, ids: Iterable[str]) -> dict[str, dict[str, float]]:
    """The share of offices' newest articles with a title, a text, a date; an office without any is absent."""
    wanted = set(ids)
    having = connection.scalars(select(articles.c.source_id).distinct())
    found = ((one, shares(holds.before(connection, one, (), NEWEST))) for one in sorted(wanted & set(having)))
    return {one: known for one, known in found if known}
