"""Which story and which series an article of the store belongs to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from pipelines.store.outbox import enqueue
from pipelines.store.tables import articles


def set_story(
    connection: Connection, article_id: str, cluster_id: str, series_id: str | None, *, now: datetime
) -> None:
    """Record which story and series an article belongs to; the index is told when one changed."""
    mine = articles.c.id == article_id
    current = connection.execute(select(articles.c.cluster_id, articles.c.series_id).where(mine)).first()
    if current is None or tuple(current) == (cluster_id, series_id):
        return
    connection.execute(update(articles).where(mine).values(cluster_id=cluster_id, series_id=series_id))
    enqueue(connection, [article_id], "upsert", now=now)
