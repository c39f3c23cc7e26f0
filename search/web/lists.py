"""What all lists share: text to find, order, page and filters in the address, their figures as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from search.rows import Row
from search.web.asking import WrongValue
from search.web.frame import csv_of
from search.web.site import Visit

LONGEST = 200
"""Characters of what is looked for: names."""
DEEPEST = 10_000
"""Pages."""
MOST_ROWS = 50_000
"""Rows of a CSV; the country has some 8,000 offices."""
LISTS = (
    ("offices", "/offices"),
    ("provinces", "/provinces"),
    ("people", "/people"),
    ("stories", "/stories"),
    ("series", "/series"),
)
"""The lists, as they stand above each."""
OWN = (("collection", "/collections"), ("saved", "/saved"), ("dataset", "/datasets"))
"""What a reader has put together."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The state of one list, wholly in its address."""

    path: str
    sorts: tuple[str, ...]
    """Orders there are; the first is that of an address that names none."""
    q: str = ""
    sort: str = ""
    page: int = 1
    chosen: Mapping[str, str] = field(default_factory=dict)
    """Filters in force, by name."""

    def pairs(self, *, page: int = 1) -> list[tuple[str, str]]:
        """Parameters of this state; those of no effect are left out."""
        every = [
            ("q", self.q),
            *self.chosen.items(),
            ("sort", self.sort if self.sort != self.sorts[0] else ""),
        ]
        return [(name, value) for name, value in every if value] + ([("page", str(page))] if page > 1 else [])

    def sorted_by(self, sort: str) -> Listed:
        """The same list in another order, from its first page."""
        return replace(self, sort=sort, page=1)


def read(
    request: Request, path: str, sorts: tuple[str, ...], filters: Mapping[str, Iterable[str]] | None = None
) -> Listed:
    """Read the state of a list; ``filters`` names the values of each filter.

    Raises:
        WrongValue: a parameter has a value that is none of those known.
    """
    given = request.query_params
    return Listed(
        path=path,
        sorts=sorts,
        q=given.get("q", "").strip()[:LONGEST],
        sort=_known("sort", given.get("sort", ""), sorts) or sorts[0],
        page=_page(given.get("page", "")),
        chosen={name: _known(name, given.get(name, ""), known) for name, known in (filters or {}).items()},
    )


def page(
    visit: Visit, listed: Listed, rows: Sequence[Any], *, found: int, total: int, on_a_page: int, **more: Any
) -> Response:
    """Render a page of a list by the template of its name.

    Args:
        visit: Who asks.
        listed: The state of the list.
        rows: Those of the page.
        found: Rows that fit, of all pages.
        total: All rows there are.
        on_a_page: Rows of a full page.
        more: What else the template of this list shows.
    """
    return visit.page(
        f"{listed.path.strip('/')}.html",
        listed=listed,
        lists=LISTS,
        rows=rows,
        found=found,
        total=total,
        on_a_page=on_a_page,
        **more,
    )


def sheet(listed: Listed, rows: Iterable[Row], columns: Sequence[str]) -> Response:
    """Give a whole list as CSV."""
    return csv_of(rows, columns, f"khaosan-{listed.path.strip('/').replace('/', '-')}")


def _known(name: str, value: str, known: Iterable[str]) -> str:
    allowed = tuple(known)
    if value and value not in allowed:
        raise WrongValue(name, value, allowed)
    return value


def _page(value: str) -> int:
    if not value:
        return 1
    if not (value.isascii() and value.isdecimal() and len(value) < 6 and 1 <= int(value) <= DEEPEST):
        raise WrongValue("page", value, (f"1–{DEEPEST}",))
    return int(value)
