"""Reading an archive without its index: every whole record, and every damaged stretch between them.

A reader that follows the stream loses everything behind the first flipped bit. Here each gzip member stands
for itself: after damage the scan goes on at the next place where a member begins and unpacks.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.archive.archive import RECORD_LIMIT
from pipelines.archive.record import restored, unpack
from pipelines.errors import ConfigError
from pipelines.identity import digest_of
from pipelines.records import Capture

MEMBER = b"\x1f\x8b\x08"
"""RFC 1952 §2.3.1: two magic bytes and the method 'deflate'."""
CHUNK = 2**16


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A stretch of a file that holds no whole record."""

    file: str
    offset: int
    length: int
    reason: str


def scan(folder: Path) -> Iterator[Capture | Damage]:
    """Read all segments of a folder in order; captures have no id."""
    for path in sorted(folder.glob("*.warc.gz")):
        yield from scan_file(path)


def scan_file(path: Path, start: int = 0) -> Iterator[Capture | Damage]:
    """Read one segment from ``start``, which must be the beginning of a member."""
    size = path.stat().st_size
    if size <= start:
        return
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        offset = start
        while offset < size:
            found = _record(data, path.name, offset)
            if isinstance(found, str):
                after = _next(data, offset + 1)
                yield Damage(file=path.name, offset=offset, length=after - offset, reason=found)
                offset = after
                continue
            capture, length = found
            if capture is not None:
                yield capture
            offset += length


def _record(data: mmap.mmap, file: str, offset: int) -> tuple[Capture | None, int] | str:
    """The record at ``offset`` (None: not a capture) and its packed length, or why there is none."""
    found = _member(data, offset)
    if isinstance(found, str):
        return found
    raw, length = found
    try:
        facts, page = unpack(raw)
        capture = restored(facts, file, offset, length) if facts is not None else None
    except (ValueError, ConfigError) as error:
        return str(error)
    whole = page.original is None  # a repeat has no bytes of its own
    if capture is not None and whole and digest_of(page.body) != capture.sha256:
        return "the body is not the one that was captured"
    return capture, length


def _member(data: mmap.mmap, offset: int) -> tuple[bytes, int] | str:
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    out, at, total = [], offset, 0
    try:
        while not inflater.eof:
            chunk = data[at : at + CHUNK]
            if not chunk:
                return "the record is cut short"
            part = inflater.decompress(chunk, RECORD_LIMIT + 1 - total)
            total += len(part)
            if total > RECORD_LIMIT:
                return "the record is too large"
            out.append(part)
            at += len(chunk)
    except zlib.error as error:
        return str(error)
    return b"".join(out), at - len(inflater.unused_data) - offset


def _next(data: mmap.mmap, start: int) -> int:
    """Where the next member begins that unpacks at least to the word WARC; the end if there is none."""
    at = data.find(MEMBER, start)
    while at >= 0:
        try:
            if zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[at : at + CHUNK], 5) == b"WARC/":
                return at
        except zlib.error:
            pass
        at = data.find(MEMBER, at + 1)
    return len(data)
