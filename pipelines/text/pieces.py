"""Read the pieces of segmented texts, many texts at once, as :func:`pipelines.text.terms.read` reads each.

Nearly all pieces are Thai words that no rule changes, ASCII words and numbers, or signs and spaces. A look at
every two neighbours tells which are, for all texts together; only the others are read one by one.
"""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt

from pipelines.text import thai
from pipelines.text.borders import SPACE, Codes, Marks, Places
from pipelines.text.characters import DIGITS
from pipelines.text.remembered import Remembered
from pipelines.text.segment import SEPARATOR
from pipelines.text.terms import read

Kinds = npt.NDArray[np.uint8]

_EDGE, _OTHER, _SIGN, _STOP, _LETTER, _DIGIT, _FIRST_OF_THAI = range(7)
"""Kinds of characters, which fit into four bits; Thai letters have one for each part they play in a rule."""
_STOPS = ".,"
"""A sign, but for one behind a letter or digit and before a digit, as in 1,234.50."""
_SIGNS = string.punctuation.replace("&", "").translate(str.maketrans("", "", _STOPS)) + " \n“”‘’–•…"
"""What is no letter and makes none, alone or together: an ampersand might begin an entity."""
_THAI = "".join(map(chr, (*range(0xE01, 0xE3B), *range(0xE40, 0xE4F)))).replace(thai.LAKKHANGYAO, "")
_RULES = (*thai.ORDER.pairs, *thai.DOUBLE_E.pairs)
_SURROGATES = "surrogatepass"
"""No text of the store has half of a pair; one that had would be read like any other."""
_MOST_KNOWN = 32_768


def read_all(texts: Sequence[str], marks: Sequence[str]) -> Codes:
    """Write texts one behind the other in UTF-16, a mark before each, U+200B where a Thai run goes on.

    Args:
        texts: With U+200B between their words.
        marks: One character for each, which stands between two spaces; no text is read as holding it.
    """
    gap = f"{SEPARATOR} {SEPARATOR}".encode("utf-16-le")
    encoded = [text.encode("utf-16-le", _SURROGATES) for text in texts]
    units = np.frombuffer(b"".join((gap, gap.join(encoded), gap[:2])), np.uint16)
    as_read, kind_of = _tables()
    at = units.astype(np.intp)
    codes, kinds = as_read.take(at), kind_of.take(at)
    odd = _told_by_pairs(kinds)
    stops = np.flatnonzero(kinds == _STOP)
    behind_word, before_digit = _in_word(kinds[stops - 1]), kinds[stops + 1] == _DIGIT
    odd[stops] |= behind_word != before_digit
    inside = stops[behind_word & before_digit]
    codes[inside] = units[inside]
    edges = np.flatnonzero(kinds == _EDGE)
    before, behind = kinds[edges - 1], kinds.take(edges + 1, mode="clip")
    codes[edges[_in_word(before) | _in_word(behind) | (before == _EDGE)]] = SPACE  # runs end at a word
    _put_marks(codes, marks, [len(one) // 2 for one in encoded])
    which = np.unique(np.searchsorted(edges, np.flatnonzero(odd)))
    return _spliced(units, codes, edges[which - 1] + 1, edges[which]) if len(which) else codes


def _told_by_pairs(kinds: Kinds) -> Marks:
    """Mark where a piece stands that is of no one kind, or that a rule may change, by two neighbours."""
    pairs = kinds << np.uint8(4)
    pairs[:-1] |= kinds[1:]
    return np.frombuffer(bytearray(pairs.tobytes()).translate(_odd_pairs()), np.bool_)


def _in_word(kinds: Kinds) -> Marks:
    return kinds - np.uint8(_LETTER) < 2


def _put_marks(codes: Codes, marks: Sequence[str], lengths: Sequence[int]) -> None:
    begin = np.cumsum([0, *(length + 3 for length in lengths[:-1])])
    codes[begin] = codes[begin + 2] = codes[-1] = SPACE
    codes[begin + 1] = list(map(ord, marks))


def _spliced(units: Codes, codes: Codes, begin: Places, end: Places) -> Codes:
    """Read some pieces one by one, and put what is read in their place."""
    original, kept = units.tobytes(), codes.data.cast("B")
    parts: list[bytes | memoryview] = []
    done = 0
    for at, behind in zip((2 * begin).tolist(), (2 * end).tolist(), strict=True):
        parts += (kept[done:at], _KNOWN[original[at:behind]])
        done = behind
    return np.frombuffer(b"".join((*parts, kept[done:])), np.uint16)


def _read(piece: bytes) -> bytes:
    """Read one piece, in UTF-16 as what is read of it."""
    return read(piece.decode("utf-16-le", _SURROGATES)).encode("utf-16-le")


_KNOWN = Remembered(_read, _MOST_KNOWN)


@lru_cache(maxsize=1)
def _tables() -> tuple[Codes, Kinds]:
    """What each character of a piece becomes, and its kind."""
    as_read, kind_of = np.arange(0x10000, dtype=np.uint16), np.full(0x10000, _OTHER, np.uint8)
    for kind, characters in _kinds().items():
        kind_of[list(map(ord, characters))] = kind
    as_read[list(map(ord, _SIGNS + _STOPS))] = SPACE
    for char in string.ascii_uppercase:
        as_read[ord(char)] = ord(char.lower())
    for char, digit in DIGITS.items():
        as_read[ord(char)] = ord(digit)
    return as_read, kind_of


def _kinds() -> dict[int, str]:
    """The characters of each kind but the others."""
    parts: defaultdict[tuple[tuple[bool, bool], ...], str] = defaultdict(str)
    for letter in _THAI:
        parts[tuple((letter in rule.first, letter in rule.second) for rule in _RULES)] += letter
    kinds = {_EDGE: SEPARATOR, _SIGN: _SIGNS, _STOP: _STOPS, _LETTER: string.ascii_letters}
    return kinds | {_DIGIT: string.digits + "".join(DIGITS)} | dict(enumerate(parts.values(), _FIRST_OF_THAI))


@lru_cache(maxsize=1)
def _odd_pairs() -> bytes:
    """For each pair of kinds, four bits each, 1 where a piece that has it is read by itself."""
    kinds = _kinds()
    return bytes(_is_odd(first, second, kinds) for first, second in product(range(16), repeat=2))


def _is_odd(first: int, second: int, kinds: dict[int, str]) -> bool:
    if _OTHER in (first, second):
        return first == _OTHER
    if first >= _FIRST_OF_THAI and second >= _FIRST_OF_THAI:
        one, other = kinds.get(first, "-")[0], kinds.get(second, "-")[0]
        return any(one in rule.first and other in rule.second for rule in _RULES)
    return second not in _GOES_ON.get(first, ())


_WORD = (_LETTER, _DIGIT, _STOP, _EDGE)
_GOES_ON = {
    _EDGE: range(16), _SIGN: (_SIGN, _STOP, _EDGE), _STOP: (_SIGN, _STOP, _DIGIT, _EDGE),
    _LETTER: _WORD, _DIGIT: (_DIGIT, _STOP, _EDGE),
} | dict.fromkeys(range(_FIRST_OF_THAI, 16), (_EDGE,))  # fmt: skip
"""What may stand behind each kind in a piece; digits before letters may be two words, as in 1.5b."""
