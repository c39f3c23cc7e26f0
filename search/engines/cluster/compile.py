"""Clauses to Elasticsearch's query language."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import Any

from search.clauses import (
    Between,
    Bool,
    Clause,
    Constant,
    Everything,
    Near,
    Nothing,
    OneOf,
    Phrase,
    Prefix,
    Term,
)

Query = dict[str, Any]


def query(clause: Clause) -> Query:
    """Make the query of a clause."""
    match clause:
        case Term(field, value, weight):
            return {"term": {field: {"value": value, "boost": weight}}}
        case Phrase(field, terms):
            return {"match_phrase": {field: " ".join(terms)}}
        case Near():
            return _near(clause)
        case Prefix(field, value):
            return {"prefix": {field: {"value": value}}}
        case OneOf(field, values):
            return {"terms": {field: list(values)}}
        case Between(field, low, high):
            bounds = {"gte": low, "lte": high}
            return {"range": {field: {name: bound for name, bound in bounds.items() if bound is not None}}}
        case Constant(inner, score):
            return {"constant_score": {"filter": query(inner), "boost": score}}
        case Everything():
            return {"match_all": {"boost": 0.0}}
        case Nothing():
            return {"match_none": {}}
        case Bool():
            return _bool(clause)


def ranking(clause: Clause) -> tuple[Clause, ...]:
    """What adds to the score of a document that is known to match."""
    if not isinstance(clause, Bool):
        return (clause,)
    return (*chain.from_iterable(map(ranking, clause.must)), *clause.should, *clause.refine)


def lifted(clause: Clause) -> tuple[Clause, tuple[Clause, ...]]:
    """Take out what only refines the order of what the rest matches, to be added to the best alone."""
    if not isinstance(clause, Bool):
        return clause, ()
    must, refine = clause.must, clause.refine
    if len(must) == 1:
        inner, more = lifted(must[0])
        must, refine = (inner,), (*refine, *more)
    return replace(clause, must=must, refine=()), refine


def beside(clause: Clause) -> tuple[tuple[Clause, ...], tuple[Clause, ...]] | None:
    """What ranks beside the conditions that find, and what only refines that; null: what ranks also finds."""
    if not isinstance(clause, Bool):
        return None
    if clause.filters and not clause.must:
        return clause.should, clause.refine
    inner = beside(clause.must[0]) if len(clause.must) == 1 else None
    return ((*inner[0], *clause.should), (*inner[1], *clause.refine)) if inner else None


def _bool(clause: Bool) -> Query:
    parts = {
        "must": clause.must,
        "filter": clause.filters,
        "should": (*clause.should, *clause.refine),
        "must_not": clause.never,
    }
    return {"bool": {name: [query(one) for one in inner] for name, inner in parts.items() if inner}}


def _near(near: Near) -> Query:
    """One order or the other: an unordered span would let a word be near itself."""
    left, right = _row(near.field, near.left), _row(near.field, near.right)
    orders = ([left, right], [right, left])
    spans = [{"span_near": {"clauses": order, "slop": near.gap, "in_order": True}} for order in orders]
    return {"bool": {"should": spans}}


def _row(field: str, terms: tuple[str, ...]) -> Query:
    spans: list[Query] = [{"span_term": {field: term}} for term in terms]
    return spans[0] if len(spans) == 1 else {"span_near": {"clauses": spans, "slop": 0, "in_order": True}}
