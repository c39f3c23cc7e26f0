"""Any other site: selectors of its registry row where there are some, else structured data, else trafilatura.

Selectors a row may give (CSS): ``links`` and ``next`` for lists; ``body``, ``title``, ``date``, ``author``,
``category`` for articles; ``drop`` for what is cut out of the body. A row's ``body`` that finds nothing is an
error (the site has changed), never a reason to guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from pipelines import bylines, feeds, urls
from pipelines.errors import LayoutChanged, NotAnArticle
from pipelines.families.doors import Door, in_order
from pipelines.families.fallback import main_text
from pipelines.families.reading import (
    date_at,
    exact,
    first,
    hrefs,
    links_of,
    meta,
    names,
    notes_of,
    structured,
    text_at,
    texts_at,
    title_tag,
    with_media,
)
from pipelines.html_text import text_of
from pipelines.page import Page, parse
from pipelines.records import DateValue, Draft, Hint, Link, Listing, Source

VERSION = 1

BODY = (
    "[itemprop=articleBody]",
    ".field-name-body .field-item",
    ".node__content .field--name-body",
    ".rich-text",
)
"""Containers that are the text wherever they occur: schema.org, Drupal 7, Drupal 8 and later, Wagtail."""
TIME = ("[itemprop=datePublished]", "article time[datetime]", "time[pubdate]", "main time[datetime]")
NEXT = (
    "link[rel~=next][href]",
    "a[rel~=next][href]",
    ".pagination .next a[href]",
    "li.pager__item--next a[href]",
)
_HEADINGS = "h1, h2"
_LEAST_TEXT = 40
"""Letters; less, without any headline, is a template with nothing in it (soft 404)."""
_LONGEST_TITLE = 300


def recognise(page: Page) -> float:
    """Never asserts itself."""
    return 0.0


def seeds(source: Source) -> tuple[Door, ...]:
    """Start pages that name themselves a feed, then the others as lists."""
    feed = tuple(url for url in source.start if _is_feed(url) or source.via == ("feed",))
    html = tuple(url for url in source.start if url not in feed)
    return in_order(source, [Door("feed", feed), Door("html", html)])


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
    if page.form == "feed":
        links = tuple(_entry_link(entry) for entry in feeds.entries(page))
        if not links:
            raise NotAnArticle("feed", "a feed without items", url=page.url)
        return Listing(links=links)
    if page.form != "html":
        raise NotAnArticle("not_found", f"no list: the address answers with {page.form}", url=page.url)
    chosen = _selectors(source)
    links = links_of(page, _anchors(page, chosen.get("links")))
    own = tuple(link for link in links if urls.host(link.url) == urls.host(page.url))
    if not own:
        raise LayoutChanged(f"generic: links by {chosen.get('links') or 'shape'}", url=page.url)
    following = hrefs(page, *([chosen["next"]] if "next" in chosen else NEXT))
    return Listing(links=own, next=tuple(url for url in following if urls.host(url) == urls.host(page.url)))


def article(page: Page, source: Source | None = None) -> Draft:
    """Read an article.

    Raises:
        NotAnArticle: ``not_found`` for a page with neither headline nor text, ``empty``.
        LayoutChanged: the row's selector for the text finds nothing.
    """
    if page.form != "html":
        raise NotAnArticle("not_found", f"no page: the address answers with {page.form}", url=page.url)
    chosen, described = _selectors(source), structured(page)
    head = page.soup.body or page.soup
    headline = _headline(page, head, chosen, str(described.get("headline") or ""))
    node, body, rule = _body(page, head, chosen, headline)
    _require_something(page, head, body, node)
    published = _published(page, head, chosen, described)
    draft = Draft(
        url=page.url,
        canonical_url=canonical(page.url),
        item=None,
        headline=headline,
        body=body,
        published=published,
        published_raw=None if published else _stated(head, chosen),
        posted_by=_posters(head, chosen) if "author" in chosen else names(described.get("author")),
        category=(
            texts_at(head, chosen["category"])
            if "category" in chosen
            else names(described.get("articleSection"))
        ),
        notes=notes_of(_around(node)) if node is not head else (),
        rule=rule,
    )
    return with_media(draft, node, page)


def _selectors(source: Source | None) -> dict[str, str]:
    return source.selectors if source else {}


def _headline(page: Page, head: Tag, chosen: dict[str, str], described: str) -> str:
    stated = text_at(head, chosen["title"]) if "title" in chosen else ""
    if stated:
        return stated
    return described or meta(page, "og:title") or _heading(head, title_tag(page))


def _heading(head: Tag, title: str) -> str:
    """The longest heading that the document's title repeats (the site's name is shorter), else the first."""
    texts = [" ".join(text_of(tag).split("\n")) for tag in head.select(_HEADINGS, limit=20)]
    fitting = [text for text in texts if 0 < len(text) <= _LONGEST_TITLE]
    repeated = [text for text in fitting if "".join(text.split()) in "".join(title.split())]
    return max(repeated, key=len, default="") or (title if len(fitting) != 1 else fitting[0])


def _body(page: Page, head: Tag, chosen: dict[str, str], headline: str) -> tuple[Tag, str, str]:
    """The node that holds the text, the text, and the rule that found it."""
    if "body" in chosen:
        node = head.select_one(chosen["body"])
        if node is None:
            raise LayoutChanged(f"selector {chosen['body']}", url=page.url)
        cut = frozenset(map(id, node.select(chosen["drop"]))) if "drop" in chosen else frozenset[int]()
        return node, text_of(node, without=cut), chosen["body"]
    found = first(head, BODY)
    if found is not None and text_of(found[0]):
        return found[0], text_of(found[0]), found[1]
    node, text = main_text(page, headline)
    return node, text, "trafilatura"


def _require_something(page: Page, head: Tag, body: str, node: Tag) -> None:
    letters = sum(char.isalpha() for char in body)
    if letters < _LEAST_TEXT and not head.find(["h1", "h2"]) and not node.find(["img", "iframe"]):
        raise NotAnArticle("not_found", "neither headline nor text", url=page.url)


def _published(
    page: Page, head: Tag, chosen: dict[str, str], described: dict[str, object]
) -> DateValue | None:
    if "date" in chosen:
        return date_at(page, head, chosen["date"])
    stated = described.get("datePublished")
    return (
        (exact(page, stated, "page:json-ld") if isinstance(stated, str) else None)
        or date_at(page, page.soup, "meta[property='article:published_time']", method="page:meta")
        or date_at(page, head, *TIME)
    )


def _stated(head: Tag, chosen: dict[str, str]) -> str | None:
    return (text_at(head, chosen["date"]) or None) if "date" in chosen else None


def _posters(head: Tag, chosen: dict[str, str]) -> tuple[str, ...]:
    """The name alone, where the line says ``ผู้โพส : …`` too."""
    lines = texts_at(head, chosen["author"])[:1]
    return tuple(name for line in lines for name in bylines.read(line)[1].get("posted_by", [line]))


def _around(node: Tag) -> Iterator[Tag]:
    before, after = node.find_previous_siblings(limit=4), node.find_next_siblings(limit=4)
    for sibling in [*reversed(before), *after]:
        if isinstance(sibling, Tag) and sibling.name in ("div", "p", "span", "time", "small"):
            yield sibling


def _anchors(page: Page, selector: str | None) -> Iterator[tuple[Tag, Link]]:
    found = page.soup.select(selector) if selector else page.soup.find_all("a", href=_LIKE_ARTICLE)
    for tag in found:
        anchor = tag if tag.name == "a" else tag.find("a", href=True)
        if isinstance(anchor, Tag):
            text = " ".join(text_of(anchor).split("\n"))
            yield anchor, Link(url="", hint=Hint(title=text or None))


_LIKE_ARTICLE = re.compile(
    r"(?:detail|news|article|content|view|activit|announce|prpreview)[^?#]{0,200}[/=-]\d{1,12}"
    r"|[?&](?:id|no|nid|newsid|article_id|newid)=\d{1,12}",
    re.IGNORECASE,
)
"""Addresses with a number behind a word that Thai offices' sites use for single items (sources §1)."""


def _is_feed(url: str) -> bool:
    return re.search(r"rss|feed|atom|\.xml(?:$|\?)", url, re.IGNORECASE) is not None


def _entry_link(entry: feeds.Entry) -> Link:
    title = " ".join(text_of(parse(entry.title)).split("\n"))
    return Link(url=entry.url, hint=Hint(title=title or None, published_raw=entry.published_raw))
