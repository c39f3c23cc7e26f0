"""How matches are ordered: recipe N of the relevance study, one set of weights for all kinds of queries.

Words carry most; cluster bigrams and trigrams find what stands inside words, in a long query the trigrams
alone; numbers and Latin words count again; the whole query as one phrase, and a headline that occurs whole in
the query, are worth constants.
Measured on the dev half of ``../shared/eval/search`` (docs/search.md); every weight lies on a plateau.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.text.runs import is_thai
from pipelines.text.segment import run_clusters
from pipelines.text.terms import Terms, terms
from search.clauses import Bool, Clause, Constant, OneOf, Term, any_of, phrase

QUESTION_WORDS = frozenset({
    "ใคร", "อะไร", "ที่ไหน", "ไหน", "เมื่อไร", "เมื่อไหร่", "เมื่อใด", "กี่", "เท่าไร", "เท่าไหร่", "เท่าใด", "ใด",
    "อย่างไร", "ยังไง", "ทำไม", "หรือไม่", "บ้าง", "ปีใด", "ที่ใด", "ตอนไหน", "แห่งใด", "สิ่งใด", "คืออะไร",
    "ครับ", "ค่ะ", "คะ", "ไหม",
})  # fmt: skip
"""Words that ask and are not about anything; they stay in the phrase."""
LONGEST_TITLE_SPAN = 15
"""Words of a query that may be a headline."""
SHORTEST_TITLE = 3
"""Characters."""
TITLE_CLASSES = ((5, 4.0), (9, 7.5), (14, 12.0), (21, 17.5), (31, 26.0), (10_000, 36.0))
"""Characters up to, and worth: a longer headline is less likely there by chance."""
INSIDE = 0.1
"""For one cluster inside words: after everything that has it as a word."""
SHORT = 12
"""Bigrams up to which a query may hold no whole word, or a slip in each: its grams find too."""
MOST_TERMS = 400
"""Terms of one field that rank; beyond, a pasted article would take seconds and too many clauses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Recipe N. ``../shared/research/search.md`` §I has the grid around it."""

    words: float = 1.0
    words_of_fragment: float = 0.5
    """For one part of at most :attr:`fragment` bigrams, which often begins or ends inside a word."""
    fragment: int = 12
    g2: float = 0.3
    g3: float = 0.3
    g3_alone: float = 0.4
    """Of the trigrams of a query of more than :data:`SHORT` bigrams, which are not asked for then: nDCG@10 is
    no lower (.9744 and .9742), and a third fewer terms are looked up."""
    exact: float = 1.5
    """Numbers and Latin words, again."""
    phrase: float = 3.3
    """Times the bigrams of the whole query, where they stand in a row."""
    title: float = 1.8
    """Times the worth of the class of the headline's length."""


N = Weights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The clauses that rank for a text, none of them required; empty where it has no words."""

    words: tuple[Clause, ...] = ()
    """Few; they come near the order."""
    others: tuple[Clause, ...] = ()
    """Many, each with long postings: they decide the order among what the words found."""
    short: bool = False
    """The text may hold no whole word: the others find too."""

    @property
    def finding(self) -> tuple[Clause, ...]:
        """One of these holds wherever the text is meant."""
        return self.words + self.others if self.short else self.words

    @property
    def refining(self) -> tuple[Clause, ...]:
        """These only order what the others found."""
        return () if self.short else self.others

    @property
    def clause(self) -> Clause:
        """Whatever one of them finds, in their order."""
        found = any_of(*self.finding)
        return Bool(must=(found,), refine=self.refining) if self.refining else found

    def __bool__(self) -> bool:
        return bool(self.finding)


def ranking(text: str, weights: Weights = N) -> Ranking:
    """Make the clauses that rank for a text."""
    whole = terms(text)
    if not whole.words:
        return Ranking()
    kept = terms(text, drop=QUESTION_WORDS)
    fragment = len(text.split()) == 1 and len(whole.g2) <= weights.fragment
    short = len(kept.g2) <= SHORT
    words = _terms("words", kept.words, weights.words_of_fragment if fragment else weights.words)
    others = (
        whole_phrase(whole.g2, weights),
        *_titles(whole.words, weights),
        *_grams(kept, weights, short=short),
        *_terms("words", [word for word in kept.words if _is_exact(word)], weights.exact),
        *(_inside(whole.g2) if short else ()),
    )
    return Ranking(words=tuple(words), others=others, short=short)


def whole_phrase(g2: Sequence[str], weights: Weights = N) -> Constant:
    """All bigrams in a row are worth a constant, the more the longer they are."""
    row = list(g2[:MOST_TERMS])
    return Constant(phrase("g2", row), weights.phrase * len(row))


def _grams(kept: Terms, weights: Weights, *, short: bool) -> Iterator[Term]:
    if not short:
        yield from _terms("g3", kept.g3, weights.g3_alone)
        return
    yield from _terms("g2", kept.g2, weights.g2)
    yield from _terms("g3", kept.g3, weights.g3)


def _terms(field: str, values: Sequence[str], weight: float) -> Iterator[Term]:
    for value, times in Counter(values[:MOST_TERMS]).items():
        yield Term(field, value, weight * times)


def _inside(g2: Sequence[str]) -> Iterator[Clause]:
    """Where all is one cluster, find it inside words too (น้ำ in น้ำท่วม): no bigram does."""
    if len(g2) == 1 and is_thai(g2[0]) and len(run_clusters(g2[0])) == 1:
        yield Constant(OneOf("clusters", (g2[0],)), INSIDE)


def _is_exact(word: str) -> bool:
    return word[0].isascii()


def _titles(words: Sequence[str], weights: Weights) -> Iterator[Clause]:
    """Yield a constant for each class of headlines that occur whole in the query."""
    spans = _spans(words[:MOST_TERMS])
    shortest = SHORTEST_TITLE
    for longest, worth in TITLE_CLASSES:
        values = tuple(span for span in spans if shortest <= len(span) <= longest)
        if values:
            yield Constant(OneOf("t_key", values), weights.title * worth)
        shortest = longest + 1


def _spans(words: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for start in range(len(words)):
        span = ""
        for word in words[start : start + LONGEST_TITLE_SPAN]:
            span += word
            found[span] = None
    return list(found)
