"""The body of a call that makes something: a small JSON object of the call's own parameters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from search.web.asking import WrongValue

LARGEST = 64 * 1024
"""Bytes; a query has 2,000 characters."""


@dataclass(frozen=True, slots=True)
class Body:
    """Parameters as an address would hold them."""

    values: dict[str, Sequence[str]]


async def body_of(request: Request) -> Body | tuple[int, str]:
    """Read a body; a status and the kind of problem where it cannot be read.

    Raises:
        WrongValue: a member is no text, number, or list of these.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return 415, "not_json"
    text = b""
    async for piece in request.stream():
        text += piece
        if len(text) > LARGEST:
            return 413, "too_large"
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return 400, "not_json"
    if not isinstance(value, dict):
        return 400, "not_json"
    return Body({name: _texts(name, one) for name, one in value.items()})


def _texts(name: str, value: Any) -> list[str]:
    every = value if isinstance(value, list) else [value]
    for one in every:
        if not isinstance(one, str | int) or isinstance(one, bool):
            raise WrongValue(
                name, str(one)[:40], ("a text", "a list of texts"), allowed_th="ข้อความ หรือรายการของข้อความ"
            )
    return [str(one) for one in every]
