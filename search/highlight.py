"""Mark in a text what a query asked for: one function for both engines.

Spans are found in the folded text and carried back by its offset map, so ๒๕๖๓ is marked for 2563, and a hit
inside a longer word is marked where it stands. Text is escaped first and ``<mark>`` is put in afterwards;
output minus its marks is exactly the escaped text.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from pipelines.text import fold
from pipelines.text.runs import is_thai, runs
from search.language.compile import Needles

SNIPPET = 240
"""Characters of a snippet: three lines on a phone of 360 px, two on a desktop."""
OPEN, CLOSE = "<mark>", "</mark>"
SEPARATOR = "\u200b"
_BETWEEN = r"[^0-9a-z\u00c0-\u024f\u0e01-\u0e3a\u0e40-\u0e4e]{0,20}"
"""What may stand between two runs of a phrase: spaces, dashes, quotes; the index has none of it either."""
_LETTER = r"[0-9a-z\u00c0-\u024f]"
MOST_NEEDLES = 200
_QUERIES = 64
"""Queries whose patterns are remembered: those of the pages being made, and the last ones."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the spans in it that answer a query; ``weights`` say how much of it each is."""

    text: str
    borders: Sequence[int]
    """Offsets where a word begins or ends, ascending."""
    spans: tuple[Span, ...]


def mark(segmented: str, needles: Needles) -> Marked:
    """Find what a query asked for in a text that has U+200B between its words."""
    pieces = segmented.split(SEPARATOR)
    text = "".join(pieces)
    borders = [0, *accumulate(map(len, pieces))]
    if not (needles.texts or needles.words or needles.beginnings):
        return Marked(text, borders, ())
    folded = fold.search_map(text)
    ends = [*folded.starts[1:], len(text)]
    spans = (
        (folded.starts[begin], _end(ends, folded.starts, end))
        for begin, end in _found(folded.text, needles, frozenset(borders), folded.starts)
    )
    return Marked(text, borders, tuple(_merged(spans)))


def _end(ends: Sequence[int], starts: Sequence[int], end: int) -> int:
    """Where the original of the folded characters before ``end`` ends."""
    last = end - 1
    while last + 1 < len(starts) and starts[last + 1] == starts[last]:
        last += 1
    return ends[last]


def _found(text: str, needles: Needles, borders: frozenset[int], starts: Sequence[int]) -> Iterator[Span]:
    anywhere, word, beginning = _patterns(needles)
    if anywhere is not None:
        yield from (match.span() for match in anywhere.finditer(text))
    if word is not None:
        for match in word.finditer(text):
            if _is_word(match.span(), borders, starts):
                yield match.span()
    if beginning is not None:
        for match in beginning.finditer(text):
            if starts[match.start()] in borders:
                yield match.span()


@lru_cache(maxsize=_QUERIES)
def _patterns(needles: Needles) -> tuple[re.Pattern[str] | None, ...]:
    """What to look for: texts anywhere, words, beginnings of words. One query marks all texts of a page."""
    return (
        _pattern((_row(one) for one in needles.texts), ""),
        _pattern(map(re.escape, needles.words), ""),
        _pattern((_row(one) for one in needles.beginnings), f"{_LETTER}*"),
    )


def _is_word(span: Span, borders: frozenset[int], starts: Sequence[int]) -> bool:
    begin, end = span
    return starts[begin] in borders and (end >= len(starts) or starts[end] in borders)


def _row(text: str) -> str:
    """A text as a pattern: its runs in a row; a Latin run is whole, a Thai one may stand inside words."""
    parts = [
        re.escape(run) if is_thai(run) else f"(?<!{_LETTER}){re.escape(run)}(?!{_LETTER})"
        for run in runs(fold.search(text))
    ]
    return _BETWEEN.join(parts)


def _pattern(alternatives: Iterable[str], ending: str) -> re.Pattern[str] | None:
    """One pattern of all, longest first."""
    distinct = sorted({one for one in alternatives if one}, key=len, reverse=True)[:MOST_NEEDLES]
    return re.compile(f"(?:{'|'.join(distinct)}){ending}") if distinct else None


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Join spans that overlap, touch, or have nothing but a space between them."""
    current: Span | None = None
    for begin, end in sorted(spans):
        if current is not None and begin <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current is not None:
            yield current
        current = begin, end
    if current is not None:
        yield current


def whole(marked: Marked, between: str = "") -> str:
    """The whole text as HTML; ``between`` stands between its words."""
    return _html(marked, (0, len(marked.text)), between)


def snippet(marked: Marked, size: int = SNIPPET, between: str = "") -> str:
    """The passage of at most ``size`` characters that holds most of what was asked for, as HTML.

    It begins and ends at borders of words; ``…`` shows where the text goes on; ``between`` stands between its
    words.
    """
    window = _best(marked, size)
    cut = marked.text[window[0] : window[1]]
    lead = "…" if window[0] else ""
    tail = "…" if window[1] < len(marked.text) else ""
    return f"{lead}{_html(marked, _stripped(window, cut), between)}{tail}".replace("\n", " ")


def _stripped(window: Span, cut: str) -> Span:
    return window[0] + len(cut) - len(cut.lstrip()), window[1] - len(cut) + len(cut.rstrip())


def _best(marked: Marked, size: int) -> Span:
    """Choose the window: most distinct matches first, then most marked characters, then the earliest."""
    if len(marked.text) <= size:
        return 0, len(marked.text)
    if not marked.spans:
        return _at_borders(marked, 0, size)
    texts = [marked.text[first:last] for first, last in marked.spans]
    folded = {text: _alike(text) for text in set(texts)}
    best: tuple[tuple[int, int], Span] | None = None
    for number, (begin, _) in enumerate(marked.spans):
        last = _last(marked.spans, number, begin + size - size // 5)
        inside = texts[number : last + 1]
        worth = len({folded[text] for text in inside}), sum(map(len, inside))
        if best is None or worth > best[0]:
            best = worth, (begin, marked.spans[last][1])
    assert best is not None
    begin, end = best[1]
    room = max(0, size - (end - begin))
    start = max(0, min(begin - room // 3, len(marked.text) - size))
    return _at_borders(marked, start, start + size)


@lru_cache(maxsize=2_000)
def _alike(text: str) -> str:
    """What was marked, folded: the hits of a page hold the same few words."""
    return fold.search(text)


def _last(spans: Sequence[Span], first: int, limit: int) -> int:
    """The last of the spans after the first that end up to a limit."""
    last = first
    while last + 1 < len(spans) and spans[last + 1][1] <= limit:
        last += 1
    return last


def _at_borders(marked: Marked, begin: int, end: int) -> Span:
    """Shrink a window to the borders of words, unless one word fills it."""
    borders = marked.borders
    first = borders[min(bisect_left(borders, begin), len(borders) - 1)]
    last = borders[max(bisect_right(borders, end) - 1, 0)]
    return (first, last) if first < last else (begin, min(end, len(marked.text)))


def _html(marked: Marked, window: Span, between: str) -> str:
    start, stop = window
    pieces: list[str] = []
    at = start
    for begin, end in marked.spans:
        begin, end = max(begin, start), min(end, stop)
        if begin >= end:
            continue
        pieces += (_piece(marked, at, begin, start, between), OPEN)
        pieces += (_piece(marked, begin, end, start, between), CLOSE)
        at = end
    made = "".join(pieces) + _piece(marked, at, stop, start, between)
    return made.replace(OPEN + between, between + OPEN) if between else made


def _piece(marked: Marked, begin: int, end: int, start: int, between: str) -> str:
    """A part of a text, escaped; where it begins at a border inside the window, ``between`` leads it."""
    text = marked.text
    if not between or begin >= end:
        return html.escape(text[begin:end])
    inner = marked.borders[bisect_right(marked.borders, begin) : bisect_left(marked.borders, end)]
    words = between.join(text[first:last] for first, last in pairwise((begin, *inner, end)))
    at = bisect_left(marked.borders, begin)
    leads = begin > start and at < len(marked.borders) and marked.borders[at] == begin
    return between * leads + html.escape(words)
