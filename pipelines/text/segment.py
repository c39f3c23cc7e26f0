"""Cut text into words and into Thai character clusters (TCC).

Words are nlpo3's, with PyThaiNLP's dictionary, one Thai run at a time; never in nlpo3's safe mode, which
returns wrong text (1.4.0). Clusters: :mod:`pipelines.text.clusters`. Latin words and numbers stay
whole in both. Boundaries are found in the folded text and carried back, so a text cut for display and the
same text cut for the index have the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from itertools import pairwise

from pipelines.text import fold
from pipelines.text.clusters import cut
from pipelines.text.runs import RUN, is_thai

ANALYSIS_VERSION: str
"""Which analysis an index was built with: rules and library versions; another one needs a rebuild."""

_RULES = "2"  # raise it when folding, runs or terms change
MOST_AT_ONCE = 2000
"""Characters given to a cutter at once; a longer run, two pages without a space, is no one's writing. Beyond
it nlpo3 is superlinear (160 k characters: 0.1 s)."""
SEPARATOR = "\u200b"
_REPEATED = 64  # characters; longer runs hardly repeat, and a bounded cache of short ones stays small


def __getattr__(name: str) -> str:
    if name == "ANALYSIS_VERSION":
        return _analysis_version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@lru_cache(maxsize=1)
def _analysis_version() -> str:
    return f"khaosan-{_RULES}+nlpo3-{version('nlpo3')}+pythainlp-{version('pythainlp')}"


def words(text: str) -> list[str]:
    """Cut a text into words and what lies between them; joined, they are the text again."""
    return _cut(text, run_words)


def clusters(text: str) -> list[str]:
    """Cut a text into Thai character clusters, other words, and what lies between; joined, it is the text."""
    return _cut(text, run_clusters)


def segmented(text: str) -> str:
    """Put U+200B between the words of a display text (the store's own column; never in a record)."""
    return SEPARATOR.join(words(text.replace(SEPARATOR, "")))


def run_words(run: str) -> tuple[str, ...]:
    """Cut one run of a folded text into words."""
    if not is_thai(run):
        return (run,)
    return _short_words(run) if len(run) <= _REPEATED else tuple(_in_parts(run, _segmenter()))


def run_clusters(run: str) -> list[str]:
    """Cut one run of a folded text into clusters."""
    if not is_thai(run):
        return [run]
    return cut(run) if len(run) <= MOST_AT_ONCE else list(_in_parts(run, cut))


@lru_cache(maxsize=16_384)
def _short_words(run: str) -> tuple[str, ...]:
    return tuple(_segmenter()(run))


def _cut(text: str, cutter: Callable[[str], Sequence[str]]) -> list[str]:
    """Cut at the boundaries that the folded text has.

    A character that folding drops belongs to the piece before it: a boundary stands where the first folded
    character of a piece came from.
    """
    folded = fold.search_map(text)
    at = [folded.starts[boundary] for boundary in _boundaries(folded.text, cutter)]
    edges = sorted({0, *at, len(text)})
    return [text[begin:end] for begin, end in pairwise(edges)]


def _boundaries(folded: str, cutter: Callable[[str], Sequence[str]]) -> Iterator[int]:
    """Yield where each piece of a run begins, and where the run ends (unless the text does)."""
    for match in RUN.finditer(folded):
        position = match.start()
        for piece in cutter(match[0]):
            yield position
            position += len(piece)
        if position < len(folded):
            yield position


def _in_parts(run: str, cutter: Callable[[str], list[str]]) -> Iterator[str]:
    """Cut a long run part by part; the last two pieces of a part may be broken, so they are cut again."""
    at = 0
    while len(run) - at > MOST_AT_ONCE:
        pieces = cutter(run[at : at + MOST_AT_ONCE])
        kept = pieces[:-2] or pieces
        yield from kept
        at += sum(map(len, kept))
    yield from cutter(run[at:])


@lru_cache(maxsize=1)
def _segmenter() -> Callable[[str], list[str]]:
    from pythainlp.tokenize.nlpo3 import segment

    return lambda run: list(segment(run, safe_mode=False, parallel_mode=False))
