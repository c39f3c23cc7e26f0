"""What an engine is asked, in no engine's words: the tree that queries are compiled to.

Terms add BM25; everything else matches or not, and is worth nothing unless a :class:`Constant` says what.
Both engines know only these clauses, so they cannot understand a query differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Term:
    """A term in a text or keyword field; BM25 times ``weight``."""

    field: str
    value: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms in a row. At least two."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Two rows of terms with at most ``gap`` other terms between them, in either order."""

    field: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    gap: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any term that begins so."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of these values."""

    field: str
    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number within bounds, both inclusive; null = open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Constant:
    """What matches ``clause`` is worth exactly ``score``."""

    clause: Clause
    score: float


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bool:
    """All of ``must`` (scores add) and ``filters`` (they do not), none of ``never``.

    Where there is neither ``must`` nor ``filters``, at least one of ``should``; else those only add. What
    ``refine`` holds never decides what matches: it only adds, and an engine may add it to the best alone.
    """

    must: tuple[Clause, ...] = ()
    should: tuple[Clause, ...] = ()
    refine: tuple[Clause, ...] = ()
    filters: tuple[Clause, ...] = ()
    never: tuple[Clause, ...] = ()


Clause: TypeAlias = Term | Phrase | Near | Prefix | OneOf | Between | Constant | Everything | Nothing | Bool


def any_of(*clauses: Clause) -> Clause:
    """At least one of them; doubles are dropped."""
    distinct = tuple(dict.fromkeys(clauses))
    return distinct[0] if len(distinct) == 1 else Bool(should=distinct) if distinct else Nothing()


def all_of(*clauses: Clause) -> Clause:
    """All of them; doubles are dropped, and exclusions gathered: one alone would walk through everything."""
    distinct = tuple(dict.fromkeys(clauses))
    if len(distinct) == 1:
        return distinct[0]
    excluding = {one: one.never for one in distinct if isinstance(one, Bool) and one == Bool(never=one.never)}
    needed = tuple(one for one in distinct if one not in excluding)
    never = tuple(dict.fromkeys(chain.from_iterable(excluding.values())))
    return Bool(must=needed, never=never) if distinct else Everything()


def phrase(field: str, terms: list[str]) -> Clause:
    """Terms in a row, however many."""
    return Term(field, terms[0]) if len(terms) == 1 else Phrase(field, tuple(terms))
