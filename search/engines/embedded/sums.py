"""A clause as a sum: what a document is worth is what its parts are worth, added up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from search.clauses import Bool, Clause, Constant, OneOf, Phrase, Term

Part: TypeAlias = Term | Constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Parts that only add, and what decides whether a document counts at all."""

    parts: tuple[Part, ...]
    needed: tuple[Part, ...] = ()
    """One of these must hold; none = any of the parts will do."""
    never: tuple[Clause, ...] = ()


def summed(clause: Clause) -> Sum | None:
    """Read a clause as a sum; null = it is none, as where filters decide what matches."""
    match clause:
        case Term() | Constant(Term() | Phrase() | OneOf(), _):
            return Sum(parts=(clause,))
        case Bool(must=(), should=should, refine=(), filters=(), never=()):
            return _parts(should)
        case Bool(must=(inner,), should=(), refine=refine, filters=(), never=never):
            return _refined(summed(inner), _parts(refine), never)
    return None


def _parts(clauses: tuple[Clause, ...]) -> Sum | None:
    read = [summed(one) for one in clauses]
    if any(one is None or len(one.parts) != 1 for one in read):
        return None
    return Sum(parts=tuple(one.parts[0] for one in read if one))


def _refined(found: Sum | None, refining: Sum | None, never: tuple[Clause, ...]) -> Sum | None:
    if found is None or refining is None or not found.parts:
        return None
    needed = found.needed or (found.parts if refining.parts else ())
    return replace(found, parts=found.parts + refining.parts, needed=needed, never=found.never + never)
