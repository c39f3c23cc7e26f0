"""Rewriting steps that can also say where each character of the result came from.

A fold is a chain of steps. Each step rewrites a whole text at once, which is fast; the same step can also
carry a list of offsets along, which highlights need. Both share one definition, so they cannot drift apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from pipelines.text.glance import Pair, beyond_and

# A character before which a text may be cut without changing its NFC form: ASCII and Thai letters compose
# with nothing to their left (Unicode 15, DerivedNormalizationProps).
_NFC_PIECE = re.compile("[\x00-\x7f\u0e01-\u0e30]?[^\x00-\x7f\u0e01-\u0e30]*", re.DOTALL)
# ASCII, Thai, and the usual signs beyond them: none composes with another, but Thai marks have an order.
_USUAL = "".join(map(chr, (*range(0x80), *range(0x0E00, 0x0E80), *range(0x2010, 0x2028))))
_MAY_COMPOSE = (Pair(_USUAL, but=True), Pair("\u0e38\u0e39\u0e48\u0e49\u0e4a\u0e4b", "\u0e38\u0e39\u0e3a"))
_MAY_BE_UPPER = (Pair("".join(char for char in _USUAL if not "A" <= char <= "Z"), but=True),)


class Step(Protocol):
    """One rewriting of a text."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Neighbours of which one stands in every text that is changed; none = any text may be."""

    def plain(self, text: str) -> str:
        """Rewrite the text."""

    def mapped(self, text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
        """Rewrite the text; ``starts[i]`` is where character ``i`` stood in the original."""


@dataclass(frozen=True, slots=True)
class Sub:
    """Replace what a pattern matches: :func:`re.sub` with offsets.

    A replacement as long as its match keeps the offsets one to one; any other replacement points to where its
    match began. Patterns begin with a character that must stand there: the engine looks for one ten times
    faster than for an assertion (measured, CPython 3.11).
    """

    pattern: re.Pattern[str]
    replace: Callable[[re.Match[str]], str]
    pairs: tuple[Pair, ...] = ()

    def plain(self, text: str) -> str:
        return self.pattern.sub(self.replace, text)

    def mapped(self, text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
        pieces: list[str] = []
        moved: list[int] = []
        done = kept = 0
        for match in self.pattern.finditer(text):
            new = self.replace(match)
            if new == match[0]:
                continue
            begin, end = match.span()
            pieces += (text[done:begin], new)
            done = end
            if len(new) != end - begin:
                moved += starts[kept:begin]
                moved += [starts[begin]] * len(new)
                kept = end
        if not done:
            return text, starts
        return "".join(pieces) + text[done:], [*moved, *starts[kept:]] if kept else starts


@dataclass(frozen=True, slots=True)
class Compose:
    """Unicode form NFC. Never NFKC, which takes ำ apart (น้ำ would become four characters)."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return _MAY_COMPOSE

    def plain(self, text: str) -> str:
        return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)

    def mapped(self, text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
        if unicodedata.is_normalized("NFC", text):
            return text, starts
        return Sub(_NFC_PIECE, lambda piece: unicodedata.normalize("NFC", piece[0])).mapped(text, starts)


@dataclass(frozen=True, slots=True)
class Lower:
    """Lower case. Only U+0130 changes its length; the final sigma needs the whole text at once."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return _MAY_BE_UPPER

    def plain(self, text: str) -> str:
        return text.lower()

    def mapped(self, text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
        lowered = text.lower()
        if len(lowered) == len(text):
            return lowered, starts
        return lowered, [at for char, at in zip(text, starts, strict=True) for _ in char.lower()]


@dataclass(frozen=True, slots=True)
class Strip:
    """Take white space off both ends."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return ()

    def plain(self, text: str) -> str:
        return text.strip(" \n")

    def mapped(self, text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
        kept = text.strip(" \n")
        if kept == text:
            return text, starts
        lead = len(text) - len(text.lstrip(" \n"))
        return kept, starts[lead : lead + len(kept)]


@dataclass(frozen=True, slots=True)
class Table:
    """Replace single characters; one regular expression finds their runs.

    For rare characters this is several times faster than :meth:`str.translate`, which looks up every one; but
    one character beyond U+FFFF would make the search 20 times slower (measured, CPython 3.11).
    """

    runs: re.Pattern[str]
    table: dict[int, str]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return (beyond_and("".join(map(chr, self.table))),)

    def plain(self, text: str) -> str:
        return self.runs.sub(lambda run: run[0].translate(self.table), text)

    def mapped(self, text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
        pieces: list[str] = []
        moved: list[int] = []
        done = kept = 0
        for run in self.runs.finditer(text):
            begin, end = run.span()
            new = run[0].translate(self.table)
            pieces += (text[done:begin], new)
            done = end
            if len(new) != end - begin:
                moved += starts[kept:begin]
                moved += self._each(run[0], starts[begin:end])
                kept = end
        if not done:
            return text, starts
        return "".join(pieces) + text[done:], [*moved, *starts[kept:]] if kept else starts

    def _each(self, run: str, starts: Sequence[int]) -> list[int]:
        return [at for char, at in zip(run, starts, strict=True) for _ in self.table[ord(char)]]


def char_table(table: dict[str, str]) -> Table:
    """Make a step that replaces single characters, each by any number of others."""
    pattern = re.compile(f"[{''.join(map(re.escape, table))}]+")
    return Table(pattern, {ord(char): new for char, new in table.items()})


def spans(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Turn the lengths of adjoining pieces into their half-open spans."""
    ends = list(accumulate(lengths))
    return list(zip([0, *ends[:-1]], ends, strict=True)) if ends else []
