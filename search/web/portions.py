"""A long text in portions, so that the page of an item keeps its weight."""

from __future__ import annotations

from collections.abc import Iterator

from search.highlight import SEPARATOR
from search.web.asking import Params, WrongValue

PORTION = 8_000
"""Characters, those between words counted: about 30 kB of a page."""


def portions(segmented: str, size: int = PORTION) -> list[str]:
    """Part a text at ends of paragraphs, and a longer paragraph between words; joined they are the text."""
    made: list[str] = []
    for piece in _pieces(segmented, size):
        if made and len(made[-1]) + len(piece) <= size:
            made[-1] += piece
        else:
            made.append(piece)
    return made or [""]


def _pieces(text: str, size: int) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        while len(line) > size:
            at = line.rfind(SEPARATOR, 1, size)
            at = at if at > 0 else size
            yield line[:at]
            line = line[at:]
        yield line


def portion_of(params: Params, count: int) -> int:
    """The portion that an address names, from 1.

    Raises:
        WrongValue: there is no such portion.
    """
    values = params.getlist("part")
    value = values[-1] if values else "1"
    if not (value.isascii() and value.isdecimal() and len(value) < 6 and 1 <= int(value) <= count):
        raise WrongValue("part", value, (f"1–{count}",))
    return int(value)
