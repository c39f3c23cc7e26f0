"""The ways on from a page whose question is too long for its links."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from search.web.ways import address

router = APIRouter(include_in_schema=False)


@router.api_route("/go", methods=["GET", "HEAD"])
def go(request: Request) -> Response:
    """Lead to the address that a button stands for."""
    given = request.query_params
    now = [(name, value) for name, value in given.multi_items() if name != "to"]
    return RedirectResponse(address(now, given.get("to", "/")), 303)
