"""The list of offices: what is collected from whom, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import Connection, func, select
from starlette.responses import Response

from pipelines.health import keeping
from pipelines.health.words import cure, said
from pipelines.store import sources
from pipelines.store.sources import SourceState
from pipelines.store.tables import articles
from search.web.asking import read
from search.web.panel import province_names
from search.web.site import Visit
from search.web.words import Words

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 100
"""Rows of about 400 bytes: a page stays far below 120 kB."""


@dataclass(frozen=True, slots=True)
class Row:
    """One office as listed."""

    state: SourceState
    province: str
    items: int
    last: str | None
    why: str
    """The verdict's reasons in the reader's language; empty where none was made."""
    cure: str


@router.api_route("/offices", methods=["GET", "HEAD"])
def offices(request: Request) -> Response:
    """List the offices, those of a name or province that is asked for first."""
    visit = Visit.of(request)
    asked = read(request.query_params)
    with visit.site.store.read() as connection:
        every = _rows(connection, visit.words)
    fitting = [row for row in every if _fits(row, asked.q)]
    start = (asked.page - 1) * ON_A_PAGE
    return visit.page(
        "offices.html",
        asked=asked,
        total=len(every),
        found=len(fitting),
        rows=fitting[start : start + ON_A_PAGE],
        more=start + ON_A_PAGE < len(fitting),
    )


def _rows(connection: Connection, words: Words) -> list[Row]:
    names, verdicts, tongue = province_names(words), keeping.load(connection), words.language
    c = articles.c
    query = select(c.source_id, func.count(), func.max(c.last_captured_at)).where(c.state == "live")
    counted = {row[0]: (row[1], row[2]) for row in connection.execute(query.group_by(c.source_id))}
    made = [
        Row(
            one,
            names.get(one.source.province, ""),
            *counted.get(one.source.id, (0, None)),
            said(verdicts[one.source.id], tongue) if one.source.id in verdicts else "",
            cure(verdicts[one.source.id], tongue) if one.source.id in verdicts else "",
        )
        for one in sources.states(connection)
    ]
    return sorted(made, key=lambda row: (row.state.source.province or "~", row.state.source.id))


def _fits(row: Row, text: str) -> bool:
    wanted = text.strip().lower()
    source = row.state.source
    return any(wanted in one.lower() for one in (source.name, row.province, source.id, source.province))
