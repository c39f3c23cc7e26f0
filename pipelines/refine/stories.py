"""Keep articles, stories and series together: where copies moved, the index is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from pipelines.copies import place as copies
from pipelines.copies import reissue
from pipelines.store.stories import set_story


def follow(connection: Connection, moved: Iterable[str], now: datetime) -> None:
    """Record story and series of each of these articles as the layer of copies now has them."""
    for article_id in sorted(set(moved)):
        cluster = copies.cluster_of(connection, article_id)
        if cluster is not None:
            series = reissue.series_of(connection, article_id)
            set_story(connection, article_id, cluster, series, now=now)
