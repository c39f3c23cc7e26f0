"""``field:value`` to leaves of the tree, each value as the index holds it."""

from __future__ import annotations

from pipelines import provinces
from pipelines.errors import QueryError
from search.language.names import VALUES
from search.language.periods import period
from search.language.tree import Beginning, Everything, FieldIs, Leaf, Part, Quoted, TitleHas


def field(name: str, value: str, *, position: int) -> Leaf:
    """Read the value of a field other than the headline.

    Raises:
        QueryError: the field has no such value.
    """
    if name == "published":
        return period(value, position=position)
    if name == "province":
        return FieldIs(name, _province(value, position))
    if name in VALUES:
        return FieldIs(name, _listed(name, value, position))
    if name == "amphoe" and not (len(value) == 4 and value.isdecimal()):
        raise QueryError(
            f"{value!r} is no district code: write its 4 digits",
            f"{value!r} ไม่ใช่รหัสอำเภอ 4 หลัก",
            position=position,
        )
    return FieldIs(name, value)


def title(inner: Part | Quoted | Beginning | Everything) -> Leaf:
    """Ask it of the headline."""
    return inner if isinstance(inner, Everything) else TitleHas(inner)


def _province(value: str, position: int) -> str:
    found = provinces.find(value)
    if found is None:
        raise QueryError(f"there is no province {value!r}", f"ไม่มีจังหวัดชื่อ {value!r}", position=position)
    return found.iso


def _listed(name: str, value: str, position: int) -> str:
    known = VALUES[name]
    found = known.get(value.lower())
    if found is None:
        choices = ", ".join(dict.fromkeys(known.values()))
        thai = ", ".join(word for word in known if not word.isascii())
        raise QueryError(
            f"{name} has no value {value!r}; it has {choices}",
            f"ไม่มีค่า {value!r} มีเฉพาะ {thai or choices}",
            position=position,
        )
    return found
