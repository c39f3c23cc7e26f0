"""Joomla 3 to 5, and its K2 extension.

An item is known by its number, host-wide: one item stands under several menus (``/news/618-a``,
``/pr/618-a``, ``?view=article&id=618``). K2 counts its items by itself, so theirs is ``k2-31``. Each page has
a print twin, which is refused and named by its original. Selectors of Joomla 4 and 5 are those of
``components/com_content/tmpl/article/default.php``; of 3, those of the saved reproduction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlsplit

from bs4 import Tag

from pipelines import feeds, urls
from pipelines.errors import LayoutChanged, NotAnArticle
from pipelines.families.doors import Door, in_order, sitemaps_of
from pipelines.families.reading import (
    date_at,
    exact,
    first,
    hrefs,
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
from pipelines.records import DateValue, Draft, Hint, Link, Listing, Source
from pipelines.selectors import select, select_one
from pipelines.tree import parse

VERSION = 3
K2 = "k2-"
"""Before the number of a K2 item."""

BODY = (
    ".com-content-article__body",
    "[itemprop=articleBody]",
    ".itemBody .itemFullText",
    ".itemBody",
    ".item-page",
)
TITLE = (
    "[itemprop=headline]",
    ".item-page .page-header h1",
    ".item-page .page-header h2",
    ".item-page h1",
    ".item-page h2",
    ".itemTitle",
    ".page-header h1",
)
TIME = (
    "time[itemprop=datePublished]",
    "dd.published time[datetime]",
    "time[itemprop=dateCreated]",
    "dd.create time[datetime]",
    ".itemDateCreated time[datetime]",
    "meta[itemprop=datePublished]",
)
STATED = ("dd.published", "dd.create", ".itemDateCreated", ".createdate")
AUTHOR = (
    "[itemprop=author] [itemprop=name]",
    ".createdby [itemprop=name]",
    "dd.createdby",
    ".itemAuthor a",
    ".itemAuthor",
)
CATEGORY = (".category-name a", "dd.category-name", "[itemprop=genre]", ".itemCategory a")
ITEM_LINKS = (
    ".com-content-category-blog__item h2 a, .items-leading h2 a, .items-row h2 a, .blog h2 a,"
    " .item-title a, [itemprop=blogPost] h2 a, .list-title a, table.category td a,"
    " .catItemTitle a, .blog-items h2 a, .category-list a.list-title"
)
TITLE_LINKS = (
    ".com-content-category-blog__item h2 a, .items-leading h2 a, .items-row h2 a, .blog-items h2 a,"
    " .blog-featured h2 a, .com-content-category__table .list-title a"
)
"""Links that are titles of items and nothing else, numbered or not."""
NEXT = (
    "link[rel~=next][href]",
    "li.pagination-next a[href]",
    ".pagination-next a[href]",
    "a[rel~=next][href]",
    ".pagination a.next[href]",
    "a[aria-label*=next i][href]",
    "a[title='ถัดไป'][href]",
)
HEAD = "dl.article-info, .article-info, .icons, .itemDateCreated, .itemAuthor, .itemCategory"
DRESSING = ".page-header, [itemprop=headline], ul.actions, ul.pager, .item-page > h1, .item-page > h2"
_K2_BODIES = (".itemBody .itemFullText", ".itemBody")
_OWN_BODIES = (".com-content-article__body", ".item-page")
_ITEM = re.compile(r"/(item/)?(\d{1,9})-[^/]{1,300}?(?:\.html)?/?$")
_ALIAS = re.compile(r"/\d{1,9}-(20\d\d-[01]\d-[0-3]\d)-[0-2]\d-[0-5]\d-[0-5]\d(?:\.html)?/?$")
_ALIAS_CONFIDENCE = 0.8
"""Seen five times (sources §1); whether the clock was UTC was not."""
_LEAD = re.compile(r"^(?:เขียนโดย|โพสต์โดย|Written by|Posted by)\s{0,3}[:：]?\s{0,3}", re.IGNORECASE)
_PRINT = ("print", "tmpl", "layout", "page", "format", "type")
_TRACK = ("itemid", "lang", "catid")


def recognise(page: Page) -> float:
    """By the generator, and the containers of its article and list views."""
    if page.form == "feed":
        return 0.9 if "Joomla!" in page.text[:20_000] else 0.0
    if page.form != "html":
        return 0.0
    if meta(page, "generator").startswith("Joomla!"):
        return 1.0
    known = ".com-content-article, .item-page, #k2Container, script[src*='/media/system/js/']"
    return 0.9 if select_one(page.soup, known) else 0.0


def seeds(source: Source) -> tuple[Door, ...]:
    """The feed of each start page, then the pages themselves."""
    sitemap = sitemaps_of(source)
    html = tuple(url for url in source.start if url not in sitemap)
    feed = tuple(urls.with_parameters(url, format="feed", type="rss") for url in html)
    return in_order(source, [Door("feed", feed), Door("html", html), Door("sitemap", sitemap)])


def canonical(url: str) -> str:
    """Drop what makes the print twin of an item, and the menu it was reached by."""
    drop = (*_PRINT, *_TRACK) if item(url) else ("print", "tmpl")
    return urls.canonical(url, drop=drop)


def key(url: str) -> str:
    """One address for all menus that an item stands under: the last part, ``item/`` before K2's.

    Two installations in folders of one host have no alias *and* number in common.
    """
    address = canonical(url)
    found = _ITEM.search(urls.path(url))
    if found is None:
        return address
    parts = urlsplit(address)
    return parts._replace(path=quote(found[0], safe="/"), query="").geturl()


def item(url: str) -> str | None:
    """The item's number: the last part's ``618-alias``, or ``id=618:alias`` of an article view.

    ``k2-31`` where K2's ``item/`` stands before the number, or its ``view=item``.
    """
    number, view = urls.parameter(url, "id"), urls.parameter(url, "view")
    if number and view in ("article", "item"):
        leading = number.partition(":")[0]
        return _named(leading, k2=view == "item") if leading.isascii() and leading.isdigit() else None
    found = _ITEM.search(urls.path(url))
    return _named(found[2], k2=found[1] is not None) if found else None


def is_k2(url: str, rule: str) -> bool:
    """Say whether an item is K2's: by the rule that found its text, else by its address.

    A setting of K2 leaves ``item/`` out, and a menu of Joomla's own may be called so.
    """
    if rule in _K2_BODIES or rule in _OWN_BODIES:
        return rule in _K2_BODIES
    return (item(url) or "").startswith(K2)


def _named(number: str, *, k2: bool) -> str:
    return f"{K2}{number}" if k2 else number


def _item_of(url: str, rule: str) -> str | None:
    found = item(url)
    return _named(found.removeprefix(K2), k2=is_k2(url, rule)) if found else None


def listing(page: Page, source: Source | None = None) -> Listing:
    """Read a category's feed, blog or table; feeds hold introductions, so all give links."""
    if page.form == "feed":
        links = tuple(_entry_link(entry) for entry in feeds.entries(page))
        if not links:
            raise NotAnArticle("feed", "a feed without items", url=page.url)
        return Listing(links=links)
    if page.form != "html":
        raise NotAnArticle("not_found", f"no list: the address answers with {page.form}", url=page.url)
    links = _numbered(page) or _unnumbered(page)
    if not links:
        raise LayoutChanged("joomla: titles in a category view", url=page.url)
    return Listing(links=links, next=hrefs(page, *NEXT))


def _numbered(page: Page) -> tuple[Link, ...]:
    return tuple(link for link in _own(page, ITEM_LINKS) if item(link.url))


def _unnumbered(page: Page) -> tuple[Link, ...]:
    """Titles where routing leaves the numbers out, as Joomla 4 and 5 do in a new install (``sef_ids``)."""
    here = canonical(page.url)
    return tuple(link for link in _own(page, TITLE_LINKS) if canonical(link.url) != here)


def _own(page: Page, selector: str) -> Iterator[Link]:
    """What a selector finds on the page's own host."""
    found = links_of(page, _anchors(page, selector))
    return (link for link in found if urls.host(link.url) == urls.host(page.url))


def article(page: Page, source: Source | None = None) -> Draft:
    """Read one item.

    Raises:
        NotAnArticle: ``duplicate_view`` for a print twin, ``list`` for a category, ``not_found``, ``empty``.
        LayoutChanged: no rule finds its text.
    """
    if page.form != "html":
        raise NotAnArticle("not_found", f"no page: the address answers with {page.form}", url=page.url)
    _refuse_twin(page)
    found = first(page.soup, BODY)
    if found is None:
        raise _refusal(page)
    node, rule = found
    scope = node.find_parent(class_=["item-page", "com-content-article", "itemView"]) or node
    head = select(scope, HEAD, limit=5)
    dressing = frozenset(map(id, [*head, *select(scope, DRESSING, limit=9)]))
    stated = text_at(scope, *STATED) or None
    moment = date_at(page, scope, *TIME) or (None if stated or page.hint.published_raw else _created(page))
    draft = Draft(
        url=page.url,
        canonical_url=canonical(page.url),
        item=_item_of(page.url, rule),
        headline=text_at(page.soup, *TITLE) or meta(page, "og:title") or title_tag(page),
        body=text_of(node, without=dressing),
        published=moment,
        published_raw=None if moment else stated,
        posted_by=tuple(_LEAD.sub("", name) for name in texts_at(scope, *AUTHOR)[:1]),
        category=texts_at(scope, *CATEGORY),
        notes=notes_of(head),
        rule=rule,
    )
    return with_media(draft, node, page)


def _created(page: Page) -> DateValue | None:
    """The day in an alias that Joomla made of the clock, where a title has no Latin letters.

    The clock's zone is not stated; in office hours the day is the same in Bangkok and in UTC.
    """
    found = _ALIAS.search(urls.path(page.url))
    value = exact(page, found[1], "page:alias") if found else None
    return replace(value, confidence=_ALIAS_CONFIDENCE) if value else None


def _refuse_twin(page: Page) -> None:
    """Refuse a print, bare or PDF view, naming the page it repeats."""
    values = {name: urls.parameter(page.url, name) for name in ("print", "tmpl", "format", "layout")}
    bare = values["tmpl"] in ("component", "raw") or values["format"] == "pdf"
    if values["print"] or bare or values["layout"] == "print":
        raise NotAnArticle("duplicate_view", "a print view", url=page.url, canonical_url=canonical(page.url))


def _refusal(page: Page) -> LayoutChanged | NotAnArticle:
    if select_one(page.soup, ".error-page, #errorboxbody, #errorbox, .error404"):
        return NotAnArticle("not_found", "Joomla's error page", url=page.url)
    if next(_anchors(page), None) is not None:
        return NotAnArticle("list", "a category view", url=page.url)
    return LayoutChanged("joomla: " + ", ".join(BODY[:2]), url=page.url)


def _anchors(page: Page, selector: str = ITEM_LINKS) -> Iterator[tuple[Tag, Link]]:
    for anchor in select(page.soup, selector):
        text = " ".join(text_of(anchor).split("\n"))
        yield anchor, Link(url="", hint=Hint(title=text or None, published_raw=_beside(anchor)))


def _beside(anchor: Tag) -> str | None:
    """The date of the row or block that a title stands in."""
    row = anchor.find_parent(["tr", "article"]) or anchor.find_parent(attrs={"itemprop": "blogPost"})
    if row is None:
        return None
    time = select_one(row, "time[datetime]")
    stated = time.get("datetime") if time is not None else None
    return (
        stated if isinstance(stated, str) else text_at(row, ".list-date", ".created", ".createdate") or None
    )


def _entry_link(entry: feeds.Entry) -> Link:
    title = " ".join(text_of(parse(entry.title)).split("\n"))
    hint = Hint(title=title or None, published_raw=entry.published_raw, category=entry.terms[:1])
    return Link(url=entry.url, hint=hint)
