"""Index terms of many texts in one pass by arrays, joined by spaces as an index document holds them.

The same terms as :func:`pipelines.text.terms.terms` makes of a query, without a string for each: texts are
written one behind the other, with a mark between them, and each list of terms is one selection of letters.
A text alone pays for some 150 calls into numpy; eight releases together take three quarters of it each, and
more gain nothing (docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipelines.text.borders import OTHER, SPACE, THAI, Codes, Places, borders
from pipelines.text.pieces import read_all
from pipelines.text.remembered import Remembered
from pipelines.text.segment import SEPARATOR
from pipelines.text.terms import BREAK, UTF_16, Utf16

MOST_TOGETHER = 30_000
"""Characters of texts that are written together: what is made of them is seventy times as many bytes."""
_SEPARATOR = ord(SEPARATOR)
_MARK = "\n"
"""Before each text, as :data:`BREAK` is between its parts: no term holds either."""
_MOST_LETTERS, _BITS, _CLUSTER = 4, 28, (1 << 28) - 1
"""Of a cluster that is told as a number."""
_OF_LENGTH = np.array([0, 127 << 21, 127 << 21 | 127 << 14, _CLUSTER - 127, _CLUSTER, 0])
"""The bits of a number that are those of a cluster, by its length."""
_MOST_KNOWN = 32_768

Parts = tuple[str, ...]
"""Of one text, with U+200B between their words."""


@dataclass(frozen=True, slots=True)
class JoinedTerms:
    """The terms of a text, as :class:`pipelines.text.terms.Terms` says, each list joined by spaces."""

    words: Utf16
    g2: Utf16
    g3: Utf16
    clusters: tuple[str, ...]
    """Each once: those of up to four letters in order, then the others."""
    longest: int
    """Letters that no word has more of, at most: those of the longest word of all texts made together."""


def joined(texts: Sequence[Parts]) -> list[JoinedTerms]:
    """Make the terms of texts, in each list with :data:`BREAK` between those of its parts."""
    return [terms for some in _batches(texts) for terms in _joined(some)]


def _batches(texts: Sequence[Parts]) -> Iterator[Sequence[Parts]]:
    """Take so many texts together as have :data:`MOST_TOGETHER` characters, and a longer one alone."""
    begin, size = 0, 0
    for at, parts in enumerate(texts):
        length = sum(map(len, parts))
        if at > begin and size + length > MOST_TOGETHER:
            yield texts[begin:at]
            begin, size = at, 0
        size += length
    if texts:
        yield texts[begin:]


def _joined(texts: Sequence[Parts]) -> Iterator[JoinedTerms]:
    """Write texts, each part behind a mark: it is a word and a run of its own, so all terms part at it."""
    marks = [mark for parts in texts for mark in (_MARK, *[BREAK] * (len(parts) - 1))]
    codes = read_all([part for parts in texts for part in parts], marks)
    bare = codes != _SEPARATOR
    words = _single(np.where(bare, codes, np.uint16(SPACE)))
    runs = _single(codes[bare])
    begin = np.flatnonzero(borders(runs))
    longest = int(np.diff(np.flatnonzero(words == SPACE)).max()) - 1
    lists = (_parted(words), *map(_parted, _grams(runs, begin)))
    each = zip(*lists, _clusters(runs, begin, len(texts)), strict=True)
    return (JoinedTerms(words, g2, g3, clusters, longest) for words, g2, g3, clusters in each)


def _single(codes: Codes) -> Codes:
    """Leave one of several spaces."""
    spaces = codes == SPACE
    spaces[1:] &= spaces[:-1]
    spaces[0] = False
    kept: Codes = codes[~spaces]
    return kept


def _grams(runs: Codes, begin: Places) -> tuple[Codes, Codes]:
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


def _clusters(runs: Codes, begin: Places, texts: int) -> Iterator[tuple[str, ...]]:
    """Gather the Thai clusters of each text: those of up to four letters, nearly all, as numbers."""
    at, length = begin[:-1], np.minimum(np.diff(begin), _MOST_LETTERS + 1)
    codes = runs[at]
    marks, thai = codes == ord(_MARK), codes - np.uint16(THAI) < OTHER
    numbers = _numbers(runs).take(at) & _OF_LENGTH.take(length) * thai
    found = np.sort((np.cumsum(marks) - 1) << _BITS | numbers)
    found = found[np.append(True, found[1:] != found[:-1]) & (found & _CLUSTER > 0)]
    edges = np.searchsorted(found, np.arange(texts + 1) << _BITS).tolist()
    names = list(map(_NAMES.__getitem__, (found & _CLUSTER).tolist()))
    long = np.flatnonzero(marks | thai & (length > _MOST_LETTERS))
    others = _parted(_selected(runs, begin[long], begin[long + 1]))
    each = zip(others, edges, edges[1:], strict=False)
    return ((*names[at:end], *dict.fromkeys(other.decode(UTF_16).split())) for other, at, end in each)


def _numbers(runs: Codes) -> Places:
    """For each letter the number of the four that begin there, seven bits each."""
    letters = np.append(runs - np.uint16(THAI) & np.uint16(127), np.zeros(3, np.uint16)).astype(np.int64)
    pairs = letters[:-1] << 7 | letters[1:]
    return pairs[:-2] << 14 | pairs[2:]


def _named(number: int) -> str:
    """The cluster of a number."""
    letters = (number >> bits & 127 for bits in range(_BITS - 7, -1, -7))
    return "".join(chr(THAI + letter) for letter in letters if letter)


_NAMES = Remembered(_named, _MOST_KNOWN)


def _selected(codes: Codes, begin: Places, end: Places) -> Codes:
    """Join stretches of a text by spaces."""
    sizes = end - begin + 1
    behind = np.cumsum(sizes)
    at = np.repeat((end + 1 - behind).astype(np.int32), sizes)
    at += np.arange(len(at), dtype=np.int32)
    found = codes.take(at, mode="clip")
    found[behind - 1] = SPACE
    return found


def _parted(terms: Codes) -> list[Utf16]:
    """The terms of each text: what stands behind each mark, without the spaces at either end."""
    marks = (*np.flatnonzero(terms == ord(_MARK)).tolist(), len(terms))
    return [terms[at + 2 : end - 1].tobytes() for at, end in pairwise(marks)]
