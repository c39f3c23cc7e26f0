"""A stored article to the document of the index: the fields of :mod:`search.fields`, ready-made."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from pipelines.errors import DocumentRejected
from pipelines.records import Article, Source
from pipelines.store.articles import StoredArticle
from search.texts import IndexTexts, ShownText, texts_of
from search.times import IndexTimes, times_of

LONGEST_ID = 512
"""Bytes; Elasticsearch takes no longer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexIdentity:
    """Which article it is, of which story and series."""

    id: str
    cluster: str
    story: int
    """60 bits that stand for the cluster: counting distinct numbers is fifty times faster than texts."""
    series: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexLabels:
    """What narrows a search and is counted."""

    source: str
    office: str
    province: tuple[str, ...]
    amphoe: tuple[str, ...]
    kind: str
    scope: str
    language: str
    has_attachment: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStanding:
    """The article within its story."""

    representative: bool
    """Stands for its story (:class:`search.stories.Story`)."""
    alone: bool
    """Is the only live article of its story: such stories are counted without looking at them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDocument:
    """What an engine is given: the fields of its parts; null and empty ones are left out."""

    identity: IndexIdentity
    texts: IndexTexts
    labels: IndexLabels
    standing: IndexStanding
    times: IndexTimes


def document_of(
    stored: StoredArticle,
    source: Source,
    *,
    representative: bool = True,
    alone: bool = True,
    texts: IndexTexts | None = None,
) -> IndexDocument:
    """Build the document of an article. Its text is not segmented again: the store keeps the words.

    Args:
        stored: What the store holds of it.
        source: Its office.
        representative: Whether it stands for its story.
        alone: Whether its story has no other live article.
        texts: What was made of its texts with those of others; null = make them, without attachments.

    Raises:
        DocumentRejected: the id is longer than an index takes.
    """
    article = stored.article
    return IndexDocument(
        identity=_identity(article, stored.series),
        texts=texts or texts_of([shown_text(stored)])[0],
        labels=_labels(article, source),
        standing=IndexStanding(representative=representative, alone=alone),
        times=times_of(article.id, article.published),
    )


def shown_text(stored: StoredArticle, files: str = "") -> ShownText:
    """What is read of an article and its attachments."""
    words = stored.segmented
    return ShownText(
        headline=stored.article.headline,
        segmented_headline=words.headline,
        segmented_body=words.body,
        files=files,
    )


def _identity(article: Article, series: str | None) -> IndexIdentity:
    if len(article.id.encode()) > LONGEST_ID:
        raise DocumentRejected(f"the id is longer than {LONGEST_ID} bytes: {article.id[:40]}…")
    cluster = article.cluster or article.id
    story = int(sha256(cluster.encode()).hexdigest()[:15], 16)
    return IndexIdentity(id=article.id, cluster=cluster, story=story, series=series)


def _labels(article: Article, source: Source) -> IndexLabels:
    return IndexLabels(
        source=article.source,
        office=source.office,
        province=_sorted({place.province for place in article.places} | {source.province} - {""}),
        amphoe=_sorted({place.code[:4] for place in article.places if len(place.code) >= 4}),
        kind=article.kind,
        scope=article.scope,
        language=article.language,
        has_attachment=bool(article.attachments),
    )


def _sorted(values: set[str]) -> tuple[str, ...]:
    return tuple(sorted(values))
