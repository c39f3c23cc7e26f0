"""Where a question leads nowhere: what is wrong with it, or what to try instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from starlette.responses import Response

from pipelines.errors import QueryError
from search.language.parse import parse
from search.language.tree import words_of
from search.records import Advice, SearchResult
from search.suggest import hint
from search.web.asking import EVERYTHING, Asked
from search.web.site import Visit

MOST_MEANT = 2
"""Other queries offered beside an answer."""


def unreadable(visit: Visit, asked: Asked, error: QueryError) -> Response:
    """Show a question that cannot be read, with the place and what to try."""
    text = _meant(asked)
    at = min(error.position, len(text))
    return visit.page(
        "unreadable.html",
        status=400,
        asked=asked,
        message=error.message_th if visit.words.language == "th" else error.message_en,
        before=text[:at],
        here=text[at : at + 1],
        after=text[at + 1 :],
        position=error.position + 1,
        tries=tuple(tries(visit, asked)),
    )


def _meant(asked: Asked) -> str:
    """The first of the questions that cannot be read."""
    for text in asked.questions:
        try:
            parse(text or EVERYTHING)
        except QueryError:
            return text
    return asked.q


@dataclass(frozen=True, slots=True)
class Try:
    """Something to try instead."""

    text: str
    asked: Asked
    path: str = "/"


def tries(
    visit: Visit, asked: Asked, result: SearchResult | None = None, said: Advice | None = None
) -> Iterator[Try]:
    """Name ways on from an empty answer, and what was said beside it, the nearest first; three or more."""
    words = visit.words
    if result is not None and not result.total:
        yield from meant_instead(visit, asked, said)
    if result is not None and result.total:
        yield Try(words("empty.first_page"), asked.change())
    if asked.filtered:
        yield Try(words("empty.without_filters"), replace(asked.unfiltered(), page=1))
    if result is not None and asked.match == "all" and asked.q.strip():
        yield Try(words("empty.similar"), asked.change(match="any"))
    plain = _plain(asked.q)
    if plain and plain != asked.q.strip():
        yield Try(words("empty.unquoted"), asked.change(q=plain))
    parts = plain.split()
    if len(parts) > 1:
        for part in parts[:2]:
            yield Try(words("empty.word", word=part), asked.change(q=part))
    yield Try(words("empty.browse"), Asked())
    yield Try(words("empty.offices"), Asked(), "/offices")


def advice(visit: Visit, asked: Asked, result: SearchResult) -> Advice | None:
    """Advise beside an answer; null where nothing was asked, and as :func:`search.suggest.hint` says."""
    return hint(visit.site.searcher, asked.query(), result) if asked.q.strip() else None


def meant_instead(visit: Visit, asked: Asked, said: Advice | None) -> Iterator[Try]:
    """What may have been meant: names that sound or are spelled alike, the other keyboard; each is found.

    Nothing where enough is found (:data:`search.suggest.FEW`).
    """
    for one in said.suggestions[:MOST_MEANT] if said else ():
        if one.kind != "part":
            text = visit.words("empty.meant", query=one.query, n=one.articles)
            yield Try(text, asked.unfiltered().change(q=one.query))


def _plain(query: str) -> str:
    """The words of a query without its operators."""
    try:
        return words_of(parse(query)) if query.strip() else ""
    except QueryError:
        return " ".join("".join(one if one not in '"()~*:' else " " for one in query).split())
