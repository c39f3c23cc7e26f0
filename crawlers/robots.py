"""What robots.txt says, as RFC 9309 reads it, on bytes as Thai offices write them. Pure.

Scrapy's own reader drops bytes that are not UTF-8: ``Disallow: /ข่าว/`` in windows-874 became ``Disallow: //``
and the rule was lost. It takes 5xx for 'allowed'; RFC 9309 §2.3.1.4 says: unreachable = disallowed.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

from protego import Protego

AGENT = "khaosan"
"""The product token that a robots.txt addresses us by."""
MAX_BYTES = 512 * 1024
"""RFC 9309 §2.5: at least 500 KiB are read."""
MAX_CRAWL_DELAY = 300.0
"""A longer Crawl-delay counts as five minutes: a misprint in milliseconds must not stop an office."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one origin."""

    parsed: Any

    def allows(self, url: str) -> bool:
        """Say whether we may fetch this address."""
        return bool(self.parsed.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds between two requests that the site asks for; 0 where it asks for none."""
        asked = self.parsed.crawl_delay(AGENT)
        return min(float(asked), MAX_CRAWL_DELAY) if asked and asked > 0 else 0.0


ALLOW_ALL = Rules(Protego.parse(""))
DISALLOW_ALL = Rules(Protego.parse("User-agent: *\nDisallow: /"))


def rules_of(text: str) -> Rules:
    """Parse a text that :func:`text_of` gave, as whoever wrote it from our requests must have meant it."""
    return Rules(Protego.parse(_UNIT.sub(r"\1", _OUR_VERSION.sub(r"\1", text))))


_OUR_VERSION = re.compile(rf"^([ \t]*user-agent[ \t]*:[ \t]*{AGENT})/[^\s#]*", re.IGNORECASE | re.MULTILINE)
"""RFC 9309 §2.2.1 has the product token alone there; logs show it with a version."""
_UNIT = re.compile(
    r"^([ \t]*crawl-delay[ \t]*:[ \t]*[0-9.]{1,12})[ \t]*s(?:ecs?|econds?)?(?![a-z])",
    re.IGNORECASE | re.MULTILINE,
)


def text_of(body: bytes) -> str:
    """Decode: a byte order mark, UTF-8, else windows-874. An HTML page (soft 404) says nothing: empty."""
    if len(body) > MAX_BYTES:  # half a rule would close more than was meant, half a letter the whole file
        end = max(body.rfind(b"\n", 0, MAX_BYTES), body.rfind(b"\r", 0, MAX_BYTES))
        body = body[: end if end >= 0 else MAX_BYTES]
    text = _decoded(body)
    return "" if _is_html(text) else text


def _decoded(body: bytes) -> str:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # what an editor of Windows calls Unicode
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "".join(map(_line, body.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)))


def _line(line: bytes) -> str:
    """A line of a file that is not UTF-8 as a whole: several hands wrote it, or a comment is damaged.

    Two Thai letters in windows-874 can be one of another script in UTF-8, so only Thai counts as that.
    """
    for charset in ("utf-8", "cp874"):
        try:
            text = line.decode(charset)
        except UnicodeDecodeError:
            continue
        if charset == "cp874" or text.isascii() or _THAI.search(text):
            return text
    return line.decode("ascii", "replace")  # neither: rules in ASCII still hold


_THAI = re.compile("[\u0e01-\u0e5b]")


def _is_html(text: str) -> bool:
    return (
        text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<head", "<body", "<?xml", "<script"))
    )
