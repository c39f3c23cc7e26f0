"""Cursors: where the next page begins, told so that later arrivals neither repeat nor skip anything.

Two kinds. In an order by date with every copy a hit, a page begins behind the sort key of the last hit: it
goes on without an end. In every other order the cursor carries a short digest of each hit already given, and
the next page is the best of the rest: scores may shift as articles arrive, and still nothing is given twice
or left out. Such a cursor grows with its depth and ends at :data:`DEEPEST` hits; the one behind them is
refused by name, so that nobody takes the end of the memory for the end of the answer.

A cursor is opaque and checked, not secret: it holds nothing that its reader was not given, and no power.
"""

from __future__ import annotations

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from search.web.asking import WrongValue

DEEPEST = 1_000
"""Hits that a cursor of the second kind remembers: 5 bytes each are an address of 6.7 kB, below the 8 kB that
common proxies take."""
TOKEN = 5
"""Bytes a hit: among 1,000 two are alike with odds of 1 in two million."""
_CHECK = 6
_HEAD = struct.Struct(">BB8s")
_PLACE = struct.Struct(">q")
VERSION = 1
LONGEST = 8_000
Order = Literal["newest", "oldest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Behind a sort key. ``ids`` were given already: those of that very key, or the last undated one."""

    order: Order
    key: int
    """Of :func:`search.times.sort_key`; unused among undated ones."""
    undated: bool
    """Dated hits are through; undated ones follow by id."""
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All hits given so far, by digest."""

    tokens: frozenset[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """Behind an id, in a list that is ordered by it."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Behind all that is remembered, while there is more."""


Cursor = Behind | Seen | After | Ended
_ORDERS: tuple[Order, ...] = ("newest", "oldest")


def token(identity: str) -> bytes:
    """The digest by which a hit is remembered."""
    return blake2b(identity.encode(), digest_size=TOKEN).digest()


def written(cursor: Cursor, question: Mapping[str, Sequence[str]]) -> str:
    """Write a cursor for the next page of a question."""
    kind, body = _body(cursor)
    whole = _HEAD.pack(VERSION, kind, _digest(question)) + body
    return urlsafe_b64encode(whole + _check(whole)).decode().rstrip("=")


def read(text: str, question: Mapping[str, Sequence[str]]) -> Cursor:
    """Read a cursor that was given for this question.

    Args:
        text: As given.
        question: All parameters but ``cursor``, ``size`` and ``lang``.

    Raises:
        WrongValue: it was changed, cut, or given for another question.
    """
    whole = _decoded(text)
    head, body = whole[: _HEAD.size], whole[_HEAD.size : -_CHECK]
    if len(whole) < _HEAD.size + _CHECK or _check(whole[:-_CHECK]) != whole[-_CHECK:]:
        raise _wrong(text)
    version, kind, digest = _HEAD.unpack(head)
    if version != VERSION or digest != _digest(question):
        raise _wrong(text)
    try:
        return _cursor(kind, body)
    except (ValueError, IndexError, struct.error) as error:
        raise _wrong(text) from error


def ended() -> WrongValue:
    """The refusal behind the last hit that a cursor remembers."""
    return WrongValue(
        "cursor",
        f"{DEEPEST:,}",
        (f"pages of this order end at {DEEPEST:,} hits: ask with copies=1 and sort=newest, or export all",),
        allowed_th=f"หน้าในลำดับนี้มีถึง {DEEPEST:,} รายการ ใช้ copies=1 กับ sort=newest หรือส่งออกทั้งหมด",
    )


def _body(cursor: Cursor) -> tuple[int, bytes]:
    match cursor:
        case Behind(order=order, key=key, undated=undated, ids=ids):
            kind = 2 * _ORDERS.index(order) + undated
            return kind, _PLACE.pack(key) + "\0".join(ids).encode()
        case Seen(tokens=tokens):
            return 4, b"".join(sorted(tokens))
        case After(id=identity):
            return 5, identity.encode()
        case Ended():
            return 6, b""


def _cursor(kind: int, body: bytes) -> Cursor:
    if kind in (0, 1, 2, 3):
        (key,) = _PLACE.unpack(body[: _PLACE.size])
        ids = body[_PLACE.size :].decode()
        return Behind(
            order=_ORDERS[kind // 2],
            key=key,
            undated=bool(kind % 2),
            ids=tuple(ids.split("\0")) if ids else (),
        )
    if kind == 4:
        if len(body) % TOKEN or len(body) > DEEPEST * TOKEN:
            raise ValueError("cut")
        return Seen(tokens=frozenset(body[at : at + TOKEN] for at in range(0, len(body), TOKEN)))
    if kind == 5:
        return After(id=body.decode())
    if kind == 6 and not body:
        return Ended()
    raise ValueError("unknown kind")


def _digest(question: Mapping[str, Sequence[str]]) -> bytes:
    pairs = sorted((name, value) for name, values in question.items() for value in values)
    return _hashed((f"{len(name)}:{name}={len(value)}:{value};" for name, value in pairs), 8)


def _hashed(texts: Iterable[str], size: int) -> bytes:
    made = blake2b(digest_size=size)
    for text in texts:
        made.update(text.encode("utf-8", "surrogatepass"))
    return made.digest()


def _check(whole: bytes) -> bytes:
    return blake2b(whole, digest_size=_CHECK, person=b"khaosan-cursor").digest()


def _decoded(text: str) -> bytes:
    if not text.isascii() or len(text) > LONGEST:
        raise _wrong(text)
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise _wrong(text) from error


def _wrong(text: str) -> WrongValue:
    return WrongValue(
        "cursor",
        text[:40],
        ("next of the page before, with the same parameters",),
        allowed_th="next ของหน้าก่อน พร้อมพารามิเตอร์ชุดเดิม",
    )
