"""Taking an article down: out of every output, for good; its bytes stay in the archive alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from pipelines.archive import Takedown
from pipelines.copies import place as copies
from pipelines.errors import SettingsError
from pipelines.refine.stories import follow
from pipelines.store import attachments, people
from pipelines.store.outbox import enqueue
from pipelines.store.tables import articles, takedowns, versions
from pipelines.store.upsert import upsert


def take_down(connection: Connection, article_id: str, reason: str, *, now: datetime) -> None:
    """Delete an article with its versions and remember why it must not come back.

    Raises:
        SettingsError: there is no such article.
    """
    if connection.scalar(select(articles.c.id).where(articles.c.id == article_id)) is None:
        raise SettingsError(f"{article_id}: no such article", cure="khaosan search shows ids")
    remember(connection, Takedown(article_id=article_id, reason=reason, at=now))
    connection.execute(delete(versions).where(versions.c.article_id == article_id))
    connection.execute(delete(articles).where(articles.c.id == article_id))
    attachments.forget(connection, article_id)
    people.forget(connection, [article_id])
    enqueue(connection, [article_id], "delete", now=now)
    follow(connection, copies.remove(connection, article_id, now=now), now)


def remember(connection: Connection, takedown: Takedown) -> None:
    """Let an article never come back, whether the store holds it now or not."""
    values = {"article_id": takedown.article_id, "reason": takedown.reason, "at": takedown.at.isoformat()}
    upsert(connection, takedowns, keys=("article_id",), values=values)


def hold_to(connection: Connection, takedown: Takedown) -> None:
    """Hold a store to a takedown that the archive notes; one of an older day may still have the article."""
    known = connection.scalar(select(articles.c.id).where(articles.c.id == takedown.article_id))
    if known is None:
        remember(connection, takedown)
    else:
        take_down(connection, takedown.article_id, takedown.reason, now=takedown.at)
