"""An address that is to become a source: how it is read, and what to do where it cannot be one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawlers import doors, selection
from crawlers.failures import cure_of
from pipelines import families, urls
from pipelines.errors import SettingsError
from pipelines.page import Page
from pipelines.records import Source

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
    "blocked": "ask the office for leave; with it, look at the address again",
    "throttled": "look at it again tomorrow",
    "truncated": "look at it again; if it is cut short each time, tell the office",
    "needs_browser": "name a page of its news that needs no scripts, or its feed",
    "too_large": "name the page that lists its news; no page of more than 8 MiB is read",
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


_WAY_IN = re.compile(
    r"เข้าสู่(?:หน้าหลัก|หน้าแรก|เว็บ|เวบ)|(?:enter|skip) ?(?:the )?(?:web ?site|site|intro)|^enter$",
    re.IGNORECASE,
)


def way_in(page: Page) -> str | None:
    """Where a front page leads that names no news itself: its frame, or what a greeting calls the way in."""
    if page.form != "html":
        return None
    named = [str(one["src"]) for one in page.soup.find_all(["frame", "iframe"], src=True)]
    for anchor in page.soup.find_all("a", href=True):
        pictures = (str(one.get("alt") or "") for one in anchor.find_all("img"))
        label = " ".join([anchor.get_text(), str(anchor.get("title") or ""), *pictures])
        if _WAY_IN.search(" ".join(label.split())[:200]):
            named.append(str(anchor["href"]))
    own = (url for one in named if (url := page.absolute(one)) and urls.host(url) == urls.host(page.url))
    return next((found for url in own if (found := urls.canonical(url)) != urls.canonical(page.url)), None)


def network_of(url: str) -> str | None:
    """The social network that an address is of; null where it is of none."""
    host = urls.bare((urlsplit(url).hostname or "").lower())
    return next((one for one in SOCIAL if host == one or host.endswith(f".{one}")), None)


def owners_of(url: str, rows: Iterable[Source]) -> tuple[Source, ...]:
    """The offices of the registry that have an address's host, whoever begins at this very page first."""
    host = urls.host(url)
    mine = [row for row in rows if host in _hosts(row)]
    return tuple(sorted(mine, key=lambda row: not begins_at(row, url)))


def begins_at(row: Source, url: str) -> bool:
    """Say whether an address is a start page of an office's row, by either scheme, with www. or without."""
    canonical = families.load(row.family).canonical
    return _place(canonical(url)) in {_place(canonical(one)) for one in row.start}


def closed(owner: Source) -> str | None:
    """Why no address of an office's host may be asked; null where one may."""
    if owner.disabled is None or selection.is_unverified(owner):
        return None
    return f"its host is that of {owner.id}, which its row closes: {owner.disabled}"


def already(url: str, owner: Source) -> str | None:
    """Why an address of an office's host cannot become another office's; null where it can."""
    return closed(owner) or (
        f"it is in the registry: {owner.id} begins there" if begins_at(owner, url) else None
    )


def with_free_id(row: str, taken: Iterable[str]) -> str:
    """A suggested row whose id no office has: hosts of many offices suggest one for all of them."""
    known = set(taken)
    found = _ID.search(row)
    if found is None or found[1] not in known:
        return row
    free = next(one for number in range(2, len(known) + 3) if (one := f"{found[1]}-{number}") not in known)
    return row.replace(found[0], f'id = "{free}"', 1)


_ID = re.compile(r'^id = "([a-z0-9-]+)"', re.MULTILINE)


def _hosts(row: Source) -> frozenset[str]:
    return doors.hosts(row) | {urls.bare(urls.plain_host(alias.host)) for alias in row.aliases}


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return urls.bare((parts.netloc or "").lower()), parts.path or "/", parts.query
