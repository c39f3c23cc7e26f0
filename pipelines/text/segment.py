"""Cut text into words and into Thai character clusters (TCC).

Words are nlpo3's, with PyThaiNLP's dictionary, one Thai run at a time; never in nlpo3's safe mode, which
returns wrong text (1.4.0). Clusters: :mod:`pipelines.text.clusters`. Latin words and numbers stay
whole in both. Boundaries are found in the folded text and carried back, so a text cut for display and the
same text cut for the index have the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from importlib.metadata import version
from importlib.util import find_spec
from itertools import accumulate, islice, pairwise
from pathlib import Path

from pipelines.text import fold
from pipelines.text.clusters import cut
from pipelines.text.runs import RUN, is_thai, parted

ANALYSIS_VERSION: str
"""Which analysis an index was built with: rules and library versions; another one needs a rebuild."""

_RULES = "2"  # raise it when folding, runs or terms change
MOST_AT_ONCE = 2000
"""Characters given to a cutter at once; a longer run, two pages without a space, is no one's writing. Beyond
it nlpo3 is superlinear (160 k characters: 0.1 s)."""
_DICTIONARY = "khaosan"
SEPARATOR = "\u200b"
_MARK = ord(SEPARATOR)
_FIRST, _BEHIND = "\u0e01", "\u0e4f"
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
    text = text.replace(SEPARATOR, "")
    folded = fold.search_map(text)
    parts = parted(folded.text)
    parts[1::2] = map(_run_segmented, parts[1::2])
    written = SEPARATOR.join(filter(None, parts))
    return written if folded.text == text else _carried(written, folded, text)


def run_words(run: str) -> tuple[str, ...]:
    """Cut one run of a folded text into words."""
    return tuple(_run_segmented(run).split(SEPARATOR))


def run_clusters(run: str) -> list[str]:
    """Cut one run of a folded text into clusters."""
    if not is_thai(run):
        return [run]
    return cut(run) if len(run) <= MOST_AT_ONCE else _in_parts(run, cut)


def _run_segmented(run: str) -> str:
    """Put U+200B between the words of one run."""
    if not _FIRST <= run < _BEHIND:  # as is_thai(), without a call for each of hundreds
        return run
    return _short_segmented(run) if len(run) <= _REPEATED else SEPARATOR.join(_in_parts(run, _segmenter()))


@lru_cache(maxsize=16_384)
def _short_segmented(run: str) -> str:
    return SEPARATOR.join(_segmenter()(run))


def _cut(text: str, cutter: Callable[[str], Sequence[str]]) -> list[str]:
    """Cut at the boundaries that the folded text has.

    A character that folding drops belongs to the piece before it: a boundary stands where the first folded
    character of a piece came from.
    """
    folded = fold.search_map(text)
    pieces = list(_pieces(folded.text, cutter))
    if folded.text == text:
        return pieces
    begins: Iterable[int] = accumulate(map(len, pieces[:-1]), initial=0) if pieces else ()
    if not RUN.match(folded.text):  # then what is dropped at the very beginning is no piece of its own
        begins = islice(begins, 1, None)
    edges = [0, *map(folded.starts.__getitem__, begins), len(text)]
    return [text[begin:end] for begin, end in pairwise(edges) if begin < end]


def _carried(written: str, folded: fold.Folded, text: str) -> str:
    """Put U+200B into a text where it stands in the folded one, by arrays: there are hundreds."""
    import numpy as np

    marks = (np.frombuffer(written.encode("utf-32-le", "surrogatepass"), np.uint32) == _MARK).nonzero()[0]
    begins = marks - np.arange(len(marks))
    if RUN.match(folded.text):  # what is dropped at the very beginning is then a piece of its own
        begins = np.append(0, begins)
    starts = folded.starts
    if isinstance(starts, range):
        places = begins + starts.start
    else:
        places = np.array([starts[begin] for begin in begins.tolist()], np.intp)
    new = np.append(0, places[:-1]) < places  # in order; two pieces may begin at one place
    places = places[new]
    kept = np.ones(len(text) + len(places), bool)
    kept[places + np.arange(len(places))] = False
    carried = np.full(len(kept), _MARK, np.uint32)
    carried[kept] = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return carried.tobytes().decode("utf-32-le", "surrogatepass")


def _pieces(folded: str, cutter: Callable[[str], Sequence[str]]) -> Iterator[str]:
    """Yield the pieces of each run, and what lies between runs."""
    between = True
    for part in parted(folded):
        if between:
            if part:
                yield part
        else:
            yield from cutter(part)
        between = not between


def _in_parts(run: str, cutter: Callable[[str], list[str]]) -> list[str]:
    """Cut a long run part by part; the last two pieces of a part may be broken, so they are cut again."""
    found: list[str] = []
    at = 0
    while len(run) - at > MOST_AT_ONCE:
        pieces = cutter(run[at : at + MOST_AT_ONCE])
        kept = pieces[:-2] or pieces
        found += kept
        at += len("".join(kept))
    return found + cutter(run[at:])


@lru_cache(maxsize=1)
def _segmenter() -> Callable[[str], list[str]]:
    """Load the dictionary without PyThaiNLP's own code, whose import costs as much again."""
    from nlpo3 import load_dict, segment

    package = find_spec("pythainlp")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pythainlp, whose dictionary words are cut by, is not installed")
    told, loaded = load_dict(str(Path(package.origin).with_name("corpus") / "words_th.txt"), _DICTIONARY)
    if not loaded:
        raise OSError(f"the dictionary of pythainlp cannot be read: {told}")
    return partial(segment, dict_name=_DICTIONARY)
