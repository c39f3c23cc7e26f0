"""Answers with an ETag: a digest of what is said, so an answer that is known already is not sent again."""

from __future__ import annotations

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

DIGITS = 24
"""Hex digits of a tag: 96 bits."""


def answered(request: Request, text: str, media_type: str) -> Response:
    """Answer with a text, or with 304 where the reader has it.

    The tag is weak: compression changes the bytes and not what they say.
    """
    body = text.encode()
    tag = f'W/"{sha256(body).hexdigest()[:DIGITS]}"'
    headers = {"ETag": tag, "Vary": "Accept-Language"}
    if _known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def _known(header: str, tag: str) -> bool:
    """Compare weakly (RFC 9110 §8.8.3.2): a tag matches with or without its W/."""
    tags = [one.strip().removeprefix("W/") for one in header.split(",")]
    return "*" in tags or tag.removeprefix("W/") in tags
