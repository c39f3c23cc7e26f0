"""Text for people as HTML: line breaks offered at word borders, matches marked, all else escaped.

Browsers cut Thai by a dictionary of their own, inside our words (ผลกระ|ทบ, โค|วิด), and no ``word-break``
keeps Chromium 156 from it: 14 to 39 of 72 to 168 lines were cut so. So text is set without wrapping (class
``set``), and may break at its ``<wbr>`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from itertools import pairwise
from unicodedata import combining

from markupsafe import Markup

from pipelines.errors import QueryError
from pipelines.text.segment import segmented
from search.highlight import CLOSE, OPEN, SEPARATOR, mark, whole
from search.language.compile import Needles, compile_tree
from search.language.parse import parse
from search.records import Match

NOTHING = Needles()
REMEMBERED = 2_000
"""Texts whose breaks are remembered: headlines and passages of fifty pages, about 4 MB."""
STRETCH = 24
"""Characters that are set without a break: less than a line of 320 px holds."""
WBR = "<wbr>"
_THAI = "[\u0e01-\u0e3a\u0e40-\u0e4e]"
# A single letter belongs to an abbreviation (อบจ.): no break beside it. Marks may begin inside a word.
_TWO_WORDS = re.compile(
    f"({_THAI}(?:</?mark>)?{_THAI}(?:</mark>)?){SEPARATOR}(?=(?:<mark>)?{_THAI}(?:</?mark>)?{_THAI})"
)
_AFTER_SPACE = re.compile(rf"(\s(?:</mark>)?){SEPARATOR}(?!(?:<mark>)?\s)")
_TYPED = re.compile("`([^`]+)`")
_UNIT = re.compile("</?mark>|&#?[0-9a-z]+;|.", re.DOTALL)
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
    return hit(whole(mark(segmented_text, wanted), SEPARATOR))


@lru_cache(maxsize=REMEMBERED)
def hit(marked_html: str) -> Markup:
    """What the highlighter made with U+200B between words, with line breaks offered.

    A line may end after spaces, and between two Thai words. Stretches without either that would be wider than
    a phone (an address, a run of signs) are broken too.
    """
    offered = _AFTER_SPACE.sub(_offer, _TWO_WORDS.sub(_offer, marked_html)).replace(SEPARATOR, "")
    stretches = offered.split(WBR)
    set_ = WBR.join(_relieved(one) if len(one) >= STRETCH + STRETCH // 2 else one for one in stretches)
    return Markup(f'<span class="set">{set_}</span>')  # noqa: S704 - what the highlighter escaped, and fixed tags


def _offer(found: re.Match[str]) -> str:
    # a function: CPython 3.11 takes three times as long to fill in a template
    return found[1] + WBR


def plain(text: str) -> Markup:
    """A text without matches."""
    return hit(escape(segmented(text)))


def commands(text: str) -> Markup:
    """A text in which what stands between backticks is typed into a terminal."""
    return Markup(_TYPED.sub(r'<code lang="en">\1</code>', escape(text)))  # noqa: S704 - escaped, and fixed tags


def named(name: str) -> Markup:
    """A person's name: lines may end between its parts alone."""
    parts = f" {WBR}".join(map(escape, name.split()))
    return Markup(f'<span class="set">{parts}</span>')  # noqa: S704 - escaped parts, and fixed tags


def paragraphs(segmented_text: str, wanted: Needles = NOTHING) -> list[Markup]:
    """Paragraphs of a body, empty ones left out."""
    lines = (line for line in segmented_text.split("\n") if line.replace(SEPARATOR, "").strip())
    return [headline(line, wanted) for line in lines]


def _relieved(stretch: str) -> str:
    """Offer breaks in what has none, not before a sign that stands on or after its letter."""
    units = _UNIT.findall(stretch)
    shown = [at for at, unit in enumerate(units) if unit not in (OPEN, CLOSE)]
    edges = [shown[at] for at in _cuts([unescape(units[at]) for at in shown])]
    # a break before a match, not as its first part
    edges = [at - 1 if units[at - 1] == OPEN else at for at in edges]
    return WBR.join("".join(units[begin:end]) for begin, end in pairwise((0, *edges, len(units))))


def _cuts(text: list[str]) -> Iterator[int]:
    at = STRETCH
    while len(text) - at >= STRETCH // 2:
        while at < len(text) and (combining(text[at]) or text[at] in _JOINED or text[at - 1] in _LEADING):
            at += 1
        if at < len(text):
            yield at
        at += STRETCH
