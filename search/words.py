"""Words of the matches: the most frequent, and those that set the matches apart from the rest.

Which words are looked at is read from a sample of texts; how many articles hold each is then counted in the
index over everything, exactly. Keyness is the log-likelihood of Dunning (1993), as Rayson and Garside (2000)
use it to compare corpora; beside it stands how many times more frequent the word is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log

from pipelines.store import articles
from pipelines.text.runs import is_thai
from pipelines.text.segment import ANALYSIS_VERSION
from pipelines.text.terms import BREAK, words_from_segmented
from search.clauses import Term
from search.meant import Meant, both, count
from search.sample import sample
from search.service import Searcher

READ = 200
"""Texts read for candidates: about 0.7 MB."""
CANDIDATES = 40
"""Words counted in the index for each of the two lists, two counts each."""
SHOWN = 30
REMEMBERED = 100_000
"""Words of which it is known whether they are one; a dictionary has 62,000."""
TEXTS_REMEMBERED = 500
"""Texts whose words are remembered, about 10 MB: drawn from everything they are the same for all."""
SHORTEST = 2
"""Characters; single letters are scraps of names."""
FEWEST = 2
"""Texts of the sample that hold a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word; ``keyness`` above 10.83 is beyond chance at p < 0.001 (chi-square, one degree of freedom)."""

    word: str
    matching: int
    """Matching articles that hold it, of all."""
    background: int
    """Articles within the same filters that hold it, matching ones too."""
    ratio: float
    """Share among the matches by share among the rest; 0 where the rest holds none."""
    keyness: float
    """Log-likelihood; negative where the word is rarer among the matches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """Words with what they are counted over."""

    top: tuple[Word, ...]
    """By matching articles that hold them."""
    significant: tuple[Word, ...]
    """By keyness."""
    matching: int
    background: int
    read: int
    """Texts that candidates were read from."""
    whole: bool
    """All matching texts were read (one of each story, unless copies are asked for)."""
    analysis: str
    """The tokenizer and its dictionary."""


def words(searcher: Searcher, meant: Meant, *, stop_words: bool = False) -> WordList:
    """Count the words of the matches of a question.

    Args:
        searcher: Where from.
        meant: The question; its own words are left out.
        stop_words: Keep function words (ที่, และ …), by PyThaiNLP's list.
    """
    drawn = sample(searcher.engine, meant.clause, READ, copies=meant.query.copies)
    beside = sample(searcher.engine, meant.scope, READ, copies=meant.query.copies)
    left_out = set(meant.compiled.words) | (frozenset() if stop_words else _function_words())
    held, elsewhere = (_held(searcher, ids, left_out) for ids in (drawn.ids, beside.ids))
    candidates = _candidates(held, len(drawn.ids), elsewhere, len(beside.ids))
    background = count(searcher.engine, meant.scope)
    found = [_counted(searcher, meant, word, drawn.articles, background) for word in candidates]
    return WordList(
        top=tuple(sorted(found, key=lambda one: (-one.matching, one.word))[:SHOWN]),
        significant=tuple(
            sorted((one for one in found if one.keyness > 0), key=lambda one: (-one.keyness, one.word))[
                :SHOWN
            ]
        ),
        matching=drawn.articles,
        background=background,
        read=len(drawn.ids),
        whole=drawn.whole,
        analysis=ANALYSIS_VERSION,
    )


def _held(searcher: Searcher, ids: Sequence[str], left_out: Collection[str]) -> Counter[str]:
    """How many of these texts hold each word."""
    with searcher.store.read() as connection:
        texts = [one.segmented for one in articles.load(connection, ids).values()]
    return Counter(
        word for one in texts for word in _distinct((one.headline, one.body)) if word not in left_out
    )


def _candidates(held: Counter[str], read: int, elsewhere: Counter[str], beside: int) -> list[str]:
    """The most frequent words of the sample, and those that stand out of a sample of the whole scope."""
    kept = {word: n for word, n in held.items() if n >= min(FEWEST, read)}
    frequent = sorted(kept, key=lambda word: (-kept[word], word))
    striking = sorted(kept, key=lambda word: (-compared(kept[word], read, elsewhere[word], beside)[1], word))
    return list(dict.fromkeys((*frequent[:CANDIDATES], *striking[:CANDIDATES])))


@lru_cache(maxsize=TEXTS_REMEMBERED)
def _distinct(texts: tuple[str, str]) -> frozenset[str]:
    found = {word for text in texts for word in words_from_segmented(text)}
    return frozenset(word for word in found if _is_word(word))


@lru_cache(maxsize=REMEMBERED)
def _is_word(word: str) -> bool:
    return (
        len(word) >= SHORTEST
        and word != BREAK
        and not word[0].isdigit()
        and (is_thai(word) or word.isalpha())
    )


@cache
def _function_words() -> frozenset[str]:
    from pythainlp.corpus import thai_stopwords

    return frozenset(thai_stopwords())


def _counted(searcher: Searcher, meant: Meant, word: str, matching: int, background: int) -> Word:
    term = Term("words", word)
    here = count(searcher.engine, both(meant.clause, term))
    everywhere = count(searcher.engine, both(meant.scope, term))
    ratio, keyness = compared(here, matching, everywhere - here, background - matching)
    return Word(word=word, matching=here, background=everywhere, ratio=ratio, keyness=keyness)


def compared(here: int, size: int, there: int, rest: int) -> tuple[float, float]:
    """Compare two shares: their ratio, and their log-likelihood with its sign.

    Args:
        here: Articles with the word among the matches.
        size: Matches.
        there: Articles with the word among the rest.
        rest: The rest.
    """
    if not size or not rest:
        return 0.0, 0.0
    expected = size * (here + there) / (size + rest), rest * (here + there) / (size + rest)
    pairs = zip((here, there), expected, strict=True)
    likelihood = 2 * sum(seen * log(seen / wanted) for seen, wanted in pairs if seen)
    ratio = (here / size) / (there / rest) if there else 0.0
    sign = 1 if here / size >= there / rest else -1
    return round(ratio, 2), round(sign * max(likelihood, 0.0), 2)
