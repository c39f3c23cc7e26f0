"""Words in context (KWIC): every place where a query stands, in a column, with what is left and right of it.

Places are those that results mark (:mod:`search.highlight`), so inside words too, in the text as published.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipelines.records import DateValue
from pipelines.store import articles, sources
from pipelines.store.articles import StoredArticle
from pipelines.text import fold
from pipelines.text.terms import folded_word
from search.highlight import Marked, mark
from search.language.compile import Needles
from search.meant import Meant
from search.sample import Sample, sample
from search.service import Searcher

Order = Literal["left", "right", "word", "newest", "oldest"]
"""By the words before the place (the nearest first), after it, by what stands there, or by date."""
READ = 200
"""Articles read for one concordance, as for words that stand out: about 0.7 MB of text."""
MOST_LINES = 3_000
"""Lines kept; beyond, a query of one common word would fill pages nobody turns."""
AROUND = 56
"""Characters left and right: half of a wide screen, cut at borders of words."""
COMPARED = 6
"""Words left or right that decide an order: as many as are seen."""
_UNDATED = "9999"

Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One place: the text around it as published, without escapes."""

    article: str
    headline: str
    source: str
    source_name: str
    published: DateValue | None
    left: str
    found: str
    right: str
    at: int
    """Characters of the headline, or of the body, before it."""
    in_headline: bool
    before: Key
    """Folded words left of it, the nearest first."""
    after: Key
    """Folded words right of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """All lines of the articles read, in order."""

    lines: tuple[Line, ...]
    read: int
    """Articles read."""
    articles: int
    """Articles that match, copies counted."""
    whole: bool
    """Every matching article was read (one of each story, unless copies are asked for), and no line cut."""


def concordance(searcher: Searcher, meant: Meant, *, order: Order = "right", size: int = READ) -> Concordance:
    """Put the places of a query in a column.

    Args:
        searcher: Where from.
        meant: The question.
        order: Of the lines; equal ones keep the order of their articles and places.
        size: Articles read at most, a sample where more match.
    """
    drawn = sample(searcher.engine, meant.clause, size, copies=meant.query.copies)
    lines = list(_lines(searcher, drawn, meant.compiled.needles))
    ordered = sorted(lines, key=_KEYS[order], reverse=order == "newest")
    return Concordance(
        lines=tuple(ordered[:MOST_LINES]),
        read=len(drawn.ids),
        articles=drawn.articles,
        whole=drawn.whole and len(lines) <= MOST_LINES,
    )


def _lines(searcher: Searcher, drawn: Sample, needles: Needles) -> Iterator[Line]:
    with searcher.store.read() as connection:
        found = articles.load(connection, drawn.ids)
        offices = sources.load(connection, {one.article.source for one in found.values()})
    for article_id in drawn.ids:
        stored = found.get(article_id)
        if stored is not None and stored.state == "live":
            yield from _of(stored, offices[stored.article.source].name, needles)


def _of(stored: StoredArticle, office: str, needles: Needles) -> Iterator[Line]:
    article = stored.article
    for text, in_headline in ((stored.segmented.headline, True), (stored.segmented.body, False)):
        marked = mark(text, needles)
        for begin, end in marked.spans:
            yield Line(
                article=article.id,
                headline=article.headline,
                source=article.source,
                source_name=office,
                published=article.published,
                left=_spaced(marked.text[_start(marked, begin) : begin]),
                found=_spaced(marked.text[begin:end]),
                right=_spaced(marked.text[end : _stop(marked, end)]),
                at=begin,
                in_headline=in_headline,
                before=tuple(_words(marked, begin, -1)),
                after=tuple(_words(marked, end, 1)),
            )


def _start(marked: Marked, begin: int) -> int:
    """Where the left side begins: at the border of a word, at most :data:`AROUND` characters before."""
    borders = marked.borders
    at = bisect_left(borders, begin - AROUND)
    return min(borders[at], begin) if at < len(borders) else begin


def _stop(marked: Marked, end: int) -> int:
    borders = marked.borders
    return max(borders[bisect_right(borders, end + AROUND) - 1], end)


def _spaced(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else text


def _words(marked: Marked, place: int, step: int) -> Iterator[str]:
    """Yield the folded words on one side, the nearest first; the rest of a word that is cut comes first."""
    borders, kept = marked.borders, 0
    at = bisect_right(borders, place) - 1 if step > 0 else bisect_left(borders, place)
    edge = place
    while kept < COMPARED and 0 <= at + step < len(borders):
        at += step
        piece = marked.text[min(edge, borders[at]) : max(edge, borders[at])]
        edge = borders[at]
        word = folded_word(piece).strip()
        if any(character.isalnum() for character in word):
            kept += 1
            yield word


def _date(line: Line) -> str:
    return line.published.value if line.published else ""


_KEYS: dict[Order, Callable[[Line], tuple[object, ...]]] = {
    "left": lambda line: (line.before, line.after),
    "right": lambda line: (line.after, line.before),
    "word": lambda line: (fold.search(line.found), line.after),
    "newest": lambda line: (_date(line),),
    "oldest": lambda line: (_date(line) or _UNDATED,),
}
