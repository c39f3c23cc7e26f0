"""What this is, and whether it is well."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from pipelines.store import articles
from search.web.site import Visit

router = APIRouter(include_in_schema=False)


@router.api_route("/about", methods=["GET", "HEAD"])
def about(request: Request) -> Response:
    """Say what this is, what it holds, and what it leaves out."""
    visit = Visit.of(request)
    engine = visit.site.searcher.engine
    with visit.site.store.read() as connection:
        counts = articles.counts(connection)
    return visit.page("about.html", counts=counts, engine=engine.name, indexed=engine.count())


@router.api_route("/health", methods=["GET", "HEAD"])
def health(request: Request) -> Response:
    """Whether store and engine answer, as JSON; status 503 where one does not."""
    visit = Visit.of(request)
    engine = visit.site.searcher.engine.health()
    with visit.site.store.read() as connection:
        counts = articles.counts(connection)
    body = {"status": "ok" if engine.ok else "away", "engine": asdict(engine), "store": counts}
    return JSONResponse(body, 200 if engine.ok else 503)
