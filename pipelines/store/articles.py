"""Articles as the store holds them: the current record of each, and all its versions. Read only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select, tuple_

from pipelines.codec import from_json
from pipelines.identity import address_id
from pipelines.records import Article
from pipelines.store import namesakes
from pipelines.store.database import Store
from pipelines.store.tables import articles, captures, versions
from pipelines.store.undecoded import with_undecoded

_BY_ADDRESS = (
    select(articles.c.id)
    .where(articles.c.source_id == bindparam("source"), articles.c.canonical_url == bindparam("address"))
    .order_by(articles.c.first_captured_at)
    .limit(1)
)
_BY_BOTH = _BY_ADDRESS.where(articles.c.id == bindparam("mine"))
"""Built once: anew for each page they cost more than the database does."""
_WHOLE = select(*with_undecoded(articles.c.record))
OF_FILE = "file:"
"""Before the digest in the rule of a version that an attachment's new bytes made."""


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

    @property
    def file(self) -> str | None:
        """SHA-256 of the attachment whose bytes were others; null where the page itself was."""
        return self.rule.removeprefix(OF_FILE) if self.rule.startswith(OF_FILE) else None


def identity_of(connection: Connection, article: Article) -> str:
    """The id under which an article is known already, else its own.

    A feed may hide the number that the REST interface shows: what was first known by its address keeps that
    id, and an address leads to what is known by number. Two numbers are two articles, whatever their address.
    """
    asked = {"source": article.source, "address": article.canonical_url}
    by_address = address_id(article.source, article.canonical_url)
    if article.id != by_address:
        found = connection.scalar(_BY_BOTH, asked | {"mine": by_address})
    else:
        found = connection.scalar(_BY_ADDRESS, asked)
    return found or _by_number(connection, article)


def identity_among(connection: Connection, article: Article, known: Sequence[str]) -> str:
    """The same, where the ids that its address leads to were read already: none, or one."""
    by_address = address_id(article.source, article.canonical_url)
    found = [one for one in known if by_address in (article.id, one)]
    return found[0] if found else _by_number(connection, article)


def _by_number(connection: Connection, article: Article) -> str:
    item = article.id.removeprefix(f"{article.source}:")
    if article.family != namesakes.FAMILY:
        return article.id
    return f"{article.source}:{namesakes.item_of(connection, article.source, item)}"


def load(connection: Connection, ids: Sequence[str]) -> dict[str, StoredArticle]:
    """Read articles by id; unknown ids are absent."""
    rows = connection.execute(_WHOLE.where(articles.c.id.in_(list(ids))))
    return {row.id: _stored(row) for row in rows}


def every_id(store: Store, size: int) -> Iterator[list[str]]:
    """Page through the ids of all live articles, in order, ``size`` at a time, each page as of its moment."""
    after = ""
    while True:
        query = select(articles.c.id).where(articles.c.id > after, articles.c.state == "live")
        with store.read() as connection:
            page = list(connection.scalars(query.order_by(articles.c.id).limit(size)))
        if not page:
            return
        after = page[-1]
        yield page


def in_cluster(connection: Connection, cluster_id: str) -> list[StoredArticle]:
    """Read the live members of a story, earliest published first, undated last."""
    return _in_time(connection, articles.c.cluster_id == cluster_id)


def in_series(connection: Connection, series_id: str) -> list[StoredArticle]:
    """Read the live members of a series, earliest published first, undated last."""
    return _in_time(connection, articles.c.series_id == series_id)


def history(connection: Connection, article_id: str) -> list[Version]:
    """Read all versions of an article, oldest first."""
    query = select(versions).where(versions.c.article_id == article_id).order_by(versions.c.number)
    return [_version(row) for row in connection.execute(query)]


def at(connection: Connection, numbers: Iterable[tuple[str, int]]) -> dict[str, Version]:
    """Read one version each of some articles, by id; those that have none of that number are absent."""
    chosen = tuple_(versions.c.article_id, versions.c.number).in_(list(numbers))
    return {row.article_id: _version(row) for row in connection.execute(select(versions).where(chosen))}


def counts(connection: Connection) -> dict[str, int]:
    """Count captures, live articles and clusters."""
    live = select(func.count()).where(articles.c.state == "live")
    clusters = select(func.count(articles.c.cluster_id.distinct())).where(articles.c.state == "live")
    return {
        "captures": connection.scalar(select(func.count()).select_from(captures)) or 0,
        "articles": connection.scalar(live) or 0,
        "clusters": connection.scalar(clusters) or 0,
    }


def _in_time(connection: Connection, mine: ColumnElement[bool]) -> list[StoredArticle]:
    query = _WHOLE.where(mine, articles.c.state == "live")
    order = query.order_by(articles.c.published.is_(None), articles.c.published, articles.c.id)
    return [_stored(row) for row in connection.execute(order)]


def _version(row: Row[Any]) -> Version:
    return Version(
        number=row.number,
        article=from_json(row.record, Article),
        captured_at=row.captured_at,
        capture_id=row.capture_id,
        rule=row.rule,
    )


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
