"""What the layer of copies needs to know of an article."""

from __future__ import annotations

from datetime import date

from pipelines.copies.records import Document
from pipelines.records import Article, DateValue, Office, Source

AUTHORITY: dict[Office, int] = {
    "province": 1,
    "pr-office": 1,
    "prd-region": 1,
    "pao": 2,
    "municipality": 2,
    "tao": 2,
    "local-news": 3,
    "corpus": 3,
}
"""Who is believed to have said it first, 0 best: the issuer, provincial offices, local ones (dedup §6)."""


def document_of(article: Article, source: Source) -> Document:
    """Build the layer's document: an article whose issuer is its own office outranks a re-post."""
    own = article.issuer is not None and article.issuer == source.name
    return Document(
        id=article.id,
        title=article.headline,
        body=article.article_body,
        published_day=day_of(article.published),
        source=article.source,
        authority=0 if own else AUTHORITY[source.office],
    )


def day_of(value: DateValue | None) -> date | None:
    """The day of a date that has one; null for a month, a year, a range, or no date."""
    if value is None or value.precision not in ("minute", "day"):
        return None
    return date.fromisoformat(value.value[:10])
