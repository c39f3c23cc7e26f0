"""Bytes to text, for pages that are Thai or English and often say the wrong charset.

Declared labels are recorded and not believed: of the mistakes measured (docs/thai-text.md), most are labels.
Order: byte order mark, strict UTF-8 with a cut tail, mostly UTF-8, windows-874. TIS-620 and ISO 8859-11 are
always read as windows-874, which has their letters and also the quotes and dashes those pages hold.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipelines.errors import Undecodable

Bytes = bytes | bytearray | memoryview

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"RIFF",
)
_HIGH = bytes(range(0x80, 0x100))
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\x0b\x0c\x1b")) + b"\x7f"
_UNDEFINED_874 = bytes(byte for byte in range(0x80, 0x100) if bytes([byte]).decode("cp874", "ignore") == "")
_META = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_THAI_UTF8 = re.compile(b"\xe0[\xb8\xb9][\x80-\xbf]")
_META_WITHIN = 4096  # bytes; HTML asks for the first 1024, real pages put scripts before it
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "us-ascii"})

MOSTLY = 0.9
"""Share of the non-ASCII bytes that must be good UTF-8 (not of all bytes: that misjudges English pages)."""
_MOST_UNDEFINED = 0.05  # share of the high bytes that windows-874 may leave undefined
_SHORT = 60  # letters of windows-874; of more at least one is no valid UTF-8
_MOST_CONTROLS = 0.01  # share of all bytes; text has none, binary data about 11 %


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded body. ``charset`` is what read it, ``declared`` what it claimed, ``rule`` what decided."""

    text: str
    charset: str
    declared: str | None
    rule: str


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """Decode a page, feed or text file.

    Args:
        body: The uncompressed bytes.
        declared: The label of the Content-Type header; without one, the label in the body is recorded.

    Raises:
        Undecodable: The bytes are binary data, or neither UTF-8 nor windows-874 reads them.
    """
    label = _label(declared) or _label_inside(body)
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(charset, "replace"), charset, label, "bom")
    _refuse_binary(body)
    text, charset, rule = _read(body, label)
    return Decoded(text, charset, label, rule)


def _read(body: bytes, label: str | None) -> tuple[str, str, str]:
    if body.isascii():
        return body.decode("ascii"), "utf-8", "ascii"
    strict = _strict_utf8(body)
    if strict is not None and not _is_chance(strict, body):
        return strict, "utf-8", "utf-8"
    if strict is None and _is_mostly_utf8(body):
        return body.decode("utf-8", "replace"), "utf-8", "mostly-utf-8"
    if label in _LATIN and _is_scattered(body):
        return body.decode("cp1252", "replace"), "cp1252", "declared-latin"
    return _windows_874(body), "cp874", "windows-874"


def _strict_utf8(body: bytes) -> str | None:
    """Decode strictly, but let a character be cut off at the very end; None when it is not UTF-8."""
    try:
        return codecs.utf_8_decode(body, "strict", False)[0]  # not final: a cut tail is left
    except UnicodeDecodeError:
        return None


def _is_mostly_utf8(body: bytes) -> bool:
    """Tell damaged UTF-8: most high bytes are good, or are Thai letters, or windows-874 lacks them.

    Thai letters are E0 B8 xx and E0 B9 xx: in windows-874 เธ and เน before one of half the consonants, far
    from most of a text. The last two ways decide short texts, where one stray byte is a large share.
    """
    share = _share_utf8(body)
    thai = 3 * len(_THAI_UTF8.findall(body)) / _count(body, _HIGH)
    return share > MOSTLY or thai > 0.5 or (share > 0.5 and _has_undefined(body))


def _share_utf8(body: bytes) -> float:
    return _count(body.decode("utf-8", "ignore").encode(), _HIGH) / _count(body, _HIGH)


def _has_undefined(body: bytes) -> bool:
    return _count(body, _UNDEFINED_874) > max(1, _MOST_UNDEFINED * _count(body, _HIGH))


def _count(body: bytes, of: bytes) -> int:
    """Count the bytes that are one of those given."""
    return len(body) - len(body.translate(None, of))


def _is_chance(text: str, body: bytes) -> bool:
    """Tell valid UTF-8 that is really a few letters of windows-874, as in the three bytes of เขต.

    Such text falls into scripts that no Thai page holds (U+0180-U+0DFF, U+0E80-U+0FFF), and reads as Thai in
    windows-874. It happens to short texts only.
    """
    # Each character beyond ASCII has a byte more than one: where so many are, they need not be counted.
    if len(body) - len(text) > _SHORT or _count(body, _HIGH) > _SHORT:
        return False
    odd = [ord(char) for char in text if not char.isascii()]
    if not all(0x180 <= code < 0xE00 or 0xE80 <= code < 0x1000 for code in odd):
        return False
    return not any(byte in _UNDEFINED_874 for byte in body)


def _is_scattered(body: bytes) -> bool:
    """Tell whether letters beyond ASCII stand alone, as in café; Thai has them in rows."""
    return re.search(rb"[\xa1-\xff]{2}", body) is None


def _windows_874(body: bytes) -> str:
    if _has_undefined(body):
        raise Undecodable(
            f"neither UTF-8 nor windows-874: of {_count(body, _HIGH)} bytes beyond ASCII"
            f" {_count(body, _UNDEFINED_874)} are undefined in windows-874",
            cure="look at the bytes in the archive; the page may be in a charset Khaosan does not read",
        )
    return body.decode("cp874", "replace")


def _refuse_binary(body: bytes) -> None:
    if body.startswith(_MAGIC) or _count(body, _CONTROLS) > max(2, _MOST_CONTROLS * len(body)):
        raise Undecodable(
            f"binary data, not text (begins {body[:8].hex(' ')})",
            cure="if it is a letter or a picture, list it as an attachment",
        )


def _label(declared: str | None) -> str | None:
    return declared.strip().strip("\"'").lower() or None if declared else None


def _label_inside(body: bytes) -> str | None:
    found = _META.search(body, 0, _META_WITHIN)
    return found[1].decode("ascii").lower() if found else None


def charset_of(content_type: str | None) -> str | None:
    """The label of ``text/html; charset=…``."""
    found = re.search(
        r"charset\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_.:-]{2,40})", content_type or "", re.IGNORECASE
    )
    return found[1] if found else None
