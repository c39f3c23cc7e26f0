"""RSS and Atom, also where they are broken: PHP warnings before the root, raw ampersands, wrong charset.

feedparser is given clean UTF-8 that begins at the root element; its own dates are not used (it reads 2565 as
a year of our era and Thai months not at all).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from pipelines import dates
from pipelines.errors import NotAnArticle
from pipelines.page import Page
from pipelines.records import DateValue
from pipelines.urls import absolute

MOST_ENTRIES = 1000
"""Entries read of one feed; a WordPress gives 10, a PRD office has been seen with 50."""
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_COMMENT = re.compile(r"#comment-\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed. ``content`` is its whole text as HTML where the feed carries it."""

    url: str
    guid: str
    title: str
    summary: str
    content: str
    published: DateValue | None
    published_raw: str | None
    author: str
    terms: tuple[str, ...]
    enclosures: tuple[str, ...]
    number: str | None
    """The post's number, where a plugin prints it."""


def entries(page: Page) -> tuple[Entry, ...]:
    """Read a feed's items in its order; comments are none.

    Raises:
        NotAnArticle: role ``not_found``: the address answers with something that is no feed.
    """
    if page.form != "feed":
        raise NotAnArticle("not_found", f"no feed: the address answers with {page.form}", url=page.url)
    import feedparser

    found = _ROOT.search(page.text)
    text = page.text[found.start() :] if found else page.text
    parsed = feedparser.parse(
        BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    read = tuple(
        entry for entry in (_entry(raw, page) for raw in parsed.entries[:MOST_ENTRIES]) if entry is not None
    )
    return _without_times_of_fetch(read)


def _entry(raw: Any, page: Page) -> Entry | None:
    link = _text(raw, "link") or (_text(raw, "id") if _text(raw, "id").startswith("http") else "")
    url = absolute(link, page.url) if link else None
    if url is None or _COMMENT.search(url):
        return None
    stated = _text(raw, "published") or _text(raw, "updated")
    return Entry(
        url=url,
        guid=_text(raw, "id"),
        title=_text(raw, "title"),
        summary=_text(raw, "summary"),
        content=next((str(part.get("value") or "") for part in raw.get("content", ())), "").strip(),
        published=_date(stated, page),
        published_raw=stated or None,
        author=_text(raw, "author"),
        terms=tuple(dict.fromkeys(str(tag.get("term") or "").strip() for tag in raw.get("tags", ()))),
        enclosures=tuple(
            url
            for url in (absolute(str(e.get("href") or ""), page.url) for e in raw.get("enclosures", ()))
            if url
        ),
        number=_text(raw, "post-id") or None,
    )


def _text(raw: Any, key: str) -> str:
    value = raw.get(key)
    return value.strip() if isinstance(value, str) else ""


def _date(stated: str, page: Page) -> DateValue | None:
    value = dates.read(stated, now=page.now) if stated else None
    return replace(value, method="feed:pubDate", raw=stated) if value else None


def _without_times_of_fetch(read: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Forget a date that all items share to the second: some feeds print the time of fetching (seen: NNT)."""
    stated = {entry.published_raw for entry in read}
    if len(read) > 2 and len(stated) == 1:
        return tuple(replace(entry, published=None, published_raw=None) for entry in read)
    return read
