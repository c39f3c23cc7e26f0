"""What the families share: selecting, titles, dates, structured data. Rules of one CMS are its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from bs4 import Tag

from pipelines import dates
from pipelines.errors import LayoutChanged, NotAnArticle
from pipelines.html_text import attachments_of, images_of, text_of
from pipelines.page import Page
from pipelines.records import DateValue, Draft, Link
from pipelines.selectors import select, select_one

_ARTICLE_TYPES = ("NewsArticle", "Article", "BlogPosting", "Report", "GovernmentAnnouncement")
_MOST_SCRIPTS = 10
_MOST_NOTES = 40
_LONGEST_NOTE = 300
_MOST_LINKS = 2000
"""Links taken of one list page; the longest real list seen has under 200."""


def first(node: Tag, selectors: Iterable[str]) -> tuple[Tag, str] | None:
    """The first tag that a selector finds, and that selector; selectors are tried in order."""
    for selector in selectors:
        found = select_one(node, selector)
        if found is not None:
            return found, selector
    return None


def text_at(node: Tag, *selectors: str) -> str:
    """The text of the first tag found, on one line; empty where there is none."""
    found = first(node, selectors)
    return " ".join(text_of(found[0]).split("\n")) if found else ""


def texts_at(node: Tag, *selectors: str) -> tuple[str, ...]:
    """The texts of all tags that the first fitting selector finds, each once."""
    for selector in selectors:
        texts = [" ".join(text_of(tag).split("\n")) for tag in select(node, selector, limit=30)]
        if any(texts):
            return tuple(dict.fromkeys(text for text in texts if text))
    return ()


def meta(page: Page, *names: str) -> str:
    """The content of a ``<meta>`` by property or name."""
    tags = page.tags.get("meta", ())
    for name in names:
        tag = next((tag for key in ("property", "name") for tag in tags if tag.get(key) == name), None)
        content = tag.get("content") if tag else None
        if isinstance(content, str) and content.strip():
            return content.strip()
    return ""


def title_tag(page: Page) -> str:
    """The document's title; old pages nest a second ``<TITLE>`` in it (seen: windows-874 pages)."""
    tags = page.tags.get("title")
    text = tags[0].get_text() if tags else ""
    return " ".join(text.rpartition(">")[2].split()) or " ".join(text.split())


def date_at(page: Page, node: Tag, *selectors: str, method: str = "page:time") -> DateValue | None:
    """The date of the first ``<time datetime>`` (or ``content=``) that the selectors find."""
    for selector in selectors:
        for tag in select(node, selector, limit=5):
            value = tag.get("datetime") or tag.get("content")
            read = exact(page, value if isinstance(value, str) else "", method)
            if read:
                return read
    return None


def exact(page: Page, text: str, method: str) -> DateValue | None:
    """Read a machine's date; the era follows from the year (some CMSs print 2567 into ISO forms)."""
    value = dates.read(text.strip(), now=page.now) if text.strip() else None
    return replace(value, method=method, raw=text.strip()) if value else None


def structured(page: Page) -> dict[str, Any]:
    """The article that JSON-LD describes; empty where there is none or it is broken."""
    scripts = (tag for tag in page.tags.get("script", ()) if tag.get("type") == "application/ld+json")
    for tag in islice(scripts, _MOST_SCRIPTS):
        try:
            data = json.loads(tag.string or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            if any(kind in _ARTICLE_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds])):
                return node
    return {}


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (node for node in graph if isinstance(node, dict)) if isinstance(graph, list) else ()


def names(value: Any) -> tuple[str, ...]:
    """Names out of JSON-LD's author: a string, an object, or a list of them."""
    items = value if isinstance(value, list) else [value]
    found = (item.get("name") if isinstance(item, dict) else item for item in items)
    return tuple(name.strip() for name in found if isinstance(name, str) and name.strip())


def notes_of(nodes: Iterable[Tag], *, without: Tag | None = None) -> tuple[str, ...]:
    """The lines of a page's head and foot, each once; overlong ones are text, not notes."""
    skip = frozenset({id(without)}) if without is not None else frozenset[int]()
    lines = (
        line for node in nodes if node is not without for line in text_of(node, without=skip).split("\n")
    )
    kept = dict.fromkeys(line for line in lines if line and len(line) <= _LONGEST_NOTE)
    return tuple(kept)[:_MOST_NOTES]


def links_of(page: Page, anchors: Iterable[tuple[Tag, Link]]) -> tuple[Link, ...]:
    """Links with absolute addresses, each address once, in the page's order."""
    found: dict[str, Link] = {}
    for anchor, link in anchors:
        href = anchor.get("href")
        url = page.absolute(href) if isinstance(href, str) else None
        if url and len(found) < _MOST_LINKS:
            url = url.partition("#")[0]
            known = found.get(url)
            if known is None or (not known.hint.title and link.hint.title):
                found[url] = replace(link, url=url)
    return tuple(found.values())


def hrefs(page: Page, *selectors: str) -> tuple[str, ...]:
    """The address of the first link that a selector finds, as a tuple of one or none."""
    for selector in selectors:
        for tag in select(page.soup, selector, limit=3):
            href = tag.get("href")
            url = page.absolute(href) if isinstance(href, str) else None
            if url and url.partition("#")[0] != page.url.partition("#")[0]:
                return (url.partition("#")[0],)
    return ()


def require_found(page: Page) -> None:
    """Refuse an error page: NotAnArticle with the status it came with."""
    if page.status >= 400:
        raise NotAnArticle("not_found", f"the site answers {page.status}", url=page.url)


def with_media(draft: Draft, node: Tag, page: Page, *, pictures: Iterable[str] = ()) -> Draft:
    """Add what hangs on the text; refuse a page that holds nothing at all.

    Raises:
        LayoutChanged: no headline.
        NotAnArticle: role ``empty``: neither text nor file nor picture.
    """
    images = tuple(dict.fromkeys((*pictures, *images_of(node, page.base))))
    files = attachments_of(node, page.base)
    whole = replace(draft, images=images, attachments=tuple(dict.fromkeys((*draft.attachments, *files))))
    if not (whole.body or whole.images or whole.attachments):
        raise NotAnArticle(
            "empty", f"nothing in {draft.rule!r}", url=page.url, canonical_url=draft.canonical_url
        )
    if not whole.headline:
        raise LayoutChanged("headline", url=page.url)
    return whole
