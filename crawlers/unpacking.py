"""Decoding what a server packed: bounded, in linear time, and only whole.

Scrapy's decoders return what they can of a body that is cut short, and take any number of members. Here they
are counted, and none costs more than itself and a portion of what lies behind it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli
from backports import zstd

from crawlers.failures import TOO_LARGE, Refused

MOST_MEMBERS = 1000
"""Members of a gzip or frames of a zstd body, one behind the other: servers that pack blocks of 64 KiB make
768 of the largest file that is kept."""
PORTION = 64 * 1024
"""Bytes fed at once: a decoder copies what lies behind its member, which may be all of a body, a thousand
times."""
WINDOW_LOG = 23
"""RFC 9659 §3: what is sent packed with zstd needs 8 MiB of memory at most; its own limit is 128."""
GZIP, WRAPPED, RAW = 31, 15, -15
"""Forms of :mod:`zlib`: gzip with its check-sum, zlib's own, and neither (servers that misread RFC 1950)."""


class _Inflater(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: memoryview, max_length: int = ..., /) -> bytes: ...


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """Decode a body of one encoding (gzip, x-gzip, deflate, br, zstd).

    Args:
        body: As it came; nothing stays nothing.
        encoding: Its name in small letters.
        most: So many bytes are taken, for a larger one would fill the memory.

    Raises:
        Refused: it is damaged, cut short, larger than that, or of more than :data:`MOST_MEMBERS` members.
    """
    if not body:
        return body
    try:
        found = _DECODERS[encoding](body, most)
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise Refused("truncated", f"its {encoding} encoding is damaged") from error
    if found is None:
        raise Refused("truncated", f"its {encoding} encoding is cut short or damaged")
    if len(found) > most:
        raise Refused("too_large", TOO_LARGE)
    return found


def _members(body: bytes, most: int, inflater: Callable[[], _Inflater]) -> bytes | None:
    """Decode one member after the other; null where the last one is cut."""
    parts: list[bytes] = []
    at, room = 0, most + 1
    for _ in range(MOST_MEMBERS):
        one = inflater()
        part, taken = _member(one, memoryview(body)[at:], room)
        parts.append(part)
        at, room = at + taken, room - len(part)
        if room <= 0:
            return b"".join(parts)
        if not one.eof:
            return None
        if not body.startswith(_BEGINNINGS, at):  # padding, or what a script printed behind its page
            return b"".join(parts)
    raise Refused("too_large", f"packed in more than {MOST_MEMBERS} members")


def _member(one: _Inflater, packed: memoryview, room: int) -> tuple[bytes, int]:
    """Decode a member, ``room`` bytes of it at most; and say how many of the packed ones are its own."""
    parts: list[bytes] = []
    at = 0
    while not one.eof and room > 0 and at < len(packed):
        portion = packed[at : at + PORTION]
        parts.append(one.decompress(portion, room))
        at += len(portion)
        room -= len(parts[-1])
    return b"".join(parts), at - len(one.unused_data)


_BEGINNINGS = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
"""Of a member of gzip (RFC 1952 §2.3.1), of a frame of zstd (RFC 8878 §3.1.1)."""


def _gzip(body: bytes, most: int) -> bytes | None:
    return _members(body, most, lambda: zlib.decompressobj(GZIP))


def _zstd(body: bytes, most: int) -> bytes | None:
    bounds: dict[int, int] = {zstd.DecompressionParameter.window_log_max: WINDOW_LOG}
    return _members(body, most, lambda: zstd.ZstdDecompressor(options=bounds))


def _deflate(body: bytes, most: int) -> bytes | None:
    try:
        return _members(body, most, lambda: zlib.decompressobj(WRAPPED))
    except zlib.error:
        return _members(body, most, lambda: zlib.decompressobj(RAW))


def _brotli(body: bytes, most: int) -> bytes | None:
    inflater = brotli.Decompressor()
    parts = [inflater.process(body, output_buffer_limit=most + 1)]
    size = len(parts[0])
    while size <= most and not inflater.is_finished():
        parts.append(inflater.process(b"", output_buffer_limit=most + 1 - size))
        if not parts[-1]:
            return None
        size += len(parts[-1])
    return b"".join(parts)


_DECODERS: dict[str, Callable[[bytes, int], bytes | None]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
