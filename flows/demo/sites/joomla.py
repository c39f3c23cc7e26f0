"""Joomla 3: category lists with ``?start=``, a feed of beginnings, item pages and their print views."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.demo.records import Item
from flows.demo.site import Reply, Site, faulty, integer

PER_PAGE = 5
_MENU = re.compile(r"/index\.php/(?P<menu>[a-z]{3,20})(?:/(?P<number>\d{1,9})-[0-9-]+)?")
MENUS = ("news", "announce", "procure", "about", "internal")
"""The menu's aliases, in the order of the office's categories."""


def address(site: Site, item: Item) -> str:
    """``/index.php/news/618-2026-11-02-03-11-40``: Joomla's alias for a Thai title is its time."""
    menu = MENUS[site.office.categories.index(item.category)]
    return f"/index.php/{menu}/{item.number}-{item.published:%Y-%m-%d-%H-%M-%S}"


def starts(site: Site) -> tuple[str, ...]:
    """The lists of all categories; a closed one is only linked."""
    return tuple(f"/index.php/{MENUS[site.office.categories.index(name)]}" for name in site.used)


def answer(site: Site, path: str, query: Mapping[str, str]) -> Reply | None:
    """Home, list, feed, item or print view."""
    if path in ("/", "/index.php"):
        return _list(site, 0, 0)
    found = _MENU.fullmatch(path)
    if found is None or found["menu"] not in MENUS[: len(site.office.categories)]:
        return None
    index = MENUS.index(found["menu"])
    if found["number"]:
        item = site.find(int(found["number"]))
        return _item(site, item, printed=query.get("tmpl") == "component") if item else None
    if query.get("format") == "feed":
        return _feed(site, index)
    return _list(site, index, integer(query, "start") or integer(query, "limitstart"))


def _within(site: Site, index: int) -> tuple[Item, ...]:
    """A category's items; closed items are linked from the first list, as editors do."""
    closed = site.office.categories[MENUS.index("internal") :]
    wanted = {site.office.categories[index], *(closed if index == 0 else ())}
    return tuple(item for item in site.items if item.category in wanted)


def _list(site: Site, index: int, start: int) -> Reply | None:
    items = _within(site, index)
    if start and start >= len(items):
        return None
    text = site.page(
        "joomla_list.html",
        menu=MENUS[index],
        category=site.office.categories[index],
        items=items[start : start + PER_PAGE],
        starts=tuple(range(0, len(items), PER_PAGE)),
        start=start,
        menus=MENUS,
        address=lambda one: address(site, one),
    )
    return Reply(body=text.encode(), modified=site.modified)


def _feed(site: Site, index: int) -> Reply:
    text = site.page(
        "joomla_rss.xml",
        menu=MENUS[index],
        category=site.office.categories[index],
        items=_within(site, index)[:10],
        address=lambda one: address(site, one),
    )
    return Reply(
        body=text.encode(), content_type="application/rss+xml; charset=utf-8", modified=site.modified
    )


def _item(site: Site, item: Item, *, printed: bool) -> Reply:
    text = site.page(
        "joomla_print.html" if printed else "joomla_item.html",
        item=item,
        menus=MENUS,
        related=tuple(one for one in _within(site, 0) if one.number != item.number)[:3],
        address=lambda one: address(site, one),
    )
    return faulty(item, Reply(body=text.encode(), modified=item.published))
