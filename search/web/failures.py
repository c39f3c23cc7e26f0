"""What a reader sees when something is wrong: what it is, and what to do; in the API the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipelines.errors import KhaosanError, QueryError
from search.api.kinds import kind_of, nearest, said
from search.web.asking import WrongValue
from search.web.problems import problem
from search.web.site import Visit


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
        return problem(request, status, key, detail=text, more=_more(error, cure), headers=_headers(error))
    return await run_in_threadpool(visit.page, "error.html", status=status, title=title, text=text, cure=cure)


def _kind(error: Exception) -> tuple[int, str]:
    match error:
        case HTTPException(status_code=404):
            return 404, "not_found"
        case HTTPException(status_code=405):
            return 405, "not_allowed"
        case HTTPException(status_code=403):
            return 403, "elsewhere"
        case HTTPException(status_code=413):
            return 413, "too_large"
        case RequestValidationError():
            return 400, "wrong"
        case _:
            return kind_of(error) or (500, "inside")


def _said(visit: Visit, key: str, error: Exception) -> tuple[str, str]:
    """What happened, and what to do."""
    words = visit.words
    text, cure = said(error, words, words.language)
    plain = key in ("not_found", "inside", "elsewhere") and not text
    return (words(f"error.{key}_text") if plain else text), cure


def _more(error: Exception, cure: str) -> dict[str, Any]:
    more: dict[str, Any] = {"cure": cure} if cure else {}
    if isinstance(error, QueryError):
        more["position"] = error.position
    if isinstance(error, WrongValue):
        more["parameter"] = error.name
        if near := nearest(error):
            more["nearest"] = near
    return more


def _headers(error: Exception) -> Mapping[str, str]:
    """Those that a status must have: ``Allow`` with 405."""
    return error.headers or {} if isinstance(error, HTTPException) else {}
