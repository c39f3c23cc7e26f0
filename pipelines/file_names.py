"""What a file is called: from its server's header or its address, both written by strangers.

Browsers read the header as RFC 6266 and RFC 8187 say; Thai servers write raw TIS-620 or UTF-8 into it. What
comes out is one safe component: no folder, no control or direction mark, at most 255 bytes with its suffix.
"""

from __future__ import annotations

import re
from contextlib import suppress
from unicodedata import category, normalize
from urllib.parse import unquote_to_bytes, urlsplit

from pipelines import urls
from pipelines.privacy import mask

NAME_BYTES = 255
"""The longest name of a file on ext4, NTFS (in characters) and APFS."""
NAMELESS = "file"
_EXTENDED = re.compile(r"filename\*\s{0,3}=\s{0,3}([A-Za-z0-9_-]{1,30})'[^']{0,30}'([^;\s]{1,3000})", re.I)
_QUOTED = re.compile(r'filename\s{0,3}=\s{0,3}"((?:[^"\\]|\\.){1,3000})"', re.I)
_TOKEN = re.compile(r'filename\s{0,3}=\s{0,3}([^;"\s][^;]{0,3000})', re.I)
_CHARSETS = {"tis-620": "cp874", "tis620": "cp874", "windows-874": "cp874", "iso-8859-11": "cp874"}
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|zip|rar|7z|csv)$", re.I)
_PROGRAM = re.compile(r"\.(?:php\d?|aspx?|ashx|jsp|cgi|do)$", re.I)
"""What hands out files, and is none."""
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def file_name(disposition: str | None, url: str) -> str:
    """Name a file by its Content-Disposition, else by the end of its address; ``file`` where neither does.

    Offices name scans by the telephone or the card of whom they concern: such numbers are masked.
    """
    return _safe(_from_header(disposition or "")) or _safe(_from_address(url)) or NAMELESS


def is_file_address(url: str) -> bool:
    """Say whether an address names a document or an archive by its end."""
    return _DOCUMENT.search(urls.path(url)) is not None


def _from_header(text: str) -> str:
    found = _EXTENDED.search(text)
    if found:
        charset = _CHARSETS.get(found[1].lower(), found[1])
        # Python also knows charsets that are none: "undefined", and "idna", which cannot replace.
        with suppress(LookupError, UnicodeError):
            return unquote_to_bytes(found[2]).decode(charset, "replace")
    found = _QUOTED.search(text)
    if found:
        return _thai(re.sub(r"\\(.)", r"\1", found[1]) if "\\" in found[1] else found[1])
    found = _TOKEN.search(text)
    return _thai(found[1].strip()) if found else ""


def _from_address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    last = _thai(parts.path.rsplit("/", 1)[-1])
    if _SUFFIX.search(last) and not _PROGRAM.search(last):
        return last
    values = (_thai(part.partition("=")[2]) for part in parts.query.split("&"))
    return next((value for value in values if _SUFFIX.search(value)), last)


def _thai(text: str) -> str:
    """Undo percent-codes, then the reading of each byte as one letter; what is no UTF-8 is windows-874."""
    raw = unquote_to_bytes(text)
    try:
        plain = raw.decode("utf-8")
        raw = plain.encode("latin-1")
        return raw.decode("utf-8")
    except UnicodeEncodeError:  # letters beyond one byte: it was UTF-8 all along
        return plain
    except UnicodeDecodeError:
        return raw.decode("cp874", "replace")


def _safe(name: str) -> str:
    last = re.split(r"[/\\:]", name)[-1]
    seen = "".join(char for char in normalize("NFC", last) if category(char) not in _UNSEEN)
    return _short(mask(" ".join(seen.split())).strip(". "))


def _short(name: str) -> str:
    if len(name.encode()) <= NAME_BYTES:
        return name
    found = _SUFFIX.search(name)
    suffix = found[0] if found else ""
    stem = name.removesuffix(suffix).encode()[: NAME_BYTES - len(suffix)].decode("utf-8", "ignore")
    return stem + suffix
