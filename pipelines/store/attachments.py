"""Attachments in the store: what articles name, what lies at those addresses, and the text of its bytes.

The same bytes under two addresses are two files with one text. Nothing here depends on which came first, the
article or its file: both are joined when read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select

from pipelines import urls
from pipelines.file_names import file_name
from pipelines.files import FileRead
from pipelines.records import Article, Capture
from pipelines.store import captures, revisions
from pipelines.store.articles import Version
from pipelines.store.fetching import attachments, file_texts, files
from pipelines.store.outbox import enqueue
from pipelines.store.slices import slices
from pipelines.store.tables import frontier
from pipelines.store.upsert import upsert

PICTURES = 10
"""Pictures of an article without text that are kept: they are its text."""
_FILE = (files.c.source_id == attachments.c.source_id) & (files.c.address == attachments.c.address)
"""What lies at an attachment's address."""
_ASKED = (frontier.c.source_id == attachments.c.source_id) & (frontier.c.url == attachments.c.address)
"""What the crawler has made of that address."""
_MINE = attachments.c.article_id == bindparam("mine")
_NAMED = select(attachments.c.url).where(_MINE).order_by(attachments.c.position)
_DROP, _ADD = delete(attachments).where(_MINE), insert(attachments)
"""Built once, as all that is asked of each page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file that an article names, as far as it is known."""

    article_id: str
    url: str
    label: str
    state: str
    """``archived``, ``waiting``, ``refused``, ``failed``, ``gone``, or ``named``: not asked for (yet)."""
    reason: str | None
    """Why it was not archived, or why it has no text."""
    sha256: str | None = None
    media_type: str | None = None
    bytes: int | None = None
    text_status: str | None = None
    """A :data:`pipelines.files.FileStatus`; null until it is read."""
    capture_id: int | None = None
    fetched_at: str | None = None


def wanted(article: Article) -> tuple[str, ...]:
    """The addresses of an article's files: its attachments, or its pictures where they are all it has."""
    if article.attachments or article.text_status != "image_only":
        return article.attachments
    return article.images[:PICTURES]


def name(connection: Connection, article: Article) -> None:
    """Record which files an article names, in its order."""
    rows = [
        {
            "article_id": article.id,
            "position": position,
            "source_id": article.source,
            "url": url,
            "address": urls.canonical(url),
        }
        for position, url in enumerate(dict.fromkeys(wanted(article)))
    ]
    mine = {"mine": article.id}
    if [row["url"] for row in rows] == list(connection.scalars(_NAMED, mine)):
        return
    connection.execute(_DROP, mine)
    if rows:
        connection.execute(_ADD, rows)


def keep(
    connection: Connection,
    capture: Capture,
    read: FileRead,
    segmented: str,
    analysis: str,
    *,
    now: datetime,
) -> None:
    """Store what lies at an address, and its text where it was read; the index is told.

    Args:
        connection: The store.
        capture: Whose bytes were read; an older one than is known changes nothing.
        read: What was read.
        segmented: The text with U+200B between words.
        analysis: The rules of segmentation.
        now: The moment recorded.
    """
    address = urls.canonical(capture.requested_url)
    mine = (files.c.source_id == capture.source_id) & (files.c.address == address)
    at = capture.fetched_at.isoformat()
    known = connection.execute(select(files.c.fetched_at, files.c.sha256).where(mine)).first()
    text = {"sha256": capture.sha256, "status": read.status, "note": read.note}
    text |= {"segmented": segmented, "analysis": analysis}
    upsert(connection, file_texts, keys=("sha256",), values=text)
    if known is not None and known.fetched_at > at:
        return
    values = {
        "source_id": capture.source_id,
        "address": address,
        "sha256": capture.sha256,
        "label": read.label,
        "media_type": read.media_type,
        "bytes": read.bytes,
        "capture_id": capture.id,
        "fetched_at": at,
    }
    upsert(connection, files, keys=("source_id", "address"), values=values)
    naming = _naming(connection, capture.source_id, address)
    enqueue(connection, naming, "upsert", now=now)
    if known is not None and known.sha256 != capture.sha256:
        for article_id in naming:
            revisions.note_file(connection, article_id, capture, now=now)


def _naming(connection: Connection, source_id: str, address: str) -> list[str]:
    here = (attachments.c.source_id == source_id) & (attachments.c.address == address)
    return sorted(set(connection.scalars(select(attachments.c.article_id).where(here))))


def of(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[Attachment, ...]]:
    """The attachments of articles, each in the article's order; articles without any are absent."""
    found: dict[str, list[Attachment]] = {}
    for part in slices(ids):
        query = _joined().where(attachments.c.article_id.in_(part))
        for row in connection.execute(query.order_by(attachments.c.article_id, attachments.c.position)):
            found.setdefault(row.article_id, []).append(_attachment(row))
    return {one: tuple(each) for one, each in found.items()}


def texts(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The texts of articles' files, each text once, words parted by U+200B; those without are absent."""
    found: dict[str, dict[str, str]] = {}
    for part in slices(ids):
        query = (
            select(attachments.c.article_id, file_texts.c.sha256, file_texts.c.segmented)
            .join(files, _FILE)
            .join(file_texts, file_texts.c.sha256 == files.c.sha256)
            .where(attachments.c.article_id.in_(part), file_texts.c.status == "text")
            .order_by(attachments.c.article_id, attachments.c.position)
        )
        for row in connection.execute(query):
            found.setdefault(row.article_id, {}).setdefault(row.sha256, row.segmented)
    return {one: "\n".join(each.values()) for one, each in found.items()}


def changed(connection: Connection, history: Iterable[Version]) -> dict[int, Attachment]:
    """The file, as it was then, of each version that the new bytes of an attachment made; by its number."""
    asked = {one.capture_id: one for one in history if one.file and one.capture_id}
    read = ((one, captures.get(connection, known)) for known, one in asked.items())
    return {one.number: _as_captured(one, capture) for one, capture in read if capture is not None}


def _as_captured(version: Version, capture: Capture) -> Attachment:
    return Attachment(
        article_id=version.article.id,
        url=capture.requested_url,
        label=file_name(None, capture.requested_url),
        state="archived",
        reason=None,
        sha256=capture.sha256,
        media_type=capture.content_type,
        capture_id=version.capture_id,
        fetched_at=version.captured_at,
    )


def unasked(connection: Connection, source_id: str, *, limit: int) -> list[str]:
    """Addresses that a source's articles name and its crawler has never heard of."""
    query = (
        select(attachments.c.url)
        .outerjoin(frontier, _ASKED)
        .where(attachments.c.source_id == source_id, frontier.c.url.is_(None))
        .order_by(attachments.c.article_id, attachments.c.position)
        .limit(limit)
    )
    return list(dict.fromkeys(connection.scalars(query)))


def original(connection: Connection, sha256: str) -> Capture | None:
    """A capture of an attachment with these bytes, whoever published it; null where none was refined."""
    query = select(files.c.capture_id).where(files.c.sha256 == sha256).order_by(files.c.capture_id).limit(1)
    found = connection.scalar(query)
    return None if found is None else captures.get(connection, found)


def forget(connection: Connection, article_id: str) -> None:
    """Forget an article's attachments, and the texts that no other article has."""
    named = select(files.c.sha256).join(attachments, _FILE)
    mine = set(connection.scalars(named.where(attachments.c.article_id == article_id)))
    connection.execute(delete(attachments).where(attachments.c.article_id == article_id))
    others = set(connection.scalars(named.where(files.c.sha256.in_(mine))))
    connection.execute(delete(file_texts).where(file_texts.c.sha256.in_(mine - others)))


def _joined() -> Select[Any]:
    columns = (
        attachments.c.article_id, attachments.c.url, files.c.label, files.c.sha256, files.c.media_type,
        files.c.bytes, files.c.capture_id, files.c.fetched_at, file_texts.c.status.label("text_status"),
        file_texts.c.note.label("text_note"), frontier.c.state.label("asked"), frontier.c.note,
    )  # fmt: skip
    joined = attachments.outerjoin(files, _FILE).outerjoin(frontier, _ASKED)
    return select(*columns).select_from(joined.outerjoin(file_texts, file_texts.c.sha256 == files.c.sha256))


def _attachment(row: Row[Any]) -> Attachment:
    archived = row.sha256 is not None
    return Attachment(
        article_id=row.article_id,
        url=row.url,
        label=row.label or file_name(None, row.url),
        state="archived" if archived else row.asked or "named",
        reason=row.text_note if archived else row.note,
        sha256=row.sha256,
        media_type=row.media_type,
        bytes=row.bytes,
        text_status=row.text_status,
        capture_id=row.capture_id,
        fetched_at=row.fetched_at,
    )
