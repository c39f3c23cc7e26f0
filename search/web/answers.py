"""Who answered an official letter: the offices that then published it, and those that did not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from pipelines.copies.orders import asked, takers
from pipelines.copies.propagation import campaign
from pipelines.dates.values import day_of
from pipelines.records import Source
from pipelines.refine.documents import document_of
from pipelines.store import articles, sources
from pipelines.store.articles import StoredArticle

MOST_POSTS = 400
"""Posts read for one letter; the offices of one province are fewer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An office that published: how many days after the order, and its first post."""

    office: Source
    days: int
    post: str
    headline: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The campaign that a letter began. ``median`` is null where nobody published."""

    ordered: date
    answered: tuple[Answer, ...]
    median: float | None
    silent: tuple[Source, ...]


def answers_to(connection: Connection, stored: StoredArticle, writer: Source) -> Answers | None:
    """Measure the answer to a letter; null for what is no letter, has no day, or asks no office collected."""
    article = stored.article
    ordered = day_of(article.order) or day_of(article.published)
    if article.kind != "letter" or ordered is None:
        return None
    offices = {one.id: one for one in sources.load(connection).values()}
    addressees = article.letter.addressees if article.letter else ()
    wanted = asked(addressees, writer.province, writer.id, offices.values())
    if not wanted:
        return None
    found = articles.load(connection, takers(connection, article.id)[:MOST_POSTS])
    live = [one for one in found.values() if one.state == "live" and one.article.source in offices]
    posts = [document_of(one.article, offices[one.article.source]) for one in live]
    measured = campaign(ordered, wanted, posts)
    first = {}
    for post in sorted(posts, key=lambda one: (one.published_day or date.max, one.id), reverse=True):
        if post.published_day is not None and post.published_day >= ordered:
            first[post.source] = post
    return Answers(
        ordered=ordered,
        answered=tuple(
            Answer(offices[one], days, first[one].id, first[one].title) for one, days in measured.lags
        ),
        median=measured.median_lag,
        silent=tuple(offices[one] for one in measured.silent),
    )
