"""Where clusters begin in a whole text at once, by arrays: the same as :mod:`pipelines.text.clusters` finds.

The rules stand there alone. How many letters a match takes is asked of its pattern once for each combination
of kinds of letters, then looked up for every letter of a text, as if a match began there. Matches do begin
where none that could begin elsewhere would reach over, and where the one before ends.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate, product

import numpy as np
import numpy.typing as npt

from pipelines.text.clusters import first_length
from pipelines.text.remembered import Remembered
from pipelines.text.segment import MOST_AT_ONCE, run_clusters

Codes = npt.NDArray[np.uint16]
"""A text as UTF-16: its runs, with one space before, between and behind them."""
Marks = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Letters = npt.NDArray[np.uint8]

SPACE = 0x20
THAI = 0xE00
OTHER = 0x7F
"""In place of all that is not in the Thai block."""
_KINDS = (
    "", *"กยรอ่ะัาำิีึืุ็์เแโใๆ",
)  # fmt: skip
"""One letter of each kind that the rules tell apart, the end of a run first; 31 fit into five bits."""
_CONSONANTS, _TONES, _LEADING = range(0x01, 0x2F), range(0x48, 0x4C), range(0x40, 0x45)
_SILENT, _RO = _KINDS.index("์"), _KINDS.index("ร")
_TAIL_VOWELS = _KINDS.index("ิ"), _KINDS.index("ุ")
_LETTERS_OF_RULES = 7
"""Letters that a rule looks at, its silent tail apart, at most: เ◌◌ีย with its tone, and what follows."""
_LETTERS = _LETTERS_OF_RULES + 4
"""The same with the tail: two consonants, a vowel and thanthakhat."""
_PLACES = 32 ** np.arange(_LETTERS)
_TAIL = 32**_LETTERS
_STEPS = np.arange(1, _LETTERS_OF_RULES + 1)
_MOST_KNOWN = 32_768
_BEHIND = bytes([OTHER]) * _LETTERS


def borders(codes: Codes) -> Marks:
    """Mark where a cluster, a run of other letters, or a space begins."""
    letters = np.minimum(codes - np.uint16(THAI), np.uint16(OTHER)).astype(np.uint8)
    spaces = codes == SPACE
    found = _followed(_lengths(letters))
    found[1:] &= (letters[1:] < OTHER) | spaces[1:] | spaces[:-1]  # a run of other letters is one piece
    return _cut_long(found, codes, spaces)


def _lengths(letters: Letters) -> Letters:
    """How many letters a match would take, for each letter that it could begin at."""
    kind_of, behind_consonant = _tables()
    kinds = np.frombuffer((letters.tobytes() + _BEHIND).translate(kind_of), np.uint8).astype(np.uint16)
    one, two = kinds[1:-2], kinds[2:-1]
    three = one | two << np.uint16(5) | kinds[3:] << np.uint16(10)
    """The three behind each."""
    double = (one == _RO) & (two == _RO)  # ◌รร◌์ is the one rule for a consonant that looks further
    known = behind_consonant.take(three[: len(letters)])
    lengths: Letters = np.maximum(known * _within(letters, _CONSONANTS), np.uint8(1))
    at = np.flatnonzero(_within(letters, _LEADING) | double[: len(letters)])
    # itself and six more, as many as :data:`_LETTERS_OF_RULES`
    windows = kinds[at] | three[at].astype(np.int64) << 5 | three[at + 3].astype(np.int64) << 20
    lengths[at] = _matched(windows)
    at, reach = _before_tails(kinds, lengths)
    if len(at):
        windows = kinds.take(at[:, None] + np.arange(_LETTERS))
        tails = np.where(np.arange(_LETTERS) < reach[:, None], windows, np.uint16(0)) @ _PLACES + _TAIL
        lengths[at] = _matched(tails)
    return lengths


def _within(letters: Letters, span: range) -> Marks:
    return letters - np.uint8(span.start) < len(span)


def _matched(windows: Places) -> Letters:
    """How many letters are taken by the matches that look at these letters, five bits each."""
    return np.frombuffer(bytes(map(_LENGTHS.__getitem__, windows.tolist())), np.uint8)


def _before_tails(kinds: npt.NDArray[np.uint16], lengths: Letters) -> tuple[Places, Places]:
    """Where matches begin that end before a silent tail, and how many letters both have."""
    at = np.flatnonzero(kinds == _SILENT)
    before = kinds[at - 1]
    last = at - 1 - ((before == _TAIL_VOWELS[0]) | (before == _TAIL_VOWELS[1]))
    at, last = at[good := _consonant(kinds[last])], last[good]
    begin = np.concatenate((last, (last - 1)[two := _consonant(kinds[last - 1])]))
    end = np.concatenate((at, at[two])) + 1
    starts = begin[:, None] - _STEPS
    which, how = np.nonzero(lengths.take(starts, mode="clip") == _STEPS)
    return starts[which, how], end[which] - starts[which, how]


def _consonant(kinds: npt.NDArray[np.uint16]) -> Marks:
    return kinds - np.uint16(1) < 4


def _length(window: int) -> int:
    """How many letters a match takes that begins with these kinds of letters, five bits each."""
    kinds = (window >> places & 31 for places in range(0, 5 * _LETTERS, 5))
    run = "".join(_KINDS[kind] or " " for kind in kinds).partition(" ")[0]
    return first_length(run, tail=window >= _TAIL) if run else 1


_LENGTHS = Remembered(_length, _MOST_KNOWN)
"""By what a match looks at."""


@lru_cache(maxsize=1)
def _tables() -> tuple[bytes, Letters]:
    """The kind of each letter, and how many letters a match takes by the three kinds behind a consonant."""
    kind_of = np.full(256, _KINDS.index("ๆ"), np.uint8)
    for span, kind in ((_CONSONANTS, "ก"), (_TONES, "่"), (range(0x38, 0x3A), "ุ"), (_LEADING, "ใ")):
        kind_of[span] = _KINDS.index(kind)
    for kind in _KINDS[1:]:
        kind_of[ord(kind) - THAI] = _KINDS.index(kind)
    kind_of[OTHER] = 0
    lengths = np.ones((32, 32, 32), np.uint8)
    for kinds in product(range(len(_KINDS)), repeat=3):
        lengths[kinds[::-1]] = _length(sum(kind << 5 * place for place, kind in enumerate((1, *kinds))))
    return kind_of.tobytes(), lengths.ravel()


def _followed(lengths: Letters) -> Marks:
    """Mark where matches begin that follow on each other from the first letter."""
    reaches = range(1, int(lengths.max()) + 1)
    inside, behind = np.zeros(len(lengths), np.bool_), np.zeros(len(lengths), np.bool_)
    for reach in reaches:
        inside[reach:] |= lengths[:-reach] > reach
    found = ~inside
    for reach in reaches:
        behind[reach:] |= found[:-reach] & (lengths[:-reach] == reach)
    at = np.flatnonzero(behind & inside)
    while len(at):
        found[at] = True
        at = at + lengths[at]
        at = at[at < len(lengths)]
        at = at[~found[at]]
    return found


def _cut_long(found: Marks, codes: Codes, spaces: Marks) -> Marks:
    """Cut runs that are too long to be cut at once as :func:`run_clusters` cuts them, part by part."""
    gaps = np.flatnonzero(spaces)
    for run in np.flatnonzero(np.diff(gaps) > MOST_AT_ONCE).tolist():
        begin, end = int(gaps[run]) + 1, int(gaps[run + 1])
        letters = codes[begin:end].tobytes().decode("utf-16-le")
        found[begin:end] = False
        found[begin + np.array([0, *accumulate(map(len, run_clusters(letters)[:-1]))])] = True
    return found
