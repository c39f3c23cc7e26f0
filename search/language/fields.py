"""``field:value`` to leaves of the tree, each value as the index holds it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pipelines import provinces
from pipelines.errors import QueryError
from search.language.names import VALUES
from search.language.periods import period
from search.language.tree import Beginning, Everything, FieldIs, Leaf, Part, Quoted, TitleHas


def field(name: str, value: str, *, position: int) -> Leaf:
    """Read the value of a field other than the headline; offices and districts are looked up later.

    Raises:
        QueryError: the field has no such value.
    """
    if name == "published":
        return period(value, position=position)
    if name == "province":
        return FieldIs(name, _province(value, position))
    if name in VALUES:
        return FieldIs(name, _listed(name, value, position))
    return FieldIs(name, value)


def title(inner: Part | Quoted | Beginning | Everything) -> Leaf:
    """Ask it of the headline."""
    return inner if isinstance(inner, Everything) else TitleHas(inner)


def _province(value: str, position: int) -> str:
    found = provinces.find(value)
    if found is None:
        latin = value.isascii()
        near = _near(value, [one.name_en if latin else one.name_th for one in provinces.load()])
        raise QueryError(
            f"there is no province {value!r}" + (f"; did you mean {near}?" if near else ""),
            f"ไม่มีจังหวัดชื่อ {value!r}" + (f" หมายถึง {near} ใช่หรือไม่" if near else ""),
            position=position,
        )
    return found.iso


def _listed(name: str, value: str, position: int) -> str:
    known = VALUES[name]
    found = known.get(value.lower())
    if found is None:
        choices = ", ".join(dict.fromkeys(known.values()))
        thai = ", ".join(word for word in known if not word.isascii())
        near = _near(value.lower(), known)
        raise QueryError(
            f"{name} has no value {value!r}; " + (f"did you mean {near}?" if near else f"it has {choices}"),
            f"ไม่มีค่า {value!r} " + (f"หมายถึง {near} ใช่หรือไม่" if near else f"มีเฉพาะ {thai or choices}"),
            position=position,
        )
    return found


def _near(value: str, known: Iterable[str]) -> str:
    """The value spelled most like one; empty where none is near."""
    return next(iter(get_close_matches(value, list(known), n=1)), "")
