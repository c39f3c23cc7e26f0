"""An address that is to become a source: how it is read, and what to do where it cannot be one. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawlers.failures import cure_of
from crawlers.gate import bare
from pipelines.errors import SettingsError

SOCIAL = (
    "facebook.com", "fb.com", "fb.me", "fb.watch", "line.me", "lin.ee", "instagram.com", "x.com",
    "twitter.com", "youtube.com", "youtu.be", "tiktok.com",
)  # fmt: skip
"""Networks whose pages want a login or a browser, and whose terms forbid crawling."""
_ADVICE = {
    "missing": "open it in a browser: the page may have moved",
    "fetch_failed": "open it in a browser; if it answers there, try again later",
    "timeout": "open it in a browser; if it answers there, try again later",
    "dns": "check how its host is spelt, and that this machine is online",
    "robots_disallowed": "ask the office for leave: without it, it cannot be a source",
    "nothing_found": "name the page that lists its news, or a feed or sitemap of it; if it was that page, "
    'add selectors = { links = "CSS of its links" } to the row',
    "no_page": "name the page that lists its news, or a feed or sitemap of it",
}
"""What to do, by code; an office of the registry has a row to correct, an address has none yet."""


def advice(code: str) -> str:
    """What a person can do about an address that nobody has a row for."""
    return _ADVICE.get(code) or cure_of(code)


def address_of(text: str) -> str:
    """The address that a person means.

    Raises:
        SettingsError: it is none of the web.
    """
    url = text.strip()
    if url and "://" not in url:
        raise SettingsError(
            f"{text}: no web address", cure=f"begin it with https:// or http://: https://{url}"
        )
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if whole and "@" in parts.netloc:
        raise SettingsError(
            f"{parts.hostname}: its address carries a name or password",
            cure="leave them out: nothing that wants a login is collected",
        )
    if not whole or any(letter.isspace() for letter in url):
        raise SettingsError(f"{text}: no web address", cure="write it as https://www.office.example/news")
    return url


def network_of(url: str) -> str | None:
    """The social network that an address is of; null where it is of none."""
    host = bare((urlsplit(url).hostname or "").lower())
    return next((one for one in SOCIAL if host == one or host.endswith(f".{one}")), None)
