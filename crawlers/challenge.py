"""Telling a page that refuses us from a page that answers. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

MARKS = (
    b"cf-chl-", b"_cf_chl_opt", b"cf-browser-verification", b"Checking your browser before accessing",
    b"/_Incapsula_Resource", b"sucuri_cloudproxy_js", b"DDoS protection by",
)  # fmt: skip
"""Marks of the challenge pages of common protection services; looked for near the beginning."""
LOOKED_AT = 20_000
REFUSALS = (401, 403, 451)


def refuses(status: int, headers: Collection[str], body: bytes) -> str | None:
    """Say how an answer refuses us, by status, names of headers (small letters), body; None where not."""
    if "cf-mitigated" in headers:
        return "a challenge page of its protection service"
    if status in REFUSALS:
        return f"it answers {status}"
    head = body[:LOOKED_AT]
    if len(body) <= LOOKED_AT and any(mark in head for mark in MARKS):
        return "a challenge page of its protection service"
    return None


def refusal_of(response: Any) -> str | None:
    """The same of a response as the engine gives it; None where it does not refuse."""
    names = {name.decode("latin-1").lower() for name in response.headers}
    return refuses(response.status, names, response.body)
