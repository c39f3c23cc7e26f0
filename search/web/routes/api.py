"""The API, version 1: the same records as the command line prints."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipelines.codec import to_builtins, to_json
from search.web.asking import read
from search.web.routes.item import Known, look_up
from search.web.site import Visit

router = APIRouter(prefix="/api/v1")

JSON = "application/json; charset=utf-8"


@router.get("/search")
def search(request: Request) -> Response:
    """Search; parameters are those of the search page, and an empty ``q`` asks for everything."""
    visit = Visit.of(request)
    result = visit.site.searcher.search(read(request.query_params).query())
    return Response(to_json(result), media_type=JSON)


@router.get("/item/{identity:path}")
def item(request: Request, identity: str) -> Response:
    """One item: its record, versions, provenance and copies."""
    visit = Visit.of(request)
    with visit.site.store.read() as connection:
        known = look_up(connection, identity)
    if known is None:
        raise HTTPException(404)
    return Response(to_json(_answer(known)), media_type=JSON)


def _answer(known: Known) -> dict[str, Any]:
    stored = known.stored
    return {
        "article": to_builtins(stored.article),
        "series": stored.series,
        "state": stored.state,
        "version": stored.version,
        "versions": [
            {
                "number": one.number,
                "captured_at": one.captured_at,
                "capture": one.capture_id,
                "extractor": one.article.extractor,
            }
            for one in known.versions
        ],
        "provenance": {
            "capture": to_builtins(known.capture),
            "rule": stored.rule,
            "extractor": stored.article.extractor,
        },
        "copies": [
            {"id": one.id, "headline": one.headline, "published": to_builtins(one.published)}
            for one in known.copies
            if not one.here
        ],
    }
