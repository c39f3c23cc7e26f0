"""Fold Thai text: :func:`display` for people, :func:`search` for the index and for queries.

``display`` takes away what no one can see or was misread, and repairs the order of marks; it keeps Thai
digits, quotes, case and paragraphs. ``search`` also makes alike what a reader takes for the same: ๒๕๖๓ and
2563, “ and ", "ต่าง ๆ" and "ต่างๆ", A and a. Both are idempotent, both give NFC. More in docs/thai-text.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.text import characters, misread, thai
from pipelines.text.chain import Chain
from pipelines.text.glance import Pair, beyond_and
from pipelines.text.rewrite import Compose, Lower, Step, Strip, Sub, char_table

_MISREAD = re.compile("[&\x80-\u00ff]")
_MOST_REMEMBERED = 100_000
"""Characters of a text whose fold is kept for whoever asks next: a body is read for dates, then for words."""
_MOST_ROUNDS = 6  # an entity inside an entity is met in the wild; six deep is an attack


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, where it stood in the original."""

    text: str
    starts: Sequence[int]


_SPACES: tuple[Step, ...] = (
    Sub(re.compile("\r\n?"), lambda _: "\n", pairs=(Pair("\r"),)),
    Sub(re.compile(" {2,}"), lambda _: " ", pairs=(Pair(" ", " "),)),
    Sub(
        re.compile(" ?\n[ \n]*"),
        lambda gap: "\n\n" if gap[0].count("\n") > 1 else "\n",
        pairs=(Pair(" ", "\n"), Pair("\n", " \n")),
    ),
)
# Tag characters (text hidden from people) and the private planes. Apart from the tables, whose fast search
# ends at U+FFFF.
_BEYOND = Sub(
    re.compile("[\U000e0000-\U000e007f\U000f0000-\U0010ffff]"), lambda _: "", pairs=(beyond_and(""),)
)
_MARKS: tuple[Step, ...] = (
    thai.LONE_LAKKHANGYAO, thai.SPACE_BEFORE_MARK, thai.DOUBLE_E, thai.ORDER,
    Compose(),  # a tone that ordering put behind a Lao mark stands before it in NFC
)  # fmt: skip
_LOWER = Lower()
_WATCHED = (Pair("&" + "".join(map(chr, range(0x80, 0x100)))), *_LOWER.pairs)
"""What :data:`_MISREAD` finds, and what may change in lower case."""
_DISPLAY = Chain(
    _BEYOND, char_table(characters.DISPLAY), Compose(), *_SPACES, *_MARKS, Strip(), watched=_WATCHED
)
_FOLD_STEPS: tuple[Step, ...] = (
    _BEYOND, char_table(characters.SEARCH), Compose(), *_SPACES, *_MARKS, thai.SPACE_BEFORE_MAIYAMOK, Strip(),
)  # fmt: skip
_FOLD = Chain(*_FOLD_STEPS, watched=_WATCHED)
_IN_LOWER = Chain(_LOWER, Compose(), watched=_WATCHED)
_SEARCH = Chain(*_FOLD_STEPS, _LOWER, Compose(), watched=_WATCHED)


def display(text: str) -> str:
    """Clean a text for people: nothing invisible, no U+200B, paragraphs kept as ``\\n`` or ``\\n\\n``."""
    return _settle(text, _DISPLAY)[0]


def fold(text: str) -> str:
    """Fold fully but for case; :func:`search` is this in lower case."""
    return _settle(text, _FOLD)[0]


def search(text: str) -> str:
    """Fold a text, or a query, to the form that is compared."""
    folded, seen = _settle(text, _FOLD)
    if not seen & sum(_FOLD.watch):
        return folded
    lowered, _ = _IN_LOWER.plain(folded)
    return _settle(lowered, _SEARCH)[0] if _MISREAD.search(lowered) else lowered


def search_map(text: str) -> Folded:
    """Fold as :func:`search` does, and say where each character came from (for highlights)."""
    return _remembered(text) if len(text) <= _MOST_REMEMBERED else _search_map(text)


def search_map_of_two(first: str, second: str) -> Folded:
    """Fold two texts with a line end between them; a fold of either that was just made is used again.

    No rule reaches over a line end but those for misread text and for spaces beside it.
    """
    one, other = search_map(first), search_map(second)
    whole = bool(one.text and other.text) and one.starts[-1] == len(first) - 1 and other.starts[0] == 0
    if not whole or _MISREAD.search(first) or _MISREAD.search(second):
        return search_map(f"{first}\n{second}")
    text, behind = f"{one.text}\n{other.text}", len(first) + 1
    if one.starts == range(len(first)) and other.starts == range(len(second)):
        return Folded(text, range(len(text)))
    return Folded(text, [*one.starts, len(first), *[behind + at for at in other.starts]])


@lru_cache(maxsize=4)
def _remembered(text: str) -> Folded:
    return _search_map(text)


def _search_map(text: str) -> Folded:
    folded, seen = _settle_mapped(Folded(text, range(len(text))), _FOLD)
    if not seen & sum(_FOLD.watch):
        return folded
    lowered = Folded(*_IN_LOWER.mapped(folded.text, folded.starts)[:2])
    return _settle_mapped(lowered, _SEARCH)[0] if _MISREAD.search(lowered.text) else lowered


def _settle(text: str, chain: Chain) -> tuple[str, int]:
    """Apply the steps; again while a misreading may hide another one, as in ``&amp;lt;``."""
    for _ in range(_MOST_ROUNDS):
        before = text
        for repair in _repairs(text):
            text = repair.plain(text)
        text, seen = chain.plain(text)
        if text == before or not seen & chain.watch[0]:
            return text, seen
    return _DEFUSE.plain(text), seen


def _settle_mapped(folded: Folded, chain: Chain) -> tuple[Folded, int]:
    for _ in range(_MOST_ROUNDS):
        text, starts = folded.text, folded.starts
        for repair in _repairs(text):
            text, starts = repair.mapped(text, starts)
        text, starts, seen = chain.mapped(text, starts)
        settled = text == folded.text or not seen & chain.watch[0]
        folded = Folded(text, starts)
        if settled:
            return folded, seen
    return Folded(*_DEFUSE.mapped(folded.text, folded.starts)), seen


_DEFUSE = Sub(re.compile("[&\u00e0]"), lambda _: "")


def _repairs(text: str) -> Iterator[Step]:
    """Yield the repairs a text needs; most need none, and finding that out costs two searches."""
    if "&" in text:
        yield misread.ENTITIES
    if "\u00e0" in text:
        yield misread.UTF8_AS_LATIN1
    if misread.is_thai_as_latin1(text):
        yield misread.THAI_AS_LATIN1
