"""What all pages of one question share: how it is read, what stands above the figures, and their CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pipelines.errors import QueryError
from search.meant import Meant, meant
from search.rows import Row, defused
from search.web.asking import Asked, read_page
from search.web.panel import chips
from search.web.site import Visit
from search.web.unreadable import unreadable

TABS = (
    ("list", "/"),
    ("kwic", "/kwic"),
    ("compare", "/compare"),
    ("words", "/words"),
    ("time", "/time"),
    ("map", "/map"),
    ("by_office", "/by-office"),
    ("export", "/export"),
)
"""Views of one question, as they stand above it."""
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Question:
    """One visit to a view of a question."""

    visit: Visit
    asked: Asked
    path: str
    meant: Meant

    def page(self, template: str, **values: Any) -> Response:
        """Render a view."""
        understood = self.meant.understood
        return self.visit.page(
            template,
            asked=self.asked,
            path=self.path,
            tabs=TABS,
            chips=tuple(chips(self.visit, self.asked)),
            understood=understood.th if self.visit.words.language == "th" else understood.en,
            fell_back=understood.fell_back,
            **values,
        )

    def sheet(self, rows: Iterable[Row]) -> Response:
        """Give figures as CSV; cells that a spreadsheet would compute are defused."""
        made = list(rows)
        return csv_of(made, list(made[0]) if made else [], f"khaosan-{self.path.strip('/')}")


def csv_of(rows: Iterable[Row], columns: Sequence[str], name: str) -> Response:
    """Give rows as CSV; cells that a spreadsheet would compute are defused."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=columns)
    writer.writeheader()
    writer.writerows(defused(row) for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(out.getvalue(), media_type=CSV, headers=headers)


Make = Callable[[Question], Response]


def answered(request: Request, make: Make) -> Response:
    """Read the question of an address and make its page; one that cannot be read is shown with its error."""
    visit = Visit.of(request)
    asked = read_page(request.query_params)
    path = request.url.path
    try:
        return make(Question(visit, asked, path, meant(visit.site.searcher, asked.query())))
    except QueryError as error:
        return unreadable(visit, asked, error)


def basis(words: Callable[..., str], read: int, of: int, *, whole: bool) -> str:
    """``all 43`` or ``sample of 300 from 2,888``."""
    return words("figure.all", n=of) if whole else words("figure.sample", n=read, m=of)
