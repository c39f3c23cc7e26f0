"""What a reader sees when something is wrong: what it is, and what to do; in the API the same as JSON."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pipelines.errors import IndexMismatch, KhaosanError, QueryError, ServiceAway
from search.web.asking import WrongValue
from search.web.site import Visit

PROBLEM = "application/problem+json"
"""RFC 9457."""


def install(app: FastAPI) -> None:
    """Register a page for each kind of failure."""
    for kind in (HTTPException, WrongValue, KhaosanError, RequestValidationError):
        app.add_exception_handler(kind, _handle)


async def inside(request: Request, error: Exception) -> Response:
    """Answer for a fault of ours; it has been logged, and the reader is told none of it."""
    return await _handle(request, error)


async def _handle(request: Request, error: Exception) -> Response:
    status, key = _kind(error)
    visit = Visit.of(request)
    title, text, cure = visit.words(f"error.{key}"), *_said(visit, key, error)
    if request.url.path.startswith("/api/"):
        return _problem(status, title, text, cure, error)
    return await run_in_threadpool(
        visit.page, "error.html", status=status, title=title, text=text, cure=cure, key=key
    )


def _kind(error: Exception) -> tuple[int, str]:
    match error:
        case HTTPException(status_code=404):
            return 404, "not_found"
        case HTTPException(status_code=405):
            return 405, "not_allowed"
        case WrongValue() | RequestValidationError():
            return 400, "wrong"
        case QueryError():
            return 400, "query"
        case ServiceAway():
            return 503, "away"
        case IndexMismatch():
            return 503, "index"
        case _:
            return 500, "inside"


def _said(visit: Visit, key: str, error: Exception) -> tuple[str, str]:
    """What happened, and what to do."""
    words = visit.words
    match error:
        case WrongValue():
            said = words("error.wrong_value", name=error.name, value=error.value, allowed=error.allowed)
            return said, ""
        case QueryError():
            return (error.message_th if words.language == "th" else error.message_en), ""
        case ServiceAway() | IndexMismatch():
            return error.message, error.cure
        case _:
            return words(f"error.{key}_text") if key in ("not_found", "inside") else "", ""


def _problem(status: int, title: str, text: str, cure: str, error: Exception) -> JSONResponse:
    content = {"title": title, "status": status, "detail": text or title}
    if cure:
        content["cure"] = cure
    if isinstance(error, QueryError):
        content["position"] = error.position
    return JSONResponse(content, status, media_type=PROBLEM)
