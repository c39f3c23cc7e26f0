"""What robots.txt says, as RFC 9309 reads it, on bytes as Thai offices write them. Pure.

Scrapy's own reader drops bytes that are not UTF-8: ``Disallow: /ข่าว/`` in windows-874 became ``Disallow: //``
and the rule was lost. It takes 5xx for 'allowed'; RFC 9309 §2.3.1.4 says: unreachable = disallowed.
"""

from __future__ import annotations

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
    """Parse a text that :func:`text_of` gave."""
    return Rules(Protego.parse(text))


def text_of(body: bytes) -> str:
    """Decode: a byte order mark, UTF-8, else windows-874. An HTML page (soft 404) says nothing: empty."""
    body = body[:MAX_BYTES]
    for charset in ("utf-8-sig", "cp874"):
        try:
            text = body.decode(charset)
        except UnicodeDecodeError:
            continue
        return "" if _is_html(text) else text
    # Neither: rules in ASCII still hold.
    return body.decode("ascii", "replace")


def _is_html(text: str) -> bool:
    return (
        text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<head", "<body", "<?xml", "<script"))
    )
