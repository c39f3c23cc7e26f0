"""Which letters of a text its index terms cover, found by walking the terms over the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.text import fold
from pipelines.text.fold import Folded
from pipelines.text.runs import is_thai

MOST_MERGED = 3
"""Characters that folding may make one (เเ to แ; a vowel with its tone mark, ํ้า to ้ำ): more is a loss."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many letters, digits and marks a text has, and those in no term."""

    letters: int
    lost: str


@lru_cache(maxsize=4096)
def is_letter(character: str) -> bool:
    """Tell whether a character can be searched for: a letter, a mark on one, or a number of any script.

    Variation selectors and enclosing marks are no part of a word: they choose how an emoji is drawn.
    """
    kind = unicodedata.category(character)
    return kind[0] in "LMN" and kind != "Me" and not "\ufe00" <= character <= "\ufe0f"


def letters(text: str) -> int:
    """Count them."""
    return sum(map(is_letter, text))


def covered(text: str, terms: Sequence[str], *, overlapping: bool) -> Coverage:
    """Walk terms over the text they were made of.

    Args:
        text: As published; a letter is covered when a folded letter inside a term came from it.
        terms: In the order of the text.
        overlapping: Each begins inside the one before it (grams).
    """
    folded = _folded(text)
    inside = bytearray(len(text))
    for begin, end in _spans(folded.text, terms, overlapping=overlapping):
        for first, last in _origins(folded, begin, end, len(text)):
            inside[first:last] = b"\1" * (last - first)
    return Coverage(letters(text), "".join(outside(text, inside)))


@lru_cache(maxsize=2)
def _folded(text: str) -> Folded:
    """Fold a headline, or a body: each is walked over twice, with words and with pairs."""
    return fold.search_map(text)


def outside(text: str, inside: bytearray) -> Iterator[str]:
    """Yield the letters of a text where ``inside`` holds no 1."""
    at = inside.find(0)
    while at >= 0:
        if is_letter(text[at]):
            yield text[at]
        at = inside.find(0, at + 1)


def _origins(folded: Folded, begin: int, end: int, length: int) -> Iterator[tuple[int, int]]:
    """Yield where the folded characters of a term came from; at once where folding moved none of them."""
    starts = folded.starts
    first, last = starts[begin], starts[end - 1]
    if last - first == end - 1 - begin:
        begin = end - 1
        yield first, last
    for at in range(begin, end):
        following = starts[at + 1] if at + 1 < len(starts) else length
        yield starts[at], min(max(following, starts[at] + 1), starts[at] + MOST_MERGED)


def _spans(text: str, terms: Sequence[str], *, overlapping: bool) -> Iterator[tuple[int, int]]:
    """Where each term stands; one that is nowhere ahead covers nothing.

    A gram goes on from the one before it, or begins after it: one that ended inside it would be another
    occurrence (ณ alone, after a gram of ขณะ).
    """
    begin, end = -1, 0
    for term in terms:
        at = text.find(term, begin + 1 if overlapping and is_thai(term) else end)
        while 0 <= at < end and at + len(term) <= end:
            at = text.find(term, at + 1)
        if at >= 0:
            begin, end = at, at + len(term)
            yield begin, end
