"""The list of offices: what is collected from whom, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import Connection, func, select
from starlette.responses import Response

from pipelines import issues
from pipelines.health import keeping
from pipelines.health.words import cure, fill, said
from pipelines.issues import Language
from pipelines.records import OFFICES
from pipelines.store import collections, sources
from pipelines.store.filled import filled
from pipelines.store.sources import SourceState
from pipelines.store.tables import articles
from search.rows import Row
from search.web import lists
from search.web.panel import province_names
from search.web.site import Visit
from search.web.words import Words

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 100
"""Rows of about 400 bytes: a page stays far below 120 kB."""
SORTS = ("province", "name", "count", "last", "state")
STATES = (
    "live", "quiet", "unverified", "broken", "host-down", "blocked", "moved", "gone", "closed-by-policy",
    "needs-browser", "disabled",
)  # fmt: skip
FILTERS = {"state": STATES, "kind": OFFICES}
COLUMNS = ("id", "name", "kind", "province", "state", "reason", "items", "last_captured")
LOOKED_AT = 10
"""Offices whose newest articles are looked at for their fields: each costs a reading of 200 records."""
MOST_KEPT = 500
"""Offices put into a collection at once: their ids are fields of a form."""


@dataclass(frozen=True, slots=True)
class Office:
    """One office as listed."""

    state: SourceState
    province: str
    items: int
    last: str | None
    why: str
    """The verdict's reasons in the reader's language; empty where none was made."""
    cure: str

    @property
    def shown_state(self) -> str:
        """Its state with a hyphen for each space, ``disabled`` for one that is not to be crawled."""
        return self.state.state.replace(" ", "-").replace("_", "-") if self.state.enabled else "disabled"


@router.api_route("/offices", methods=["GET", "HEAD"])
def offices(request: Request) -> Response:
    """List the offices, those of a name or province that is asked for."""
    visit = Visit.of(request)
    listed = lists.read(request, "/offices", SORTS, FILTERS)
    every, fitting = _both(visit, listed)
    start = (listed.page - 1) * ON_A_PAGE
    return lists.page(
        visit,
        listed,
        fitting[start : start + ON_A_PAGE],
        fields=_fields(visit, fitting) if len(fitting) <= LOOKED_AT else {},
        states=[(one, visit.words.name("state", one)) for one in STATES],
        kinds=[(one, visit.words.name("office", one)) for one in OFFICES],
        fitting=[row.state.source.id for row in fitting],
        most_kept=min(MOST_KEPT, collections.MOST_MEMBERS),
        total=len(every),
        found=len(fitting),
        on_a_page=ON_A_PAGE,
    )


@router.api_route("/offices.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """The whole list as CSV."""
    visit = Visit.of(request)
    listed = lists.read(request, "/offices", SORTS, FILTERS)
    return lists.sheet(listed, map(_cells, _both(visit, listed)[1]), COLUMNS)


def _fields(visit: Visit, some: list[Office]) -> dict[str, str]:
    """How the fields of a few offices' newest articles are filled, in words, by id."""
    expected = {one.state.source.id: one.state.source.expect for one in some}
    with visit.site.store.read() as connection:
        known = filled(connection, expected)
    return {key: fill(shares, expected[key], visit.words.language) for key, shares in known.items()}


def _both(visit: Visit, listed: lists.Listed) -> tuple[list[Office], list[Office]]:
    """All offices, and those asked for in the order asked for."""
    with visit.site.store.read() as connection:
        every = _rows(connection, visit.words)
    fitting = [row for row in every if _fits(row, listed)]
    return every, sorted(fitting, key=lambda row: _rank(row, listed.sort), reverse=listed.sort == "last")


def _rows(connection: Connection, words: Words) -> list[Office]:
    names, verdicts, tongue = province_names(words), keeping.load(connection), words.language
    c = articles.c
    query = select(c.source_id, func.count(), func.max(c.last_captured_at)).where(c.state == "live")
    counted = {row[0]: (row[1], row[2]) for row in connection.execute(query.group_by(c.source_id))}
    return [
        Office(
            one,
            names.get(one.source.province, ""),
            *counted.get(one.source.id, (0, None)),
            said(verdicts[one.source.id], tongue) if one.source.id in verdicts else _of_state(one, tongue),
            cure(verdicts[one.source.id], tongue) if one.source.id in verdicts else "",
        )
        for one in sources.states(connection)
    ]


def _of_state(one: SourceState, language: Language) -> str:
    """What its state means, and the site's own words behind; empty where it has none to explain."""
    known = one.state.replace("-", "_") in issues.codes()
    return issues.told(one.state, one.reason or "", language) if known else one.reason or ""


def _rank(row: Office, sort: str) -> tuple[str | int, str, str]:
    source = row.state.source
    state = STATES.index(row.shown_state) if row.shown_state in STATES else len(STATES)
    firsts: dict[str, str | int] = {
        "province": source.province or "~",
        "name": source.name,
        "count": -row.items,
        "last": row.last or "",
        "state": state,
    }
    first = firsts[sort]
    return first, source.province or "~", source.id


def _fits(row: Office, listed: lists.Listed) -> bool:
    source, wanted = row.state.source, listed.q.lower()
    state, kind = listed.chosen["state"], listed.chosen["kind"]
    if (state and state != row.shown_state) or (kind and kind != source.office):
        return False
    return any(wanted in one.lower() for one in (source.name, row.province, source.id, source.province))


def _cells(row: Office) -> Row:
    source = row.state.source
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.office,
        "province": source.province,
        "state": row.shown_state,
        "reason": row.why or row.state.reason or "",
        "items": str(row.items),
        "last_captured": row.last or "",
    }
