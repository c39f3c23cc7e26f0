"""Values of parameters that only the store and the gazetteer know; what is none of them is refused."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.store import sources
from pipelines.store.database import Store
from search import known
from search.api.parameters import Given
from search.web.asking import WrongValue


def checked(store: Store, given: Given) -> None:
    """Refuse offices and districts that do not exist: they would find nothing, as if nobody wrote of them.

    Raises:
        WrongValue: there is none; what is allowed begins with the nearest.
    """
    if amphoe := given.getlist("amphoe"):
        _checked("amphoe", amphoe, known.amphoes())
    if source := given.getlist("source"):
        with store.read() as connection:
            there = sources.names(connection, source)
            offices = there if set(filter(None, source)) <= there.keys() else sources.names(connection)
        _checked("source", source, offices)


def _checked(name: str, given: list[str], values: Mapping[str, str]) -> None:
    for value in filter(None, given):
        if value not in values:
            raise WrongValue(name, value[:200], (*known.nearest(values, value), "…"))
