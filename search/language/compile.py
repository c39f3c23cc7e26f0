"""The tree of a query to the clauses that both engines know.

Mode ``all``: what must hold is a filter, exact; ranking only adds. Mode ``any``: plain parts only rank, and
one of them must hold; quotes, fields, exclusions and typed operators stay conditions.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.text.terms import terms
from search import ranking
from search.clauses import Bool, Clause, all_of, any_of
from search.language import files, tree
from search.language.conditions import Conditions
from search.language.tree import And, Node, Part
from search.records import Expansion, Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Needles:
    """What highlights look for: texts wherever they stand, words where words stand, beginnings of words."""

    texts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A query ready for an engine."""

    clause: Clause
    ranked: bool
    """False: nothing in it ranks, so its hits have no order of their own."""
    words: tuple[str, ...]
    expansions: tuple[Expansion, ...]
    needles: Needles


def compile_tree(node: Node, match: Match) -> Compiled:
    """Compile a parsed query."""
    reader = Conditions()
    condition = files.also(reader.condition(node))
    text = tree.words_of(node)
    rank = ranking.ranking(text)
    if match == "all":
        words, others = (*rank.words, *files.words(text)), (*rank.others, *reader.rewards)
        clause: Clause = Bool(filters=(condition,), should=words, refine=others)
    elif rank:
        found = any_of(*rank.finding, *reader.rewards, *files.words(text))
        lasting = tuple(map(files.also, reader.lasting(node)))
        kept = (all_of(*lasting),) if lasting else ()
        clause = Bool(must=(found,), refine=rank.refining, filters=kept)
    else:
        clause = Bool(filters=(condition,))
    return _finished(reader, clause, text, ranked=bool(rank))


def compile_plain(text: str, match: Match) -> Compiled:
    """Compile plain text: no character of it is an operator, and ``any`` expands nothing."""
    parts = tuple(Part(part) for part in text.split())
    if match == "all" and terms(text).words:
        return compile_tree(And(parts), match)
    reader = Conditions(expanding=False)
    for part in parts:
        reader.condition(part)
    rank = ranking.ranking(text)
    return _finished(reader, rank.clause, text, ranked=bool(rank))


def _finished(reader: Conditions, clause: Clause, text: str, *, ranked: bool) -> Compiled:
    needles = Needles(
        texts=_distinct(reader.texts), words=_distinct(reader.words), beginnings=_distinct(reader.beginnings)
    )
    return Compiled(
        clause=clause,
        ranked=ranked,
        words=tuple(terms(text).words),
        expansions=tuple(dict.fromkeys(reader.expansions)),
        needles=needles,
    )


def _distinct(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
