"""What the layer of copies needs to know of an article."""

from __future__ import annotations

from pipelines.copies.authority import authority
from pipelines.copies.records import Document
from pipelines.dates.values import day_of
from pipelines.records import Article, Source


def document_of(article: Article, source: Source) -> Document:
    """Build the layer's document: an article whose issuer is its own office outranks a re-post."""
    own = article.issuer is not None and article.issuer == source.name
    by = article.credits
    return Document(
        id=article.id,
        title=article.headline,
        body=article.article_body,
        published_day=day_of(article.published),
        source=article.source,
        authority=authority(source.office, issuer=own),
        # Not who posted it: that is an account of the office's own system, another for every copy.
        credits=frozenset((*by.reporter, *by.photo, *by.photo_and_news)),
    )
