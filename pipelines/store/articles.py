"""Articles in the store: the current record of each, all its versions, and the outbox to the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select, update

from pipelines.codec import from_json, to_json
from pipelines.identity import address_id
from pipelines.records import Article, DateValue
from pipelines.store.tables import articles, captures, outbox, takedowns, versions

Change = Literal["added", "changed", "unchanged", "returned", "taken_down"]
"""``returned``: it was gone at its source, and is there again as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmented:
    """Display text with U+200B between words, made once and kept for highlights and line breaks."""

    headline: str
    body: str
    analysis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """The current record of an article and what the store knows around it."""

    article: Article
    segmented: Segmented
    state: str
    version: int
    first_captured_at: str
    last_captured_at: str
    capture_id: int | None
    rule: str
    series: str | None = None
    """The series that its story is an issue of."""
    state_at: str | None = None
    """Since when it is gone; null while it is live."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One earlier or current state of an article."""

    number: int
    article: Article
    captured_at: str
    capture_id: int | None
    rule: str


def digest_of(article: Article) -> str:
    """Digest what a reader would call the content: a new digest makes a new version.

    Moment, capture and cluster are left out, and how a date was read: they change without the page changing.
    """
    core = replace(
        article,
        captured_at=None,
        page_sha256="",
        cluster=None,
        extractor="",
        url="",
        published=_bare(article.published),
        event=_bare(article.event),
        deadline=_bare(article.deadline),
        order=_bare(article.order),
    )
    return sha256(to_json(core).encode()).hexdigest()


def _bare(value: DateValue | None) -> DateValue | None:
    return None if value is None else replace(value, method="", raw="", confidence=1.0, era="CE")


def identity_of(connection: Connection, article: Article) -> str:
    """The id under which an article is known already, else its own.

    A feed may hide the number that the REST interface shows: what was first known by its address keeps that
    id, and an address leads to what is known by number. Two numbers are two articles, whatever their address.
    """
    by_address = address_id(article.source, article.canonical_url)
    same = (articles.c.source_id == article.source) & (articles.c.canonical_url == article.canonical_url)
    if article.id != by_address:
        same &= articles.c.id == by_address
    found = connection.scalar(
        select(articles.c.id).where(same).order_by(articles.c.first_captured_at).limit(1)
    )
    return found or article.id


def put(
    connection: Connection,
    article: Article,
    segmented: Segmented,
    *,
    capture_id: int | None,
    rule: str,
    now: datetime,
) -> Change:
    """Store a refined article: the same content again only moves ``last_captured_at``.

    A capture older than the one in force (refining again, out of order) never replaces it. An article taken
    down by command stays away: it outlives every rebuild.
    """
    if connection.scalar(select(takedowns.c.article_id).where(takedowns.c.article_id == article.id)):
        return "taken_down"
    captured = (article.captured_at or now).isoformat()
    digest = digest_of(article)
    row = connection.execute(select(articles).where(articles.c.id == article.id)).first()
    if row is not None and row.digest == digest:
        return _seen(connection, row, captured, now)
    if row is not None and captured < row.last_captured_at:
        return "unchanged"
    number = 1 if row is None else row.version + 1
    values = _values(article, segmented, digest, number, captured, capture_id, rule)
    if row is None:
        connection.execute(insert(articles).values(id=article.id, first_captured_at=captured, **values))
    else:
        values |= {"cluster_id": row.cluster_id, "series_id": row.series_id}
        connection.execute(update(articles).where(articles.c.id == article.id).values(**values))
    _add_version(connection, article, segmented, digest, number, captured, capture_id, rule)
    enqueue(connection, [article.id], "upsert", now=now)
    return "added" if row is None else "changed"


def _values(
    article: Article,
    segmented: Segmented,
    digest: str,
    number: int,
    captured: str,
    capture_id: int | None,
    rule: str,
) -> dict[str, Any]:
    return {
        "source_id": article.source,
        "canonical_url": article.canonical_url,
        "kind": article.kind,
        "scope": article.scope,
        "published": article.published.value if article.published else None,
        "version": number,
        "digest": digest,
        "state": "live",
        "state_at": None,
        "last_captured_at": captured,
        "capture_id": capture_id,
        "rule": rule,
        "record": to_json(article),
        "segmented_headline": segmented.headline,
        "segmented_body": segmented.body,
    }


def _add_version(
    connection: Connection,
    article: Article,
    segmented: Segmented,
    digest: str,
    number: int,
    captured: str,
    capture_id: int | None,
    rule: str,
) -> None:
    connection.execute(
        insert(versions).values(
            article_id=article.id,
            number=number,
            digest=digest,
            record=to_json(article),
            capture_id=capture_id,
            captured_at=captured,
            extractor=article.extractor,
            rule=rule,
            analysis=segmented.analysis,
        )
    )


def _seen(connection: Connection, row: Row[Any], captured: str, now: datetime) -> Change:
    """Note that the same content was met again; what was gone returns when it is met after that."""
    gone = row.state == "gone"
    if (gone and captured <= row.state_at) or (not gone and captured <= row.last_captured_at):
        return "unchanged"
    values = {"last_captured_at": max(captured, row.last_captured_at), "state": "live", "state_at": None}
    connection.execute(update(articles).where(articles.c.id == row.id).values(**values))
    if not gone:
        return "unchanged"
    enqueue(connection, [row.id], "upsert", now=now)
    return "returned"


def bury(connection: Connection, ids: Iterable[str], *, at: str, now: datetime) -> list[str]:
    """Mark articles as gone at their source, unless they were met there later; record and versions stay.

    Args:
        connection: The store.
        ids: Which.
        at: When their page answered that it is gone, ISO 8601.
        now: The moment recorded.

    Returns:
        Those that were live until now.
    """
    mine = articles.c.id.in_(sorted(ids)) & (articles.c.state == "live") & (articles.c.last_captured_at < at)
    found = sorted(connection.scalars(select(articles.c.id).where(mine)))
    connection.execute(update(articles).where(articles.c.id.in_(found)).values(state="gone", state_at=at))
    enqueue(connection, found, "delete", now=now)
    return found


def read_from(connection: Connection, source_id: str, urls: Iterable[str]) -> set[str]:
    """The ids of a source's articles read from pages at these addresses, as asked or as answered."""
    some = sorted(urls)
    pages = select(captures.c.id).where(
        captures.c.source_id == source_id,
        captures.c.role == "article",
        captures.c.requested_url.in_(some) | captures.c.url.in_(some),
    )
    by_page = select(versions.c.article_id).where(versions.c.capture_id.in_(pages))
    by_name = select(articles.c.id).where(
        articles.c.source_id == source_id, articles.c.canonical_url.in_(some)
    )
    return {*connection.scalars(by_page), *connection.scalars(by_name)}


def enqueue(connection: Connection, ids: Iterable[str], action: str, *, now: datetime) -> None:
    """Tell the index of changed articles, in the transaction that changed them."""
    rows = [{"article_id": article_id, "action": action, "at": now.isoformat()} for article_id in ids]
    if rows:
        connection.execute(insert(outbox), rows)


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


def load(connection: Connection, ids: Sequence[str]) -> dict[str, StoredArticle]:
    """Read articles by id; unknown ids are absent."""
    rows = connection.execute(select(articles).where(articles.c.id.in_(list(ids))))
    return {row.id: _stored(row) for row in rows}


def every(connection: Connection, *, after: str = "", limit: int = 500) -> list[StoredArticle]:
    """Page through all live articles by id."""
    query = select(articles).where(articles.c.id > after, articles.c.state == "live")
    return [_stored(row) for row in connection.execute(query.order_by(articles.c.id).limit(limit))]


def in_cluster(connection: Connection, cluster_id: str) -> list[StoredArticle]:
    """Read the live members of a story, earliest published first, undated last."""
    query = select(articles).where(articles.c.cluster_id == cluster_id, articles.c.state == "live")
    order = query.order_by(articles.c.published.is_(None), articles.c.published, articles.c.id)
    return [_stored(row) for row in connection.execute(order)]


def in_series(connection: Connection, series_id: str) -> list[StoredArticle]:
    """Read the live members of a series, earliest published first, undated last."""
    query = select(articles).where(articles.c.series_id == series_id, articles.c.state == "live")
    order = query.order_by(articles.c.published.is_(None), articles.c.published, articles.c.id)
    return [_stored(row) for row in connection.execute(order)]


def history(connection: Connection, article_id: str) -> list[Version]:
    """Read all versions of an article, oldest first."""
    rows = connection.execute(
        select(versions).where(versions.c.article_id == article_id).order_by(versions.c.number)
    )
    return [
        Version(
            number=row.number,
            article=from_json(row.record, Article),
            captured_at=row.captured_at,
            capture_id=row.capture_id,
            rule=row.rule,
        )
        for row in rows
    ]


def counts(connection: Connection) -> dict[str, int]:
    """Count captures, live articles and clusters."""
    live = select(func.count()).where(articles.c.state == "live")
    clusters = select(func.count(articles.c.cluster_id.distinct())).where(articles.c.state == "live")
    return {
        "captures": connection.scalar(select(func.count()).select_from(captures)) or 0,
        "articles": connection.scalar(live) or 0,
        "clusters": connection.scalar(clusters) or 0,
    }


def _stored(row: Row[Any]) -> StoredArticle:
    record = from_json(row.record, Article)
    return StoredArticle(
        article=replace(record, cluster=row.cluster_id),
        segmented=Segmented(headline=row.segmented_headline, body=row.segmented_body, analysis=""),
        state=row.state,
        version=row.version,
        first_captured_at=row.first_captured_at,
        last_captured_at=row.last_captured_at,
        capture_id=row.capture_id,
        rule=row.rule,
        series=row.series_id,
        state_at=row.state_at,
    )
