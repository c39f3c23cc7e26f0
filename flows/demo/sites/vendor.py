"""A vendor's package: clean paths, a news grid, the poster's line; its error page answers with status 200."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.demo.records import Item
from flows.demo.site import Reply, Site, faulty, integer

PER_PAGE = 6
_DETAIL = re.compile(r"/news/detail/(?P<number>\d{1,9})/data\.html")
_GROUP = re.compile(r"/news/group/(?P<category>\d{1,4})")


def address(site: Site, item: Item) -> str:
    """``/news/detail/31989/data.html``."""
    return f"/news/detail/{item.number}/data.html"


def starts(site: Site) -> tuple[str, ...]:
    """The list of every category."""
    return tuple(f"/news/group/{site.number(name)}" for name in site.used)


def answer(site: Site, path: str, query: Mapping[str, str]) -> Reply | None:
    """Home, list or detail."""
    if path == "/":
        return _list(site, None, 1)
    found = _GROUP.fullmatch(path)
    if found:
        name = site.named(int(found["category"]))
        return _list(site, name, max(1, integer(query, "page", 1))) if name else None
    found = _DETAIL.fullmatch(path)
    if not found:
        return None
    item = site.find(int(found["number"]))
    if item is None or item.fault == "soft_404":
        return Reply(body=site.page("vendor_gone.html").encode())
    text = site.page("vendor_detail.html", item=item, address=lambda one: address(site, one))
    return faulty(item, Reply(body=text.encode(), modified=item.published))


def _list(site: Site, category: str | None, page: int) -> Reply | None:
    items = site.within(category) if category else site.items[:PER_PAGE]
    pages = -(-len(items) // PER_PAGE)
    if not 1 <= page <= max(1, pages):
        return None
    text = site.page(
        "vendor_list.html",
        category=category or site.office.short,
        items=items[(page - 1) * PER_PAGE : page * PER_PAGE],
        number=site.number(category) if category else 0,
        page_number=page,
        pages=pages,
        address=lambda one: address(site, one),
    )
    return Reply(body=text.encode(), modified=site.modified)
