"""What is asked of a text, asked of its attachments too: they answer, for less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipelines.text.terms import terms
from search.clauses import Bool, Clause, Constant, Near, Phrase, Prefix, Term, any_of
from search.ranking import MOST_TERMS, QUESTION_WORDS

FIELDS = {"words": "file_words", "g2": "file_g2"}
"""A field of the text, and the one that holds the same of its attachments."""
WEIGHT = 0.25
"""Of a word in an attachment: an announcement that says it in its own text comes first."""


def also(clause: Clause) -> Clause:
    """Let what must hold of an article's text hold of its attachments instead, part by part."""
    match clause:
        case Term() | Phrase() | Near() | Prefix():
            field = FIELDS.get(clause.field)
            return any_of(clause, replace(clause, field=field)) if field else clause
        case Constant(inner, score):
            return Constant(also(inner), score)
        case Bool():
            return replace(
                clause,
                must=_each(clause.must),
                should=_each(clause.should),
                filters=_each(clause.filters),
                never=_each(clause.never),
            )
    return clause


def _each(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    return tuple(map(also, clauses))


def words(text: str) -> Iterator[Clause]:
    """Rank by the words of attachments, a little."""
    for word in dict.fromkeys(terms(text, drop=QUESTION_WORDS).words[:MOST_TERMS]):
        yield Term(FIELDS["words"], word, WEIGHT)
