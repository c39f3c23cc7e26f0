"""The last look at a text before it leaves: personal numbers that an older rule let through are masked too.

Refining masks a page when it is read (:mod:`pipelines.privacy`). A version stored under an earlier rule stays
as it was, so what leaves the store in bulk or from long ago is masked again with the rule in force.
"""

from __future__ import annotations

from dataclasses import replace

from pipelines.privacy import mask
from pipelines.records import Article, Place


def masked(article: Article) -> Article:
    """Mask headline and body; an article without personal numbers is returned as it is."""
    headline, body = mask(article.headline), mask(article.article_body)
    if headline == article.headline and body == article.article_body:
        return article
    return replace(article, headline=headline, article_body=body, places=_placed(article, body))


def _placed(article: Article, body: str) -> tuple[Place, ...]:
    """Keep a span only where the same characters still stand there: a mask may be shorter than a number."""
    return tuple(
        replace(place, span=None)
        if place.span and _cut(article.article_body, place) != _cut(body, place)
        else place
        for place in article.places
    )


def _cut(text: str, place: Place) -> str:
    begin, end = place.span or (0, 0)
    return text[begin:end]
