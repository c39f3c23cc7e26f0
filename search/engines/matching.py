"""What decides whether a document matches, as conditions side by side, for every engine."""

from __future__ import annotations

from search.clauses import Bool, Clause, Constant, Term, any_of


def matching(clause: Clause) -> Bool:
    """What decides whether a document matches, without what only ranks: conditions side by side.

    In as few levels as can be: a server takes a query apart and together again for each year's index, twice
    in one search.
    """
    found = _found(clause)
    return found if isinstance(found, Bool) and found.filters else Bool(filters=(found,))


def _found(clause: Clause) -> Clause:
    match clause:
        case Constant(inner, _):
            return _found(inner)
        case Term(field, value):
            return Term(field, value)
        case Bool():
            return _every(clause) if clause.must or clause.filters else _either(clause)
    return clause


def _every(clause: Bool) -> Clause:
    """Conditions of conditions are conditions, and so are exclusions."""
    filters: list[Clause] = []
    never = list(map(_found, clause.never))
    for one in map(_found, (*clause.must, *clause.filters)):
        inner = one if isinstance(one, Bool) and not one.should else Bool(filters=(one,))
        filters += inner.filters
        never += inner.never
    if len(filters) == 1 and not never:
        return filters[0]
    return Bool(filters=tuple(dict.fromkeys(filters)), never=tuple(dict.fromkeys(never)))


def _either(clause: Bool) -> Clause:
    """Alternatives of alternatives are alternatives."""
    should: list[Clause] = []
    for one in map(_found, clause.should):
        should += one.should if isinstance(one, Bool) and one.should else (one,)
    filters = (any_of(*should),) if should else ()
    if filters and not clause.never:
        return filters[0]
    return Bool(filters=filters, never=tuple(map(_found, clause.never)))
