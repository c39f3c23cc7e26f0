"""Datasets on the web: the list, one with its permalink, its drift, and the form that makes one."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from search.api import keeping
from search.api.desk import Desk
from search.api.parameters import COPIES, QUESTION, TITLE, Given, checked
from search.citations.styles import SENTENCES, cite
from search.datasets import folder
from search.exports.formats import FORMATS
from search.web.asking import read
from search.web.posting import form_of, going_to
from search.web.routes.api.serving import desk_of
from search.web.site import Visit
from search.web.unsafe import from_elsewhere

router = APIRouter(include_in_schema=False)

ITEMS_SHOWN = 100
CHANGES_SHOWN = 300
LARGEST_FORM = 64 * 1024
"""Bytes of the form; a query has 2,000 characters."""
MOST_FIELDS = 500


@router.api_route("/datasets", methods=["GET", "HEAD"])
def every(request: Request) -> Response:
    """List the datasets, newest first."""
    visit = Visit.of(request)
    asked = read(request.query_params)
    found = keeping.listed(desk_of(request), Given({"page": [str(asked.page)]}))
    more = asked.page * keeping.ON_A_PAGE < found.total
    return visit.page("datasets.html", asked=asked, rows=found.datasets, total=found.total, more=more)


@router.post("/datasets")
async def make(request: Request) -> Response:
    """Make a dataset of a question, and show it."""
    if from_elsewhere(request.headers):
        raise HTTPException(403)
    given = await form_of(request, largest=LARGEST_FORM, most_fields=MOST_FIELDS)
    checked(given, (*QUESTION, COPIES, TITLE))
    made = await run_in_threadpool(keeping.make, desk_of(request), given)
    return going_to(f"/datasets/{made.id}", given)


@router.api_route("/datasets/{identity}", methods=["GET", "HEAD"])
def one(request: Request, identity: str) -> Response:
    """Show a dataset: what was asked and found, what it covers, how to cite, get and rebuild it."""
    visit = Visit.of(request)
    desk = desk_of(request)
    manifest = keeping.manifest(desk, Given({"id": [identity]}))
    return visit.page(
        "dataset.html",
        manifest=manifest,
        url=keeping.address(desk, identity),
        citations=_citations(desk, identity, visit.words.language),
        items=manifest.items[:ITEMS_SHOWN],
        offices=[office for office in manifest.coverage if office.matching],
        silent=sum(not office.matching for office in manifest.coverage),
        states=Counter(office.state for office in manifest.coverage),
        formats=tuple(FORMATS),
    )


@router.api_route("/datasets/{identity}/drift", methods=["GET", "HEAD"])
def drift(request: Request, identity: str) -> Response:
    """Show what came, went and changed since a dataset was made."""
    visit = Visit.of(request)
    desk, given = desk_of(request), Given({"id": [identity]})
    report = keeping.drift(desk, given)
    return visit.page(
        "drift.html",
        report=report,
        manifest=keeping.manifest(desk, given),
        changes=report.changes[:CHANGES_SHOWN],
    )


def _citations(desk: Desk, identity: str, language: str) -> tuple[str, ...]:
    """The sentences of the reader's language."""
    manifest = keeping.manifest(desk, Given({"id": [identity]}))
    cited = folder.cited(manifest, url=keeping.address(desk, identity), accessed=desk.clock())
    return tuple(cite(cited, style) for style in SENTENCES if style.startswith(language))
