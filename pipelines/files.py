"""What an attachment is and says: its name, its type, its text. Pure but for the PDF reader's process.

A scan, a picture and an old office file have no text here; that is a status, never silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.errors import NotAnArticle, PageError
from pipelines.file_names import file_name
from pipelines.pdf import text_of_office, text_of_pdf
from pipelines.privacy import mask

FileStatus = Literal["text", "none", "old_format", "unread", "failed", "page"]
"""``none``: a scan or picture; ``old_format``: an office file as before 2007; ``unread``: another without a
reader; ``failed``: damaged, locked or past a limit; ``page``: a page where a file should be."""
MOST_TEXT = 500_000
"""Characters kept: an annual report of 100 pages has 300,000."""

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"{\\rtf", "application/rtf"),
)
_ZIPPED = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
_PARTS = {
    b"word/document.xml": "docx",
    b"xl/workbook.xml": "xlsx",
    b"ppt/presentation.xml": "pptx",
    **{_ZIPPED[kind].encode(): kind for kind in ("odt", "ods", "odp")},
}
"""What stands plainly in the bytes of each kind: names of parts, or OpenDocument's own name of its type."""
_OLE = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
_OLD = frozenset((*_OLE.values(), "application/x-ole-storage"))
OLD_FORMAT = "an office file as before 2007, which is not read: save it as docx, xlsx, pptx or PDF to read it"
_PAGE_STARTS = (b"<!doctype", b"<html", b"<head", b"<body", b"<script")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What was read of a file's bytes."""

    label: str
    """Its name, for people: one safe component."""
    media_type: str
    """By its first bytes; the header is asked only where they say nothing."""
    bytes: int
    status: FileStatus
    note: str | None = None
    """Why there is no text."""
    text: str = ""
    """Personal data masked; lines as in the document."""


def read_file(body: bytes, *, url: str, content_type: str | None, disposition: str | None) -> FileRead:
    """Read a file as far as its form can be read; never raises for what a stranger wrote."""
    label = file_name(disposition, url)
    media = media_type(body, label, content_type)
    status, note, text = _text(body, media, url)
    return FileRead(label=label, media_type=media, bytes=len(body), status=status, note=note, text=text)


def media_type(body: bytes, label: str, content_type: str | None) -> str:
    """Tell a file's type by its first bytes, then by its name, then by what its server says."""
    for magic, name in _MAGIC:
        if body.startswith(magic):
            return name
    suffix = label.rpartition(".")[2].lower()
    if body.startswith(b"PK\x03\x04"):
        return _zipped(body, suffix)
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        return _OLE.get(suffix, "application/x-ole-storage")
    if body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE_STARTS):
        return "text/html"
    said = (content_type or "").partition(";")[0].strip().lower()
    return said if 0 < len(said) <= 100 and said.isascii() and "/" in said else "application/octet-stream"


def _zipped(body: bytes, suffix: str) -> str:
    """An office file by a part that each of its kind has, whatever its name; else a zip archive."""
    for part, kind in _PARTS.items():
        if part in body:
            return _ZIPPED[kind]
    return _ZIPPED.get(suffix, "application/zip")


def _text(body: bytes, media: str, url: str) -> tuple[FileStatus, str | None, str]:
    if media == "text/html":
        return "page", "a page, no file", ""
    if media.startswith("image/"):
        return "none", "a picture", ""
    if media in _OLD:
        return "old_format", OLD_FORMAT, ""
    if media != "application/pdf" and media not in _ZIPPED.values():
        return "unread", f"{media} is not read", ""
    read = text_of_pdf if media == "application/pdf" else text_of_office
    try:
        text = mask(read(body, url=url))[:MOST_TEXT].strip()
    except NotAnArticle as error:
        return "none", error.reason, ""
    except PageError as error:
        return "failed", error.reason, ""
    return "text", None, text
