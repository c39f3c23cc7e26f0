"""A hand-made PHP site of the 2000s: layout tables, ``news_detail.php?No=``, windows-874 without a header."""

from __future__ import annotations

from collections.abc import Mapping

from flows.demo.records import Item
from flows.demo.site import Reply, Site, faulty, integer

CHARSET = "cp874"
PLAIN = "text/html"
PER_PAGE = 5


def address(site: Site, item: Item) -> str:
    """``/news_detail.php?No=506``."""
    return f"/news_detail.php?No={item.number}"


def starts(site: Site) -> tuple[str, ...]:
    """The list of every category."""
    return tuple(f"/news.php?type={site.number(name)}" for name in site.used)


def answer(site: Site, path: str, query: Mapping[str, str]) -> Reply | None:
    """Home, list or detail."""
    if path in ("/", "/index.php"):
        return _list(site, site.office.categories[0], 1)
    if path == "/news.php":
        name = site.named(integer(query, "type"))
        return _list(site, name, max(1, integer(query, "page", 1))) if name else None
    item = site.find(integer(query, "No")) if path == "/news_detail.php" else None
    if item is None:
        return None
    text = site.page("legacy_detail.html", item=item, address=lambda one: address(site, one))
    return faulty(item, Reply(body=encoded(text), content_type=PLAIN, modified=item.published))


def encoded(text: str) -> bytes:
    """Windows-874 bytes; letters that it lacks become character references."""
    return text.encode(CHARSET, "xmlcharrefreplace")


def _list(site: Site, category: str, page: int) -> Reply | None:
    items = site.within(category)
    pages = max(1, -(-len(items) // PER_PAGE))
    if page > pages:
        return None
    text = site.page(
        "legacy_list.html",
        category=category,
        number=site.number(category),
        items=items[(page - 1) * PER_PAGE : page * PER_PAGE],
        page_number=page,
        pages=pages,
        address=lambda one: address(site, one),
    )
    return Reply(body=encoded(text), content_type=PLAIN, modified=site.modified)
