"""Keep articles and their stories together: where copies moved, the index is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from pipelines.copies import place as copies
from pipelines.store import articles


def follow(connection: Connection, moved: Iterable[str], now: datetime) -> None:
    """Record the story of each of these articles as the layer of copies now has it."""
    for article_id in sorted(set(moved)):
        cluster = copies.cluster_of(connection, article_id)
        if cluster is not None:
            articles.set_cluster(connection, article_id, cluster, now=now)
