"""Packages that several vendors install for hundreds of small offices.

Their tokens are opaque (``/index/?detail=cac7LpasC&page=picture0128``) and any parameter may be the identity:
all are kept, in one order, since the packages link one item with its parameters now this way round and now
that. Where ``page`` names a template it is no page number. Address forms as seen in stored pages (sources
§1); markup is reproduced.
"""

from __future__ import annotations

import re

from pipelines import urls
from pipelines.errors import NotAnArticle
from pipelines.families import generic, rules
from pipelines.families.doors import Door
from pipelines.families.rules import Rules
from pipelines.page import Page
from pipelines.records import Draft, Listing, Source

VERSION = 1

RULES = Rules(
    body=(
        ".news-detail",
        ".news_detail",
        ".content-detail",
        ".article-detail",
        "#news-detail",
        ".detail-content",
        "[itemprop=articleBody]",
    ),
    title=(".news-title", ".news_title", ".detail-title", ".content-title", ".topic-detail"),
    date=(".news-date", ".news_date", ".detail-date", ".news-info", ".date-detail"),
    author=(".news-poster", ".news_poster", ".poster", ".post-by"),
    category=(".path a:last-of-type", ".breadcrumb li:last-child a"),
    drop=(".material-icons", ".material-symbols-outlined", ".messager", ".news-share"),
)
SHAPE = re.compile(
    r"[?&](?:amp;)?detail=[A-Za-z0-9_-]{5,40}"
    r"|[?&](?:amp;)?page=(?:article|news|activity|picture)\d{2,9}"
    r"|/news/detail/\d{1,9}(?:/data\.html)?$"
    r"|/PrPreview/id/\d{1,9}|/mains/news/\d{1,9}|/News/\d{1,9}-",
    re.IGNORECASE,
)
"""Single items of the engines seen at Sing Buri, Pak Nam Lang Suan, Chiang Rai, Tha Muang and Lampang."""
_LIST = re.compile(r"/news/group/\d{1,9}|/list/group/\d{1,9}|/grouppage/\d{1,9}", re.IGNORECASE)
_LEAST = 2


def recognise(page: Page) -> float:
    """By the shape of its own address, or of several that it links to."""
    if SHAPE.search(page.url):
        return 0.6
    if page.form != "html":
        return 0.0
    found = {str(tag["href"]) for tag in page.soup.find_all("a", href=SHAPE, limit=20)}
    return 0.6 if len(found) >= _LEAST else 0.0


def seeds(source: Source) -> tuple[Door, ...]:
    """List pages; a feed or sitemap where the row names one."""
    return generic.seeds(source)


def canonical(url: str) -> str:
    """All parameters but sessions, in the order of their names."""
    return urls.canonical(url, ordered=True)


def item(url: str) -> str | None:
    """None: the whole address is the identity."""
    return None


def listing(page: Page, source: Source | None = None) -> Listing:
    """Read a list: the row's links, else those of an item's shape.

    Raises:
        LayoutChanged: no link found.
        NotAnArticle: it is no list.
    """
    return generic.listed(page, source, SHAPE)


def article(page: Page, source: Source | None = None) -> Draft:
    """Read an article.

    Raises:
        NotAnArticle: ``list`` for a group, ``not_found`` for a template with nothing in it, ``empty``.
        LayoutChanged: the row's selector for the text finds nothing.
    """
    if _LIST.search(urls.path(page.url)):
        raise NotAnArticle("list", "a group of news", url=page.url)
    return rules.article(page, source, RULES, address=canonical(page.url), item=None)
