"""WordPress' HTML lists: home, category and search pages of classic and block themes."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import Tag

from pipelines import urls
from pipelines.errors import LayoutChanged
from pipelines.families.reading import hrefs, links_of, text_at, texts_at
from pipelines.families.wordpress.state import require_list
from pipelines.page import Page
from pipelines.records import Hint, Link, Listing, Source
from pipelines.selectors import select, select_one

POSTS = "article.hentry, article.type-post, article.post, .wp-block-post, .hentry, .td_module_wrap"
TITLE_LINKS = (
    ".entry-title a[href]",
    ".wp-block-post-title a[href]",
    ".post-title a[href]",
    "h2 a[href]",
    "h3 a[href]",
    "a[rel~=bookmark][href]",
    ".td-module-title a[href]",
)
NEXT = (
    "link[rel~=next][href]",
    "a.next.page-numbers[href]",
    "a.wp-block-query-pagination-next[href]",
    ".posts-navigation .nav-previous a[href]",
    ".nav-previous a[href]",
    "a.nextpostslink[href]",
    ".pagination .next a[href]",
    "a.next[href]",
    ".older-posts a[href]",
)


def listing(page: Page, source: Source | None) -> Listing:
    """Read the posts of a list page and the address of the next one.

    Raises:
        NotAnArticle: ``not_found``: an error page, or the home page in place of one.
        LayoutChanged: no post found.
    """
    require_list(page, source)
    links = links_of(page, ((anchor, link) for anchor, link in _posts(page)))
    own = tuple(link for link in links if urls.host(link.url) == urls.host(page.url))
    if not own:
        raise LayoutChanged("wordpress: links of posts in a list", url=page.url)
    return Listing(links=own, next=hrefs(page, *NEXT))


def _posts(page: Page) -> Iterator[tuple[Tag, Link]]:
    root = select_one(page.soup, "main, #main, #content, #primary") or page.soup
    for post in select(root, POSTS) or select(page.soup, POSTS):
        anchor = next(filter(None, (select_one(post, selector) for selector in TITLE_LINKS)), None)
        if anchor is not None:
            yield anchor, Link(url="", hint=_hint(anchor, post))


def _hint(anchor: Tag, post: Tag) -> Hint:
    time = select_one(post, "time[datetime]")
    stated = time.get("datetime") if time is not None else None
    return Hint(
        title=" ".join(anchor.get_text().split()) or None,
        published_raw=stated if isinstance(stated, str) else text_at(post, ".posted-on", ".date") or None,
        category=texts_at(post, ".cat-links a", "a[rel~=category]"),
    )
