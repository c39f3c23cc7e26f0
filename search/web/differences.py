"""What changed between two versions of a text, by the words the store keeps: no character falls between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MOST_WORDS = 2_000
"""Words compared on each side: a page of 8,000 characters. Hostile texts cost at most a second."""
AROUND = 6
"""Equal words shown on either side of a change."""
MOST_CHANGES = 60
"""Changes shown; more say that the rest is another text."""
MOST_CHARACTERS = 1_200
"""Characters shown of one comparison: eight of them stand on a page."""

Kind = Literal["same", "gone", "new", "skip"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words: in both texts, in the first or second alone, or left out (``skip``)."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes in order; ``cut`` where a text is longer than what was compared, or has more changes."""

    pieces: tuple[Piece, ...]
    cut: bool

    @property
    def none(self) -> bool:
        """Whether every word compared is the same."""
        return all(piece.kind in ("same", "skip") for piece in self.pieces)


def difference(before: str, after: str) -> Difference:
    """Compare two segmented texts (U+200B between words) word by word."""
    old, new = _words(before), _words(after)
    cut = max(len(old), len(new)) > MOST_WORDS
    old, new = old[:MOST_WORDS], new[:MOST_WORDS]
    pieces: list[Piece] = []
    changes = 0
    # frequent words anchor nothing (autojunk): a text of one word repeated costs no more than another
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            pieces += _same(old[a:b], first=a == 0, last=b == len(old))
            continue
        changes += 1
        if changes > MOST_CHANGES or sum(len(piece.text) for piece in pieces) > MOST_CHARACTERS:
            return Difference(tuple(pieces), True)
        pieces += [Piece("gone", _shown(old[a:b]))] if a < b else []
        pieces += [Piece("new", _shown(new[c:d]))] if c < d else []
    return Difference(tuple(pieces), cut)


def _words(segmented: str) -> list[str]:
    return [word for line in segmented.split("\n") for word in (*line.split("\u200b"), " ") if word]


def _text(words: Sequence[str]) -> str:
    return "".join(words)


def _shown(words: Sequence[str]) -> str:
    """A change; a whole text that is new or gone is shown by its beginning."""
    text = _text(words)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def _same(words: Sequence[str], *, first: bool, last: bool) -> Iterator[Piece]:
    """The words around changes; what lies between is left out."""
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if len(words) <= head + tail + 1:
        yield Piece("same", _text(words))
        return
    if head:
        yield Piece("same", _text(words[:head]))
    yield Piece("skip", "")
    if tail:
        yield Piece("same", _text(words[-tail:]))
