"""Slips of fingers and ears in a query: the other keyboard, a field apart from its value, ใ for ไ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipelines.text import fold
from pipelines.text.terms import terms
from search.language import romanised, tree
from search.language.names import FIELD_NAMES
from search.language.tree import Node, Part

_APART = re.compile(r"(?<![^\s(-])([^\s():]{1,20}):\s+(?=\S)")
_LATIN = re.compile("(?:[A-Z]?[a-z]+|[A-Z]+|[0-9]+)(?:[ .-]?(?:[A-Z]?[a-z]+|[A-Z]+|[0-9]+))*")
"""What people type in Latin letters."""


def is_word(text: str) -> bool:
    """Tell whether a Thai text is a word of the dictionary: ข้าว is rare among ข่าว, and no slip."""
    from pythainlp.corpus import thai_words

    return fold.search(text) in thai_words()


def slips(text: str) -> Iterator[str]:
    """Yield what the same keys give on the other keyboard: ``l;ylfu`` is สวัสดี, ้ำสสน is hello.

    Thai that was meant gives signs among its Latin letters (แมโขง is ``c,F-'``), or capitals inside.
    """
    from pythainlp.util import eng_to_thai, thai_to_eng

    other = eng_to_thai(text) if text.isascii() else thai_to_eng(text)
    folded = fold.search(other)
    if not terms(folded).words or folded == fold.search(text):
        return
    if text.isascii() or _LATIN.fullmatch(other):
        yield other


def joined(text: str) -> Iterator[str]:
    """Yield a query with its fields joined to their values: ``province: กระบี่`` asks for two words."""
    other = _APART.sub(lambda found: found[0].rstrip() if found[1].lower() in FIELD_NAMES else found[0], text)
    if other != text:
        yield other


def latin_places(node: Node, text: str) -> Iterator[str]:
    """Yield a query with Latin words that adjoin put for the Thai place they may name: Chaing Mai."""
    words = [leaf.text for leaf in tree.positive(node) if isinstance(leaf, Part) and leaf.text.isascii()]
    for pair in map(" ".join, pairwise(words)):
        if pair in text:
            yield from (text.replace(pair, name) for name in romanised.near(pair))


def twins(text: str) -> Iterator[str]:
    """Yield the text with ใ for ไ and the other way: they sound the same, and twenty words only have ใ."""
    for one, other in (("ใ", "ไ"), ("ไ", "ใ")):
        if one in text:
            yield text.replace(one, other)
