"""The page of one WordPress post: selectors of the themes in use, from block themes back to magazine ones."""

from __future__ import annotations

import re

from bs4 import Tag

from pipelines import bylines, urls
from pipelines.errors import LayoutChanged
from pipelines.families.reading import (
    date_at,
    first,
    meta,
    notes_of,
    text_at,
    texts_at,
    title_tag,
    with_media,
)
from pipelines.families.wordpress.addresses import canonical, item
from pipelines.families.wordpress.state import require_single
from pipelines.html_text import text_of
from pipelines.page import Page
from pipelines.records import Draft
from pipelines.selectors import select, select_one

BODY = (
    ".wp-block-post-content",
    ".entry-content",
    ".td-post-content",
    ".post-content",
    ".post-entry",
    ".elementor-widget-theme-post-content",
    "[itemprop=articleBody]",
    "article .entry",
    ".single-content",
)
TITLE = (
    "h1.entry-title",
    "h1.wp-block-post-title",
    "h1.post-title",
    "h1.page-title",
    ".entry-title",
    "article h1",
    ".post-title",
    "main h1",
)
TIME = (
    "time.entry-date.published[datetime]",
    "time.entry-date[datetime]",
    ".wp-block-post-date time[datetime]",
    "time.published[datetime]",
    "[itemprop=datePublished]",
    ".posted-on time[datetime]",
    "article time[datetime]",
)
AUTHOR = (
    ".byline a[rel~=author]",
    "a[rel~=author]",
    ".wp-block-post-author__name",
    ".author.vcard .fn",
    ".byline .author",
    ".author.vcard",
    ".td-post-author-name a",
    ".posted-by a",
)
CATEGORY = (
    ".cat-links a",
    ".taxonomy-category a",
    "article a[rel~=category]",
    "a[rel~=category]",
    ".post-categories a",
    ".entry-category a",
    ".td-category a",
)
NOTES = ".entry-header, .entry-meta, .post-meta, .meta, .entry-footer, .posted-on, .post-date, .byline"
_POST_CLASS = re.compile(r"(?:postid|page-id|attachmentid)-(\d{1,12})")
_SITE_NAME = re.compile(r" [–|»«-] [^–|»«]{1,120}$")


def article(page: Page) -> Draft:
    """Read the page of one post.

    Raises:
        NotAnArticle: it is a list, an error page, or empty.
        LayoutChanged: no rule finds its text or headline.
    """
    require_single(page)
    found = first(page.soup, BODY)
    if found is None:
        raise LayoutChanged("wordpress: " + ", ".join(BODY[:3]), url=page.url)
    node, rule = found
    scope = _scope(node)
    head = page.soup.body or page.soup
    notes = notes_of(select(scope, NOTES, limit=20), without=node)
    stated = next(filter(None, map(bylines.published_on, notes)), None)
    exact = date_at(page, scope, *TIME) or date_at(page, head, *TIME)
    address = canonical(_own_address(page))
    draft = Draft(
        url=page.url,
        canonical_url=address,
        item=_number(page) or item(address) or item(page.url),
        headline=_headline(page, head),
        body=text_of(node),
        published=exact
        or date_at(page, page.soup, "meta[property='article:published_time']", method="page:meta"),
        published_raw=None if exact else stated,
        posted_by=texts_at(scope, *AUTHOR)[:1] or _poster(notes),
        category=texts_at(scope, *CATEGORY),
        notes=notes,
        rule=rule,
    )
    return with_media(draft, node, page, pictures=_featured(page, scope))


def _scope(node: Tag) -> Tag:
    """The post around its text: its own ``<article>``, else ``<main>``; a sidebar is in neither."""
    for name in ("article", "main"):
        around = node.find_parent(name)
        if around is not None:
            return around
    around = node.find_parent(class_=["post", "hentry", "single", "type-post"])
    return around or node.parent or node


def _headline(page: Page, head: Tag) -> str:
    stated = text_at(head, *TITLE)
    return stated or meta(page, "og:title") or _SITE_NAME.sub("", title_tag(page))


def _own_address(page: Page) -> str:
    """The canonical link where it stays on this host; a plugin's wrong host is not believed."""
    link = page.soup.find("link", rel="canonical", href=True)
    url = page.absolute(str(link["href"])) if isinstance(link, Tag) else None
    return url if url and urls.host(url) == urls.host(page.url) else page.url


def _number(page: Page) -> str | None:
    """The post's number from the short link (which shows the folder of the install) or ``<body>``."""
    short = page.soup.find("link", rel="shortlink", href=True)
    if isinstance(short, Tag) and (number := item(str(short["href"]))):
        return number
    found = next(filter(None, map(_POST_CLASS.fullmatch, page.body_classes)), None)
    return found[1] if found else None


def _poster(notes: tuple[str, ...]) -> tuple[str, ...]:
    """The name behind ``by`` in a magazine theme's date line."""
    return next(
        (tuple(c["posted_by"]) for c in (bylines.read(n)[1] for n in notes) if c.get("posted_by")), ()
    )


def _featured(page: Page, scope: Tag) -> tuple[str, ...]:
    tag = select_one(scope, ".post-thumbnail img, .wp-block-post-featured-image img, img.wp-post-image")
    source = tag.get("src") if tag is not None else None
    url = page.absolute(source) if isinstance(source, str) and not source.startswith("data:") else None
    return (url,) if url else ()
