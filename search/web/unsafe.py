"""Requests that change something must come from a page of this app, or from no page at all.

A browser says where a request comes from: by ``Sec-Fetch-Site``, older ones by ``Origin``. Programs say
neither, and carry no rights of a reader that a foreign page could borrow.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

OWN = ("same-origin", "none")
"""``none``: typed into the address bar, or a bookmark."""


def from_elsewhere(headers: Headers) -> bool:
    """Tell whether a page of another site sent a request."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in OWN
    origin = headers.get("origin")
    return origin is not None and _host(origin) != headers.get("host", "").lower()


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
