"""Text for people as HTML: line breaks offered at word borders, matches marked, all else escaped.

Browsers cut Thai by a dictionary of their own, inside our words (ผลกระ|ทบ, โค|วิด), and no ``word-break``
keeps Chromium 156 from it: 14 to 39 of 72 to 168 lines were cut so. So text is set without wrapping (class
``set``), and may break at its ``<wbr>`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from itertools import accumulate, pairwise
from unicodedata import combining

from markupsafe import Markup

from pipelines.errors import QueryError
from pipelines.text.runs import is_thai
from pipelines.text.segment import segmented
from pipelines.text.segment import words as cut
from search.highlight import Marked, mark
from search.language.compile import Needles, compile_tree
from search.language.parse import parse
from search.records import Match

NOTHING = Needles()
STRETCH = 24
"""Characters that are set without a break: less than a line of 320 px holds."""
_TAG = re.compile("</?mark>")
_JOINED = frozenset(
    "\u0e30\u0e31\u0e32\u0e33\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e4c\u0e4d\u0e4e"
)
"""Thai vowels and signs that stand after or on their consonant."""
_LEADING = frozenset("เแโใไ")


def needles(query: str, match: Match) -> Needles:
    """What to mark for a query; nothing for one that cannot be read."""
    if not query.strip():
        return NOTHING
    try:
        return compile_tree(parse(query), match).needles
    except QueryError:
        return NOTHING


def headline(segmented_text: str, wanted: Needles = NOTHING) -> Markup:
    """A headline, or any text of one line."""
    return _set(mark(segmented_text, wanted))


def hit(marked_html: str) -> Markup:
    """What the highlighter made (escaped text with ``<mark>`` in it), with line breaks offered."""
    pieces = [unescape(piece) for piece in _TAG.split(marked_html)]
    ends = list(accumulate(map(len, pieces)))
    # pieces alternate: outside, inside, outside …
    spans = tuple((ends[at - 1], ends[at]) for at in range(1, len(pieces), 2))
    words = cut("".join(pieces))
    return _set(Marked("".join(pieces), [0, *accumulate(map(len, words))], spans))


def plain(text: str) -> Markup:
    """A text without matches."""
    return headline(segmented(text))


def paragraphs(segmented_text: str, wanted: Needles = NOTHING) -> list[Markup]:
    """Paragraphs of a body, empty ones left out."""
    lines = (line for line in segmented_text.split("\n") if line.replace("\u200b", "").strip())
    return [headline(line, wanted) for line in lines]


def _set(marked: Marked) -> Markup:
    return Markup(f'<span class="set">{_html(marked)}</span>')  # noqa: S704 - escaped pieces and fixed tags


def _html(marked: Marked) -> str:
    text, breaks = marked.text, set(_relieved(marked.text, _breaks(marked)))
    begins, ends = {begin for begin, _ in marked.spans}, {end for _, end in marked.spans}
    pieces: list[str] = []
    for at, following in pairwise(sorted({0, len(text), *breaks, *begins, *ends})):
        pieces += ("</mark>" * (at in ends), "<wbr>" * (at in breaks), "<mark>" * (at in begins))
        pieces.append(escape(text[at:following]))
    return "".join(pieces) + "</mark>" * (len(text) in ends)


def _breaks(marked: Marked) -> Iterator[int]:
    """Where a line may end: after spaces, and between two Thai words."""
    borders, text = marked.borders, marked.text
    for before, border, after in zip(borders, borders[1:], borders[2:], strict=False):
        left, right = text[before:border], text[border:after]
        # a single letter belongs to an abbreviation (อบจ.): no break beside it
        words = len(left) > 1 and len(right) > 1 and is_thai(left) and is_thai(right)
        if words or (left[-1:].isspace() and not right.isspace()):
            yield border


def _relieved(text: str, breaks: Iterable[int]) -> Iterator[int]:
    """Add breaks to what would be wider than a phone (an address, a run of signs), not before a mark."""
    for begin, end in pairwise((0, *breaks, len(text))):
        if begin:
            yield begin
        at = begin + STRETCH
        while end - at >= STRETCH // 2:
            while at < end and (combining(text[at]) or text[at] in _JOINED or text[at - 1] in _LEADING):
                at += 1
            if at < end:
                yield at
            at += STRETCH
