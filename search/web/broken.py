"""Text for people as HTML: line breaks offered at word borders, matches marked, all else escaped."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from html import escape, unescape
from itertools import pairwise

from markupsafe import Markup

from pipelines.errors import QueryError
from pipelines.text.runs import is_thai
from pipelines.text.segment import segmented
from search.highlight import Marked, mark
from search.language.compile import Needles, compile_tree
from search.language.parse import parse
from search.records import Match

NOTHING = Needles()
_TAG = re.compile("(</?mark>)")


def needles(query: str, match: Match) -> Needles:
    """What to mark for a query; nothing for one that cannot be read."""
    if not query.strip():
        return NOTHING
    try:
        return compile_tree(parse(query), match).needles
    except QueryError:
        return NOTHING


def headline(segmented: str, wanted: Needles = NOTHING) -> Markup:
    """A headline on one line."""
    return Markup(_html(mark(segmented, wanted)))  # noqa: S704 - built of escaped pieces and fixed tags


def hit(marked_html: str) -> Markup:
    """What the highlighter made (escaped text with ``<mark>`` in it), with line breaks offered."""
    pieces = _TAG.split(marked_html)
    texts = ((piece, segmented(unescape(piece))) for piece in pieces)
    said = (piece if _TAG.fullmatch(piece) else str(headline(words)) for piece, words in texts)
    return Markup("".join(said))  # noqa: S704 - built of escaped pieces and the two tags


def paragraphs(segmented: str, wanted: Needles = NOTHING) -> list[Markup]:
    """Paragraphs of a body, empty ones left out."""
    lines = (line for line in segmented.split("\n") if line.replace("\u200b", "").strip())
    return [headline(line, wanted) for line in lines]


def _html(marked: Marked) -> str:
    pieces: list[str] = []
    at = 0
    for begin, end in marked.spans:
        pieces += (_broken(marked, at, begin), "<mark>", _broken(marked, begin, end), "</mark>")
        at = end
    return "".join([*pieces, _broken(marked, at, len(marked.text))])


def _broken(marked: Marked, begin: int, end: int) -> str:
    """Escape a stretch, offering a break at each border inside it that stands between two Thai words."""
    cuts = [begin, *_breaks(marked, begin, end), end]
    return "<wbr>".join(escape(marked.text[a:b]) for a, b in pairwise(cuts))


def _breaks(marked: Marked, begin: int, end: int) -> Iterator[int]:
    borders = marked.borders
    first, last = bisect_right(borders, begin), bisect_left(borders, end)
    for number in range(max(first, 1), min(last, len(borders) - 1)):
        border = borders[number]
        left, right = marked.text[borders[number - 1] : border], marked.text[border : borders[number + 1]]
        # a single letter belongs to an abbreviation (อบจ.): no break beside it
        if len(left) > 1 and len(right) > 1 and is_thai(left) and is_thai(right):
            yield border
