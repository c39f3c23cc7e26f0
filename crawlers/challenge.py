"""Telling a page that refuses us from a page that answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping

MARKS = (
    b"cf-chl-", b"_cf_chl_opt", b"cf-browser-verification", b"Checking your browser before accessing",
    b"/_Incapsula_Resource", b"sucuri_cloudproxy_js", b"DDoS protection by",
)  # fmt: skip
"""Marks of the challenge pages of common protection services; looked for near the beginning."""
LOOKED_AT = 20_000
REFUSALS = (401, 403, 451)


def refuses(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Say how an answer refuses us; None where it does not."""
    if "cf-mitigated" in headers:
        return "a challenge page of its protection service"
    if status in REFUSALS:
        return f"it answers {status}"
    head = body[:LOOKED_AT]
    if len(body) <= LOOKED_AT and any(mark in head for mark in MARKS):
        return "a challenge page of its protection service"
    return None
