"""JSON in the one form that is hashed: RFC 8785 (JSON Canonicalization Scheme), for what manifests hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

LARGEST = 2**53 - 1
"""Whole numbers that every JSON reader keeps exactly (RFC 7493 §2.2)."""
_ENCODED = json.JSONEncoder(ensure_ascii=False)


def canonical(value: Any) -> str:
    """Write a value: members in the order of their names' UTF-16 units, no spaces, least escapes.

    Raises:
        ValueError: it holds a fraction, a number beyond 2^53, a lone surrogate or a name that is no text:
            manifests have none, and the scheme's own number format is not worth its traps.
    """
    return "".join(_written(value))


def digest(value: Any) -> str:
    """The SHA-256 of a value's canonical form, in hex."""
    return sha256(canonical(value).encode()).hexdigest()


def _written(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _object(value)
    elif isinstance(value, list | tuple):
        yield from _array(value)
    elif isinstance(value, bool) or value is None:
        yield {True: "true", False: "false", None: "null"}[value]
    elif isinstance(value, int) and abs(value) <= LARGEST:
        yield str(value)
    elif isinstance(value, str):
        yield _text(value)
    else:
        raise ValueError(f"no canonical form for {value!r}")


def _object(value: dict[Any, Any]) -> Iterator[str]:
    if not all(isinstance(name, str) for name in value):
        raise ValueError("names of members are texts")
    mark = "{"
    for name in sorted(value, key=lambda one: one.encode("utf-16-be")):
        yield f"{mark}{_text(name)}:"
        yield from _written(value[name])
        mark = ","
    yield "}" if value else "{}"


def _array(value: list[Any] | tuple[Any, ...]) -> Iterator[str]:
    yield "["
    for number, one in enumerate(value):
        if number:
            yield ","
        yield from _written(one)
    yield "]"


def _text(value: str) -> str:
    # Python's escapes are the scheme's: \b \t \n \f \r \" \\, \u00xx in lower case for other controls
    written = _ENCODED.encode(value)
    written.encode()  # a lone surrogate has no UTF-8, so no hash
    return written
