"""Drupal 7 to 11: nodes under numbers and aliases, lists made by Views.

A node is known by its number, which each of its addresses leads to: the alias, ``/node/123``, the same under
a language prefix. Pages say it in the short link, in ``<body>``'s classes (7) or in ``data-history-node-id``
(8 and later). Print twins are refused. Markup is reproduced from Drupal's own templates: docs/families.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from bs4 import Tag

from pipelines import urls
from pipelines.errors import LayoutChanged, NotAnArticle
from pipelines.families import generic, rules
from pipelines.families.doors import Door, in_order, sitemaps_of
from pipelines.families.paging import following
from pipelines.families.reading import links_of, meta, text_at
from pipelines.families.rules import Rules
from pipelines.html_text import text_of
from pipelines.page import Page
from pipelines.records import Draft, Hint, Link, Listing, Source
from pipelines.selectors import select, select_one
from pipelines.tree import classes

VERSION = 1

RULES = Rules(
    body=(
        ".field-name-body .field-item",
        ".node__content .field--name-body",
        ".field--name-body",
        ".node .content .field-item",
        "[property='content:encoded']",
    ),
    title=("h1.page-title", "h1.page-header", "h1#page-title", "h1.title", ".node__title", "h1"),
    date=(".submitted", ".node__submitted", ".node__meta", ".field--name-created"),
    time=(
        ".node__meta time[datetime]",
        ".submitted time[datetime]",
        "[property='dc:date dc:created'][content]",
        "[property='dc:date'][content]",
        "[property='schema:dateCreated'][content]",
        "article time[datetime]",
    ),
    author=(".submitted .username", ".node__submitted .username", ".node__meta .username"),
    category=(".field--name-field-tags a", ".field-type-taxonomy-term-reference a", ".breadcrumb li + li a"),
)
ITEMS = (
    ".views-row .views-field-title a, .views-row h2 a, .views-row h3 a, .views-row .node__title a,"
    " .view-content td.views-field-title a, article.node--view-mode-teaser h2 a, .node-teaser h2 a,"
    " .view-content .views-field-title a"
)
_DATES = ("time", ".views-field-created", ".views-field-field-date", ".submitted", ".date")
_NODE = re.compile(r"(?:/[a-z]{2})?/node/(\d{1,9})/?")
_PRINT = re.compile(
    r"/(?:print|printpdf|printmail|printer-friendly)/(?:node/)?(\d{1,9})/?$|/node/(\d{1,9})/print/?$"
)
_SHELL = re.compile(
    r"/sites/(?:default|all|[a-z0-9.-]{3,80})/(?:files|modules|themes)/|data-drupal-|drupalSettings"
)
_CLASS = re.compile(r"page-node-(\d{1,9})")


def recognise(page: Page) -> float:
    """By the generator, the paths of its files, and its classes."""
    if page.form == "feed":
        return 0.8 if "/node/" in page.text[:20_000] and "<dc:creator>" in page.text[:20_000] else 0.0
    if page.form != "html":
        return 0.0
    if meta(page, "generator", "Generator").startswith("Drupal"):
        return 1.0
    return 0.85 if _SHELL.search(page.text[:200_000]) else 0.0


def seeds(source: Source) -> tuple[Door, ...]:
    """The feed of a front page (``/rss.xml``), or one that the row names; then the pages."""
    sitemap = sitemaps_of(source)
    named = tuple(url for url in source.start if url not in sitemap and url.endswith(".xml"))
    html = tuple(url for url in source.start if url not in (*sitemap, *named))
    front = tuple(urljoin(url, "rss.xml") for url in html if urls.path(url) == "/" and "?" not in url)
    return in_order(source, [Door("feed", named or front), Door("html", html), Door("sitemap", sitemap)])


def canonical(url: str) -> str:
    """``?q=node/12`` is ``/node/12``; a language's prefix of a number goes."""
    clean = urls.canonical(url)
    asked = urls.parameter(clean, "q")
    if asked and urls.path(clean) in ("/", "/index.php"):
        clean = urljoin(clean.partition("?")[0], "/" + asked.strip("/"))
    found = _NODE.fullmatch(urls.path(clean))
    return urljoin(clean, f"/node/{found[1]}") if found else clean


def item(url: str) -> str | None:
    """The node's number where the address shows it; an alias does not."""
    found = _NODE.fullmatch(urls.path(canonical(url)))
    return found[1] if found else None


def listing(page: Page, source: Source | None = None) -> Listing:
    """Read a feed, or the titles of a view.

    Raises:
        LayoutChanged: it names no item.
        NotAnArticle: it is no list.
    """
    if page.form == "feed":
        return generic.from_feed(page)
    if page.form != "html":
        raise NotAnArticle("not_found", f"no list: the address answers with {page.form}", url=page.url)
    chosen = (source.selectors if source else {}).get("links")
    links = links_of(page, _anchors(page, chosen or ITEMS))
    own = tuple(link for link in links if urls.host(link.url) == urls.host(page.url))
    if not own:
        raise LayoutChanged("drupal: titles in a view", url=page.url)
    return Listing(links=own, next=following(page))


def article(page: Page, source: Source | None = None) -> Draft:
    """Read one node.

    Raises:
        NotAnArticle: ``duplicate_view`` for a print twin, ``list`` for a view, ``not_found``, ``empty``.
        LayoutChanged: it has a node's number and no rule finds its text.
    """
    if page.form == "html":
        _refuse(page)
    number = _number(page)
    if number is None and _is_view(page):
        raise NotAnArticle("list", "a view of several nodes", url=page.url)
    address = canonical(_own_address(page))
    draft = rules.article(page, source, RULES, address=address, item=number)
    if number and draft.rule == "trafilatura":
        raise LayoutChanged("drupal: " + ", ".join(RULES.body[:3]), url=page.url)
    return draft


def _refuse(page: Page) -> None:
    twin = _PRINT.search(urls.path(page.url))
    if twin:
        address = urljoin(page.url, f"/node/{twin[1] or twin[2]}")
        raise NotAnArticle("duplicate_view", "a print view", url=page.url, canonical_url=address)
    head = page.soup.find("title")
    title = head.get_text().strip().lower() if isinstance(head, Tag) else ""
    if title.startswith(("page not found", "ไม่พบหน้า", "access denied", "ไม่อนุญาต")):
        raise NotAnArticle("not_found", "Drupal's error page", url=page.url)


def _is_view(page: Page) -> bool:
    return page.form == "html" and len(select(page.soup, ITEMS, limit=3)) > 1


def _number(page: Page) -> str | None:
    """The node's number from the short link, the history mark, or ``<body>``."""
    if page.form != "html":
        return None
    for rel in ("shortlink", "canonical"):
        link = page.soup.find("link", rel=rel, href=True)
        if isinstance(link, Tag) and (number := item(page.absolute(str(link["href"])) or "")):
            return number
    mark = page.soup.find(None, {"data-history-node-id": True})
    if isinstance(mark, Tag) and str(mark["data-history-node-id"]).isdigit():
        return str(mark["data-history-node-id"])
    found = next(filter(None, map(_CLASS.fullmatch, classes(page.soup.body) if page.soup.body else [])), None)
    return found[1] if found else item(page.url)


def _own_address(page: Page) -> str:
    link = page.soup.find("link", rel="canonical", href=True) if page.form == "html" else None
    url = page.absolute(str(link["href"])) if isinstance(link, Tag) else None
    return url if url and urls.host(url) == urls.host(page.url) else page.url


def _anchors(page: Page, selector: str) -> Iterator[tuple[Tag, Link]]:
    for tag in select(page.soup, selector):
        anchor = tag if tag.name == "a" else tag.find("a", href=True)
        if isinstance(anchor, Tag):
            text = " ".join(text_of(anchor).split("\n"))
            yield anchor, Link(url="", hint=Hint(title=text or None, published_raw=_beside(anchor)))


def _beside(anchor: Tag) -> str | None:
    row = anchor.find_parent(["tr", "article"]) or anchor.find_parent(class_=["views-row", "node-teaser"])
    if row is None:
        return None
    time = select_one(row, "time[datetime]")
    stated = time.get("datetime") if time is not None else None
    return stated if isinstance(stated, str) else text_at(row, *_DATES) or None
