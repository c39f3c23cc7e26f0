"""Index terms of many texts in one pass by arrays, joined by spaces as an engine takes them.

The same terms as :func:`pipelines.text.terms.terms` makes of a query, without a string for each: texts are
written one behind the other, with a mark between them, and each list of terms is one selection of letters.
A text alone pays for some 150 calls into numpy; eight releases together take three quarters of it each, and
more gain nothing (docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pipelines.text.borders import OTHER, SPACE, THAI, Codes, Places, borders
from pipelines.text.segment import SEPARATOR
from pipelines.text.terms import BREAK, read

MOST_TOGETHER = 30_000
"""Characters of texts that are written together: what is made of them is sixty times as many bytes."""
_SEPARATOR, _MARK = ord(SEPARATOR), ord(BREAK)
_PAIRS = 128 * 128


@dataclass(frozen=True, slots=True)
class JoinedTerms:
    """The terms of a text, as :class:`pipelines.text.terms.Terms` says, each list joined by spaces."""

    words: str
    g2: str
    g3: str
    clusters: frozenset[str]


def joined(texts: Sequence[str]) -> list[JoinedTerms]:
    """Make the terms of texts that have U+200B between their words."""
    return [terms for some in _batches(texts) for terms in _joined(some)]


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Take so many texts together as have :data:`MOST_TOGETHER` characters, and a longer one alone."""
    begin, size = 0, 0
    for at, text in enumerate(texts):
        if at > begin and size + len(text) > MOST_TOGETHER:
            yield texts[begin:at]
            begin, size = at, 0
        size += len(text)
    if texts:
        yield texts[begin:]


def _joined(texts: Sequence[str]) -> Iterator[JoinedTerms]:
    """Write texts, each behind a mark: it is a word and a run of its own, so that all terms part at it."""
    written = "".join(f" {BREAK} {SEPARATOR.join(map(read, text.split(SEPARATOR)))}" for text in texts)
    codes = np.frombuffer(f"{written} ".encode("utf-16-le"), np.uint16)
    bare = codes != _SEPARATOR
    words = _single(np.where(bare, codes, np.uint16(SPACE)))
    runs = _single(codes[bare])
    begin = np.flatnonzero(borders(runs))
    lists = (_parted(_text(words)), *map(_parted, _grams(runs, begin)), _clusters(runs, begin, len(texts)))
    return map(JoinedTerms, *lists)


def _single(codes: Codes) -> Codes:
    """Leave one of several spaces."""
    spaces = codes == SPACE
    spaces[1:] &= spaces[:-1]
    spaces[0] = False
    return np.compress(~spaces, codes)


def _grams(runs: Codes, begin: Places) -> tuple[str, str]:
    """Join pairs and triples of what begins at some places; a run too short for any is itself one."""
    space = np.append(runs[begin] == SPACE, (True, True))
    piece = ~space[:-3]
    first = np.append(False, space[:-4]) & piece
    pair = piece & ~space[1:-2]
    triple = pair & ~space[2:-1]
    pairs, triples = np.flatnonzero(pair | first), np.flatnonzero(triple | first)
    steps = pair + np.uint8(1)
    g2 = _selected(runs, begin[pairs], begin[pairs + steps[pairs]])
    steps += triple
    return g2, _selected(runs, begin[triples], begin[triples + steps[triples]])


def _clusters(runs: Codes, begin: Places, texts: int) -> Iterator[frozenset[str]]:
    """Gather the Thai clusters of each text: those of one or two letters, most of all, in a table."""
    codes, length = runs[begin[:-1]], np.diff(begin)
    letters = codes - np.uint16(THAI)
    marks = codes == _MARK
    thai = letters < OTHER
    long = np.flatnonzero(marks | thai & (length > 2))
    others = _parted(_selected(runs, begin[long], begin[long + 1]))
    short = np.flatnonzero(thai & (length < 3))
    second = np.where(length[short] > 1, runs[begin[short] + 1] - np.uint16(THAI), np.uint16(0))
    text = np.cumsum(marks)[short] - 1
    seen = np.zeros(texts * _PAIRS, np.bool_)
    seen[text * _PAIRS + (letters[short] << np.uint16(7) | second)] = True
    found = np.flatnonzero(seen)
    edges = np.searchsorted(found, np.arange(texts + 1) * _PAIRS).tolist()
    names = list(map(_pair, (found % _PAIRS).tolist()))
    each = zip(others, edges, edges[1:], strict=False)
    return (frozenset((*names[at:end], *other.split())) for other, at, end in each)


@lru_cache(maxsize=_PAIRS)
def _pair(number: int) -> str:
    first, second = divmod(number, 128)
    return chr(THAI + first) + (chr(THAI + second) if second else "")


def _selected(codes: Codes, begin: Places, end: Places) -> str:
    """Join stretches of a text by spaces."""
    length = end - begin + 1
    behind = np.cumsum(length)
    at = np.repeat(begin - behind + length, length)
    at += np.arange(len(at))
    found = codes.take(at, mode="clip")
    found[behind - 1] = SPACE
    return _text(found)


def _text(codes: Codes) -> str:
    return codes.tobytes().decode("utf-16-le")


def _parted(terms: str) -> list[str]:
    """The terms of each text: what stands behind each mark."""
    return [each.strip(" ") for each in terms.split(BREAK)[1:]]
