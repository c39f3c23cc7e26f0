"""WordPress: REST answers, feeds, and pages of classic, block and magazine themes.

A page says what it is in the classes of ``<body>`` (single, home, error404, paged-2); a post's number stands
in ``postid-N``. Themes differ in dress, not in these. One REST answer holds all that a post has, so that door
is tried first; ``?rest_route=`` works whatever the permalinks are (extract §C, trap 4).
"""

from __future__ import annotations

from pipelines import urls
from pipelines.errors import NotAnArticle
from pipelines.families.doors import Door, in_order, sitemaps_of
from pipelines.families.reading import meta
from pipelines.families.wordpress import feed, lists, post, rest
from pipelines.families.wordpress.addresses import canonical, item, rest_urls
from pipelines.page import Page
from pipelines.records import Draft, Listing, Source

__all__ = ["VERSION", "article", "canonical", "item", "listing", "recognise", "seeds"]

VERSION = 1


def recognise(page: Page) -> float:
    """By the REST link, the generator, and the paths of WordPress' own files."""
    if page.form == "json":
        return 0.9 if rest.is_answer(page) else 0.0
    if page.form == "sitemap":
        return 0.9 if "/wp-sitemap-" in page.text[:20_000] else 0.0
    if page.form == "feed":
        return 0.9 if "wordpress.org/?v=" in page.text[:20_000] else 0.0
    if page.form != "html":
        return 0.0
    if page.soup.find("link", rel="https://api.w.org/") or meta(page, "generator").startswith("WordPress"):
        return 1.0
    return 0.8 if "/wp-content/" in page.text or "/wp-includes/" in page.text else 0.0


def seeds(source: Source) -> tuple[Door, ...]:
    """REST in both spellings, the feed, the start pages themselves."""
    sitemap = sitemaps_of(source, "wp-sitemap.xml", "sitemap.xml")
    start = tuple(url for url in source.start if url not in sitemap)
    rest = [rest_urls(url) for url in start]
    own = [
        Door("rest", tuple(pair[0] for pair in rest if pair)),
        Door("rest", tuple(pair[1] for pair in rest if pair and pair[1])),
        Door("feed", tuple(urls.with_parameters(url, feed="rss2") for url in start)),
        Door("html", start),
        Door("sitemap", sitemap),
    ]
    return in_order(source, own)


def listing(page: Page, source: Source | None = None) -> Listing:
    """Read a REST answer, a feed or an HTML list page, told apart by what arrived."""
    if page.form == "json":
        return rest.listing(page)
    if page.form == "feed":
        return feed.listing(page)
    if page.form != "html":
        raise NotAnArticle("not_found", f"no list: the address answers with {page.form}", url=page.url)
    return lists.listing(page, source)


def article(page: Page, source: Source | None = None) -> Draft:
    """Read a post: a REST answer that holds one, or its page."""
    return rest.article(page) if page.form == "json" else post.article(page)
