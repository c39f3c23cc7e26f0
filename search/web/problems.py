"""Problems of the API: RFC 9457, in the reader's language, each kind with an address that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pipelines.codec import to_json
from search.api.description import PROBLEM
from search.web.site import Visit

EXPLAINED = "/docs/api#problem-"
"""Where the page of the documents says what each kind means."""
KINDS = (
    "wrong", "query", "key", "elsewhere", "not_found", "not_allowed", "too_large", "not_json", "too_many",
    "inside", "away", "index",
)  # fmt: skip


def problem(
    request: Request,
    status: int,
    kind: str,
    *,
    detail: str = "",
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a problem.

    Args:
        request: What is answered.
        status: The HTTP status.
        kind: One of :data:`KINDS`.
        detail: What happened this time; empty = what the kind means.
        more: Further members: the parameter, the position in a query, what to do.
        headers: Further headers.
    """
    words = Visit.of(request).words
    body = {
        "type": f"{EXPLAINED}{kind.replace('_', '-')}",
        "title": words(f"error.{kind}"),
        "status": status,
        "detail": detail or words(f"problem.{kind}"),
    }
    said = {"Content-Language": words.language, "Vary": "Accept-Language"}
    return Response(to_json(body | dict(more or {})), status, {**said, **(headers or {})}, media_type=PROBLEM)
