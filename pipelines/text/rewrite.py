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

# A character before which a text may be cut without changing its NFC form: ASCII and Thai letters compose
# with nothing to their left (Unicode 15, DerivedNormalizationProps).
_NFC_PIECE = re.compile("[\x00-\x7f\u0e01-\u0e30]?[^\x00-\x7f\u0e01-\u0e30]*", re.DOTALL)


class Step(Protocol):
    """One rewriting of a text."""

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
    traces: tuple[re.Pattern[str], ...] = ()
    """Cheaper patterns: where none of them occurs, no replacement changes anything."""

    def plain(self, text: str) -> str:
        return self.pattern.sub(self.replace, text) if self._may_change(text) else text

    def _may_change(self, text: str) -> bool:
        # most steps find nothing, and asking so is cheapest
        return any(trace.search(text) for trace in self.traces or (self.pattern,))

    def mapped(self, text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
        if not self._may_change(text):
            return text, starts
        pieces: list[str] = []
        moved: list[int] = []
        done = 0
        for match in self.pattern.finditer(text):
            new = self.replace(match)
            if new == match[0]:
                continue
            begin, end = match.span()
            pieces += (text[done:begin], new)
            moved += starts[done:begin]
            moved += starts[begin:end] if len(new) == end - begin else [starts[begin]] * len(new)
            done = end
        if not done:
            return text, starts
        return "".join(pieces) + text[done:], [*moved, *starts[done:]]


@dataclass(frozen=True, slots=True)
class Compose:
    """Unicode form NFC. Never NFKC, which takes ำ apart (น้ำ would become four characters)."""

    def plain(self, text: str) -> str:
        return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)

    def mapped(self, text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
        if unicodedata.is_normalized("NFC", text):
            return text, starts
        return Sub(_NFC_PIECE, lambda piece: unicodedata.normalize("NFC", piece[0])).mapped(text, starts)


@dataclass(frozen=True, slots=True)
class Lower:
    """Lower case. Only U+0130 changes its length; the final sigma needs the whole text at once."""

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

    def plain(self, text: str) -> str:
        return self.runs.sub(lambda run: run[0].translate(self.table), text)

    def mapped(self, text: str, starts: Sequence[int]) -> tuple[str, Sequence[int]]:
        pieces: list[str] = []
        moved: list[int] = []
        done = 0
        for run in self.runs.finditer(text):
            begin, end = run.span()
            new = run[0].translate(self.table)
            pieces += (text[done:begin], new)
            moved += starts[done:begin]
            moved += starts[begin:end] if len(new) == end - begin else self._each(run[0], starts[begin:end])
            done = end
        if not done:
            return text, starts
        return "".join(pieces) + text[done:], [*moved, *starts[done:]]

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
