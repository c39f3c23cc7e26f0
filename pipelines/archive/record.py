"""One record: to WARC and back. The only place that knows what a record's headers mean."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from http.client import responses
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from pipelines.codec import from_builtins, to_builtins
from pipelines.identity import digest_of
from pipelines.records import Capture, Hint, Role

FACTS = "Khaosan-Capture"
"""An extension header (ISO 28500 §5.1 allows them): what a row of ``captures`` holds, as ASCII JSON."""
RENAMED = ("content-encoding", "transfer-encoding", "content-length")
"""Bodies are kept decoded; headers that described the bytes on the wire are kept under another name."""
ORIGINAL = "original"
"""Key among the facts of a repeat: the place of its bytes."""
SAME_BYTES = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NO_HINT = Hint()
LEVEL, GZIP = 4, 16 + zlib.MAX_WBITS
"""A page of 50 KB costs .29 ms, at 6 .62 for a twentieth less room (measured; 44 real pages: .63, 1.11).
At 6 packing is a fifth of all that a crawl computes."""
TYPE, HTTP_TYPE = "Content-Type", "application/http; msgtype=response"
WARC_VERSION = "WARC/1.1"
"""1.1 keeps microseconds in WARC-Date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a site answered: ``body`` is decoded (no Content-Encoding left)."""

    source_id: str
    role: Role
    requested_url: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    tls_valid: bool | None = None
    hint: Hint = NO_HINT
    span: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case of letters."""
        return _header(self.headers, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record lies."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """A record read back, its digest verified."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    original: Place | None = None
    """Where the body lies, in a record that only says 'these bytes again' (WARC's revisit)."""

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case of letters."""
        return _header(self.headers, name)


def capture_of(response: Response) -> Capture:
    """The row of a response, its place in the archive still open."""
    return Capture(
        id=0,
        source_id=response.source_id,
        role=response.role,
        requested_url=response.requested_url,
        url=response.url,
        status=response.status,
        content_type=response.header("content-type"),
        fetched_at=response.fetched_at,
        sha256=digest_of(response.body),
        warc_file="",
        warc_offset=0,
        warc_length=0,
        etag=response.header("etag"),
        last_modified=response.header("last-modified"),
        tls_valid=response.tls_valid,
        hint=response.hint,
        span=response.span,
    )


def pack(capture: Capture, response: Response | None, body: bytes) -> bytes:
    """Make the gzip member of a capture: a response record, or a resource record without ``response``."""
    headers = _headers(capture, _facts(capture))
    if response is None:
        headers[TYPE] = capture.content_type or "application/octet-stream"
        return member("resource", _uri(capture.url), headers, b"", body)
    return member("response", _uri(capture.url), headers, _http(response), body)


def pack_again(capture: Capture, response: Response, original: Capture) -> bytes:
    """Make the gzip member of a repeat: its headers, and where its bytes lie (WARC 1.1 §6.7, revisit)."""
    place = Place(file=original.warc_file, offset=original.warc_offset, length=original.warc_length)
    headers = _headers(capture, _facts(capture) | {ORIGINAL: to_builtins(place)})
    headers |= {
        "WARC-Profile": SAME_BYTES,
        "WARC-Refers-To-Target-URI": _uri(original.url),
        "WARC-Refers-To-Date": warc_date(original.fetched_at),
    }
    return member("revisit", _uri(capture.url), headers, _http(response), b"")


def _headers(capture: Capture, facts: dict[str, Any]) -> dict[str, str]:
    return {
        "WARC-Date": warc_date(capture.fetched_at),
        "WARC-Payload-Digest": "sha256:" + base64.b32encode(bytes.fromhex(capture.sha256)).decode(),
        FACTS: json.dumps(facts),
    }


def warc_date(moment: datetime) -> str:
    """A moment as a record's header gives it, in UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _uri(url: str) -> str:
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~") or "urn:khaosan:no-address"


def _http(response: Response) -> bytes:
    """The head of the answer."""
    line = f"HTTP/1.1 {response.status} {responses.get(response.status, 'Unknown')}"
    return _lines(line, _kept(response)).encode("ascii")


def member(kind: str, url: str, headers: dict[str, str], http: bytes, body: bytes) -> bytes:
    """One gzip member that holds one record (ISO 28500 §4, §5).

    Written here: warcio's writer makes the same bytes, and costs half as much as the packing on top of it.

    Args:
        kind: Of record.
        url: What it is about; empty = of nothing.
        headers: Its own.
        http: The head of an answer; empty where it holds none.
        body: What follows.
    """
    block = http + body
    digest = base64.b32encode(sha1(block, usedforsecurity=False).digest()).decode()
    fields = headers | {"WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{uuid4()}>"}
    fields |= {"WARC-Target-URI": url} if url else {}
    fields |= {"WARC-Block-Digest": f"sha1:{digest}"}
    fields |= {TYPE: headers.get(TYPE) or HTTP_TYPE, "Content-Length": str(len(block))}
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    record = b"".join((_lines(WARC_VERSION, fields.items()).encode(), block, b"\r\n\r\n"))
    return packer.compress(record) + packer.flush()


def _lines(first: str, pairs: Iterable[tuple[str, str]]) -> str:
    """A block of headers with the empty line behind it."""
    return "\r\n".join([first, *(f"{name}: {value}" for name, value in pairs), "\r\n"])


def unpack(record: bytes) -> tuple[dict[str, Any] | None, ArchivedPage]:
    """Read one uncompressed record: the facts of its capture (None: not one of ours), and the page.

    Raises:
        ValueError: these bytes are no record.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        parsed = next(iter(ArchiveIterator(BytesIO(record))), None)
        if parsed is None:
            raise ValueError("an empty record")
        text = parsed.rec_headers.get_header(FACTS)
        body = parsed.raw_stream.read()
        http = parsed.http_headers
        status = int(http.get_statuscode()) if http else 200
    except (ArchiveLoadFailed, EOFError, UnicodeDecodeError) as error:
        raise ValueError(f"not a WARC record: {error}") from error
    headers = tuple((str(k), str(v)) for k, v in http.headers) if http else ()
    facts = json.loads(text) if text else None
    place = from_builtins(facts[ORIGINAL], Place) if facts and ORIGINAL in facts else None
    return facts, ArchivedPage(status=status, headers=headers, body=body, original=place)


def restored(facts: dict[str, Any], file: str, offset: int, length: int) -> Capture:
    """The row of a record found in a file; ConfigError where its facts do not fit."""
    values = facts | {"id": 0, "warc_file": file, "warc_offset": offset, "warc_length": length}
    return from_builtins(values, Capture)


def _facts(capture: Capture) -> dict[str, Any]:
    place = ("id", "warc_file", "warc_offset", "warc_length")
    return {name: value for name, value in to_builtins(capture).items() if name not in place}


def _kept(response: Response) -> list[tuple[str, str]]:
    kept = [("Content-Length", str(len(response.body)))]
    for name, value in response.headers:
        kept.append((f"X-Crawler-{name}" if name.lower() in RENAMED else _ascii(name), _ascii(value)))
    return kept


def _ascii(text: str) -> str:
    """No line break (one would forge a header of the record), and no letter beyond ASCII: a head has none."""
    return " ".join(quote(text, safe="".join(map(chr, range(128)))).split())


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
