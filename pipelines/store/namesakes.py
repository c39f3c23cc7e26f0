"""A Joomla's own article and its K2 item of one number: two items, whichever of them was stored first.

Until ``joomla@2`` both were ``source:31``. Ids are cited, so what was stored then keeps its id: a K2 item
that holds the bare number goes on under it, and Joomla's article of that number is
``source:article-31`` there.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from pipelines.store.tables import articles

FAMILY = "joomla"
_BESIDE = "article-"
"""Before the number of Joomla's own article where its K2 namesake holds the bare number."""


def item_of(connection: Connection, source_id: str, item: str) -> str:
    """The item under which a source's article is stored, or will be.

    Args:
        connection: The store.
        source_id: An office whose family is :data:`FAMILY`.
        item: As its family reads it: ``31``, or ``k2-31``.
    """
    from pipelines.families import joomla

    number = item.removeprefix(joomla.K2)
    holder = connection.execute(
        select(articles.c.canonical_url, articles.c.rule).where(articles.c.id == f"{source_id}:{number}")
    ).first()
    if holder is None or not joomla.is_k2(holder.canonical_url, holder.rule):
        return item
    return number if item != number else f"{_BESIDE}{number}"
