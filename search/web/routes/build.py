"""A query as a form and a form as a query; and how a query is understood while it is typed."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from pipelines.codec import to_json
from pipelines.errors import QueryError
from search.language.form import Form, Unfit, form_of, query_of
from search.language.parse import WIDEST_GAP
from search.web.asking import LONGEST_QUERY, Asked, read_page
from search.web.frame import TABS
from search.web.site import Visit
from search.web.unreadable import unreadable

router = APIRouter(include_in_schema=False)
FIELDS = ("every", "phrase", "some", "never", "title", "near")
JSON = "application/json; charset=utf-8"


@router.api_route("/build", methods=["GET", "HEAD"])
def build(request: Request) -> Response:
    """Show the query of an address as a form; a form that was sent leads to its query."""
    visit = Visit.of(request)
    asked = read_page(request.query_params)
    if request.query_params.get("sent") == "1":
        return RedirectResponse(visit.find(asked.change(q=query_of(_sent(request)))), 303)
    try:
        form = form_of(asked.q)
    except QueryError as error:
        return unreadable(visit, asked, error)
    return _page(visit, asked, form)


def _sent(request: Request) -> Form:
    given = {name: request.query_params.get(name, "")[:LONGEST_QUERY] for name in FIELDS}
    gap = request.query_params.get("gap", "")
    wanted = int(gap) if gap.isascii() and gap.isdecimal() and len(gap) < 4 else Form().gap
    return Form(**given, gap=min(wanted, WIDEST_GAP))


def _page(visit: Visit, asked: Asked, form: Form | Unfit) -> Response:
    return visit.page(
        "build.html",
        asked=asked,
        path="/build",
        tabs=TABS,
        form=form if isinstance(form, Form) else Form(),
        unfit=form if isinstance(form, Unfit) else None,
        names=FIELDS,
        widest=WIDEST_GAP,
        kept=replace(asked, q="").change().pairs(),
    )


@router.api_route("/explain", methods=["GET", "HEAD"])
def explain(request: Request) -> Response:
    """Say how a query is understood, or what is wrong with it: what the box shows while one types."""
    visit = Visit.of(request)
    asked = read_page(request.query_params)
    thai = visit.words.language == "th"
    if not asked.q.strip():
        return Response(to_json({"said": "", "error": ""}), media_type=JSON)
    try:
        understood = visit.site.searcher.explain(asked.q, asked.match)
    except QueryError as error:
        message = error.message_th if thai else error.message_en
        where = visit.words("find.error_at", n=error.position + 1)
        return Response(to_json({"said": "", "error": f"{message} ({where})"}), media_type=JSON)
    return Response(to_json({"said": understood.th if thai else understood.en, "error": ""}), media_type=JSON)
