"""The central CMS of the Public Relations Department: ``*.prd.go.th``, dozens of offices on one system.

An article is ``/th/content/category/detail/id/<category>/iid/<item>``; ``iid`` counts over all offices, so it
identifies, and the same item under a second category is the same article. Category numbers differ per office:
a row names its own. Pages ``/content/page/index/id/<n>`` are static. Address forms as seen in stored pages
(sources §1); markup from reproductions, since no saved page exists: docs/families.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from pipelines import feeds, urls
from pipelines.errors import LayoutChanged, NotAnArticle
from pipelines.families.doors import Door, in_order, sitemaps_of
from pipelines.families.paging import following
from pipelines.families.reading import (
    first,
    links_of,
    meta,
    notes_of,
    text_at,
    texts_at,
    title_tag,
    with_media,
)
from pipelines.html_text import text_of
from pipelines.page import Page
from pipelines.records import Draft, Hint, Link, Listing, Source
from pipelines.selectors import select
from pipelines.tree import parse

VERSION = 1

BODY = (
    ".detail",
    ".content-detail",
    ".detail-content",
    ".news-detail",
    ".article-detail",
    ".page-content",
    "[itemprop=articleBody]",
    ".content-page",
    "article .content",
)
TITLE = ("h1", ".title-detail", ".detail-title", "h2.title", ".page-title", "h2")
DATE = (".date", ".detail-date", ".news-date", ".publish-date", "time")
AUTHOR = (".author", ".posted-by", ".reporter", ".writer")
NEXT = (
    "link[rel~=next][href]",
    "a[rel~=next][href]",
    ".pagination .next a[href]",
    ".pagination li.active + li a[href]",
    "a.next[href]",
)
_DETAIL = re.compile(r"/content/category/detail/id/(\d{1,9})/iid/(\d{1,12})")
_STATIC = re.compile(r"/content/page/index/id/(\d{1,12})")
_CATEGORY = re.compile(r"(?:/[a-z]{2})?/content/category/index/id/\d{1,9}/?")
_LIST = re.compile(r"/content/category/(?:index|xml)/id/(\d{1,9})")


def recognise(page: Page) -> float:
    """By the shape of addresses: the page's own, or those it links to."""
    if _DETAIL.search(urls.path(page.url)) or _STATIC.search(urls.path(page.url)) or _LIST.search(page.url):
        return 1.0
    return 0.9 if page.form in ("html", "feed") and _DETAIL.search(page.text) else 0.0


def seeds(source: Source) -> tuple[Door, ...]:
    """The feeds of the row's categories, then their list pages."""
    feed = (re.sub(r"/content/category/index/", "/content/category/xml/", url) for url in source.start)
    html = (re.sub(r"/content/category/xml/", "/content/category/index/", url) for url in source.start)
    sitemap = sitemaps_of(source)
    return in_order(
        source,
        [
            Door("feed", tuple(filter(_LIST.search, feed))),
            Door("html", tuple(url for url in html if url not in sitemap)),
            Door("sitemap", sitemap),
        ],
    )


def canonical(url: str) -> str:
    """The address without tracking and session; the category stays, the item's number identifies."""
    return urls.canonical(url)


def item(url: str) -> str | None:
    """``iid`` of an article; ``page-N`` of a static page."""
    path = urls.path(url)
    detail, static = _DETAIL.search(path), _STATIC.search(path)
    return detail[2] if detail else f"page-{static[1]}" if static else None


def listing(page: Page, source: Source | None = None) -> Listing:
    """Read a category's feed or list page; feeds hold summaries, so both give links.

    A front page names the office's own categories, whose numbers differ from office to office, and its
    static pages.
    """
    if page.form == "feed":
        links = tuple(_entry_link(entry) for entry in feeds.entries(page) if item(entry.url))
        if not links:
            raise NotAnArticle("feed", "a feed without items", url=page.url)
        return Listing(links=links)
    if page.form != "html":
        raise NotAnArticle("not_found", f"no list: the address answers with {page.form}", url=page.url)
    if _LIST.search(urls.path(page.url)):
        found = tuple(_anchors(page)) or tuple(_statics(page))  # some categories hold static pages alone
    else:
        found = (*_anchors(page), *_menu(page))
    links = tuple(link for link in links_of(page, found) if urls.host(link.url) == urls.host(page.url))
    if not links:
        raise LayoutChanged("prd: links /content/category/detail/", url=page.url)
    return Listing(links=links, next=following(page, *NEXT) or following(page))


def article(page: Page, source: Source | None = None) -> Draft:
    """Read an article or a static page.

    Raises:
        NotAnArticle: ``list`` for a category, ``not_found`` for a page with neither headline nor text.
        LayoutChanged: no rule finds its text.
    """
    if page.form != "html":
        raise NotAnArticle("not_found", f"no page: the address answers with {page.form}", url=page.url)
    if _LIST.search(urls.path(page.url)):
        raise NotAnArticle("list", "a category", url=page.url)
    head = page.soup.body or page.soup
    found = first(head, BODY)
    headline = text_at(head, *TITLE) or meta(page, "og:title")
    if not headline and (found is None or not text_of(found[0])):
        raise NotAnArticle("not_found", "neither headline nor text", url=page.url)
    if found is None:
        raise LayoutChanged("prd: " + ", ".join(BODY[:3]), url=page.url)
    node, rule = found
    draft = Draft(
        url=page.url,
        canonical_url=canonical(page.url),
        item=item(page.url),
        headline=headline or title_tag(page),
        body=text_of(node),
        published_raw=text_at(head, *DATE) or None,
        posted_by=texts_at(head, *AUTHOR)[:1],
        category=_category(page),
        notes=notes_of(_around(node), without=node),
        rule=rule,
        page_kind="static" if _STATIC.search(urls.path(page.url)) else None,
    )
    return with_media(draft, node, page)


def _around(node: Tag) -> Iterator[Tag]:
    """Short blocks beside the text, in the page's order: date, views, poster; no menu and no footer."""
    before, after = node.find_previous_siblings(limit=8), node.find_next_siblings(limit=8)
    for sibling in [*reversed(before), *after]:
        if not isinstance(sibling, Tag) or sibling.name not in ("div", "p", "span", "time"):
            continue
        if "foot" not in str(sibling.get("id")) and len(sibling.find_all("a", limit=3)) < 2:
            yield sibling


def _category(page: Page) -> tuple[str, ...]:
    """The category as the breadcrumb names it."""
    for anchor in select(page.soup, ".breadcrumb a[href], nav[aria-label=breadcrumb] a[href]", limit=10):
        if _LIST.search(str(anchor["href"])):
            text = " ".join(text_of(anchor).split("\n"))
            return (text,) if text else ()
    return ()


def _anchors(page: Page) -> Iterator[tuple[Tag, Link]]:
    for anchor in page.soup.find_all("a", href=True):
        if isinstance(anchor, Tag) and _DETAIL.search(str(anchor["href"])):
            text = " ".join(text_of(anchor).split("\n"))
            yield anchor, Link(url="", hint=Hint(title=text or None, published_raw=_beside(anchor)))


def _menu(page: Page) -> Iterator[tuple[Tag, Link]]:
    """What an office's menu names: lists of its categories, and static pages."""
    for anchor in page.soup.find_all("a", href=True):
        path = urls.path(page.absolute(str(anchor["href"])) or "")
        if _CATEGORY.fullmatch(path):
            yield anchor, Link(url="", role="listing")
        elif _STATIC.search(path):
            yield anchor, Link(url="", hint=Hint(title=" ".join(text_of(anchor).split("\n")) or None))


def _statics(page: Page) -> Iterator[tuple[Tag, Link]]:
    """Static pages that a list names: outside of the menu, which names some on every page."""
    for anchor, link in _menu(page):
        if link.role != "listing" and not anchor.find_parent(["nav", "header", "footer", "aside"]):
            yield anchor, link


def _beside(anchor: Tag) -> str | None:
    """The date that stands in the same row as a link."""
    row = anchor.find_parent(["li", "tr", "article"]) or anchor.parent
    return (text_at(row, ".date", "time", ".news-date") or None) if row else None


def _entry_link(entry: feeds.Entry) -> Link:
    title = " ".join(text_of(parse(entry.title)).split("\n"))
    return Link(url=entry.url, hint=Hint(title=title or None, published_raw=entry.published_raw))
