"""Sitemaps and their indexes (sitemaps.org 0.9), packed with gzip or not, also where their XML is broken.

A parser that repairs XML turns a raw ``&b=2`` into ``=2`` and so changes addresses; here ``<loc>`` is read by
its own marks alone, and no entity is ever expanded but the five of XML and numbers (entity bombs are inert).
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from pipelines import urls
from pipelines.errors import NotAnArticle
from pipelines.page import Page
from pipelines.records import Link, Listing
from pipelines.urls import absolute

if TYPE_CHECKING:
    from pipelines.families import Family

MOST_ADDRESSES = 50_000
"""Of one file: the protocol's own limit."""
_HEAD = 4000
_LOC = re.compile(r"<loc\s{0,9}>\s{0,99}(?:<!\[CDATA\[)?\s{0,99}([^<\s]{8,2048})", re.IGNORECASE)
_POSTS = re.compile(r"post|news|article", re.IGNORECASE)
_OTHERS = re.compile(r"posts-page|tax|categor|tag|author|user|image|video|attachment", re.IGNORECASE)


def listing(page: Page, family: Family) -> Listing:
    """Read a sitemap: its pages as links; or an index: its sitemaps as further list pages.

    Where addresses carry the family's number, those that carry none are no articles. Of an index that tells
    posts from other things by the names of its files, as WordPress' do, only the posts are followed.

    Raises:
        NotAnArticle: it names no page of its own host.
    """
    own = tuple(url for url in addresses(page) if urls.host(url) == urls.host(page.url))
    if not own:
        raise NotAnArticle("feed", "a sitemap without pages of its own host", url=page.url)
    if "<sitemapindex" in page.text[:_HEAD].lower():
        posts = tuple(url for url in own if _POSTS.search(_name(url)) and not _OTHERS.search(_name(url)))
        return Listing(links=tuple(Link(url=url, role="listing") for url in posts or own))
    numbered = tuple(url for url in own if family.item(url))
    below = tuple(url for url in own if urls.path(url).strip("/") or "?" in url)
    return Listing(links=tuple(Link(url=url) for url in numbered or below))


def addresses(page: Page) -> tuple[str, ...]:
    """All addresses that a sitemap names, absolute, in its order, each once.

    Raises:
        NotAnArticle: the address answers with something that is no sitemap.
    """
    if page.form != "sitemap":
        raise NotAnArticle("not_found", f"no sitemap: the address answers with {page.form}", url=page.url)
    found: dict[str, None] = {}
    for match in _LOC.finditer(page.text):
        url = absolute(unescape(match[1].partition("]]>")[0]), page.url)
        if url and len(found) < MOST_ADDRESSES:
            found[url] = None
    return tuple(found)


def _name(url: str) -> str:
    return urls.path(url).rpartition("/")[2]
