"""Any other site: selectors of its registry row where there are some, else structured data, else trafilatura.

Selectors a row may give (CSS): ``links`` and ``next`` for lists; ``body``, ``title``, ``date``, ``author``,
``category`` for articles; ``drop`` for what is cut out of the body. The families of sites without a common
make (vendor, legacy, webforms) are this one with candidates of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from pipelines import feeds, urls
from pipelines.errors import LayoutChanged, NotAnArticle
from pipelines.families import rules
from pipelines.families.doors import Door, in_order, sitemaps_of
from pipelines.families.paging import following
from pipelines.families.reading import links_of, text_at
from pipelines.families.rules import Rules
from pipelines.file_names import is_file_address
from pipelines.html_text import text_of
from pipelines.page import Page
from pipelines.records import Draft, Hint, Link, Listing, Source
from pipelines.selectors import select
from pipelines.tree import parse

VERSION = 2

RULES = Rules()
LIKE_ARTICLE = re.compile(
    r"(?:detail|news|article|content|view|activit|announce|prpreview)[^?#]{0,200}[/=-]\d{1,12}"
    r"|[?&](?:id|no|nid|newsid|article_id|newid)=\d{1,12}",
    re.IGNORECASE,
)
"""Addresses with a number behind a word that Thai offices' sites use for single items (sources §1)."""
_FEED = re.compile(r"rss|feed|atom|\.xml(?:$|\?)", re.IGNORECASE)
_ROWS = ["tr", "li", "article"]
_DATES = (".date", "time", ".news-date", ".newsdate", ".list-date")


def recognise(page: Page) -> float:
    """Never asserts itself."""
    return 0.0


def seeds(source: Source) -> tuple[Door, ...]:
    """Start pages that name themselves a feed or sitemap, then the others as lists."""
    sitemap = sitemaps_of(source)
    feed = tuple(url for url in source.start if url not in sitemap and _is_feed(url, source))
    html = tuple(url for url in source.start if url not in (*feed, *sitemap))
    return in_order(source, [Door("feed", feed), Door("html", html), Door("sitemap", sitemap)])


def canonical(url: str) -> str:
    """Only sessions and tracking go: any other parameter may be the identity."""
    return urls.canonical(url)


def item(url: str) -> str | None:
    """None: no number of a site of unknown make is known to be its own."""
    return None


def listing(page: Page, source: Source | None = None) -> Listing:
    """Read a feed, or the links that the row's ``links`` selects (else those that look like articles).

    Raises:
        LayoutChanged: no link found.
        NotAnArticle: the page is no list, or one that the site shows in place of another.
    """
    return listed(page, source, LIKE_ARTICLE)


def article(page: Page, source: Source | None = None) -> Draft:
    """Read an article.

    Raises:
        NotAnArticle: ``not_found`` for a page with neither headline nor text, ``empty``.
        LayoutChanged: the row's selector for the text finds nothing.
    """
    return rules.article(page, source, RULES, address=canonical(page.url), item=None)


def listed(page: Page, source: Source | None, shape: re.Pattern[str]) -> Listing:
    """Read a list whose items, where the row selects none, are links of a shape.

    Raises:
        LayoutChanged: no link found.
        NotAnArticle: the page is no list, or one that the site shows in place of another.
    """
    if page.form == "feed":
        return from_feed(page)
    if page.form != "html":
        raise NotAnArticle("not_found", f"no list: the address answers with {page.form}", url=page.url)
    row = source.selectors if source else {}
    links = links_of(page, anchors(page, row.get("links"), shape))
    own = tuple(link for link in links if urls.host(link.url) == urls.host(page.url))
    if not own:
        raise LayoutChanged(f"generic: links by {row.get('links') or 'shape'}", url=page.url)
    return Listing(links=own, next=following(page, *([row["next"]] if "next" in row else [])))


def from_feed(page: Page) -> Listing:
    """The items of a feed as links.

    Raises:
        NotAnArticle: the feed names no item.
    """
    links = tuple(_entry_link(entry) for entry in feeds.entries(page))
    if not links:
        raise NotAnArticle("feed", "a feed without items", url=page.url)
    return Listing(links=links)


def anchors(page: Page, selector: str | None, shape: re.Pattern[str]) -> Iterator[tuple[Tag, Link]]:
    """The links of a list page, each with its own words and the date of its row."""
    found = select(page.soup, selector) if selector else _unselected(page, shape)
    for tag in found:
        anchor = tag if tag.name == "a" else tag.find("a", href=True)
        if isinstance(anchor, Tag):
            text = " ".join(text_of(anchor).split("\n"))
            yield anchor, Link(url="", hint=Hint(title=text or None, published_raw=_beside(anchor)))


def _unselected(page: Page, shape: re.Pattern[str]) -> Iterator[Tag]:
    """Links of a shape, and files that are rows' only links: offices list notices that are a PDF and no page.

    A row that states no day may be any download, such as a form or a handbook in a column beside the list.
    """
    for anchor in page.soup.find_all("a", href=True):
        href = str(anchor["href"])
        if shape.search(href):
            yield anchor
        elif is_file_address(href) and _beside(anchor):
            row = anchor.find_parent(_ROWS)
            if row is not None and len(row.find_all("a", href=True, limit=2)) == 1:
                yield anchor


def _beside(anchor: Tag) -> str | None:
    """The date that stands in the same row as a link."""
    row = anchor.find_parent(_ROWS)
    return (text_at(row, *_DATES) or None) if row else None


def _is_feed(url: str, source: Source) -> bool:
    return _FEED.search(url) is not None or source.via == ("feed",)


def _entry_link(entry: feeds.Entry) -> Link:
    title = " ".join(text_of(parse(entry.title)).split("\n"))
    hint = Hint(title=title or None, published_raw=entry.published_raw, category=entry.terms[:1])
    return Link(url=entry.url, hint=hint)
