"""The central CMS of the Public Relations Department: lists by category number, details by ``iid``, RSS."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.demo.records import Item
from flows.demo.site import Reply, Site, faulty

_LIST = re.compile(r"/th/content/category/(?P<what>index|xml)/id/(?P<category>\d{1,4})")
_DETAIL = re.compile(r"/th/content/category/detail/id/(?P<category>\d{1,4})/iid/(?P<number>\d{1,9})")
_STATIC = re.compile(r"/th/content/page/index/id/(?P<number>\d{1,9})")


def address(site: Site, item: Item) -> str:
    """``/th/content/category/detail/id/9/iid/548211``; a static page has another."""
    if item.kind == "static":
        return f"/th/content/page/index/id/{item.number}"
    return f"/th/content/category/detail/id/{site.number(item.category)}/iid/{item.number}"


def starts(site: Site) -> tuple[str, ...]:
    """The list of every category."""
    return tuple(f"/th/content/category/index/id/{site.number(name)}" for name in site.used)


def answer(site: Site, path: str, query: Mapping[str, str]) -> Reply | None:
    """Home, list, feed, detail or static page."""
    if path in ("/", "/th/index", "/th"):
        return _page(site, "prd_home.html")
    found = _LIST.fullmatch(path)
    if found:
        return _list(site, int(found["category"]), feed=found["what"] == "xml")
    found = _DETAIL.fullmatch(path) or _STATIC.fullmatch(path)
    item = site.find(int(found["number"])) if found else None
    return _detail(site, item) if item is not None and path == address(site, item) else None


def _page(site: Site, template: str, **values: object) -> Reply:
    text = site.page(template, address=lambda item: address(site, item), **values)
    return Reply(body=text.encode(), modified=site.modified)


def _list(site: Site, category: int, *, feed: bool) -> Reply | None:
    name = site.named(category)
    if name is None:
        return None
    reply = _page(
        site,
        "prd_rss.xml" if feed else "prd_list.html",
        category=name,
        items=site.within(name),
        number=category,
    )
    return Reply(body=reply.body, content_type="text/xml", modified=reply.modified) if feed else reply


def _detail(site: Site, item: Item) -> Reply:
    related = tuple(one for one in site.items if one.number != item.number and one.kind == "news")[:4]
    text = site.page("prd_detail.html", item=item, related=related, address=lambda one: address(site, one))
    return faulty(item, Reply(body=text.encode(), modified=item.published))
