"""WordPress: ``?p=`` or dated permalinks, paged home, RSS with whole posts, REST unless switched off."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote

from flows.demo.records import Item
from flows.demo.site import Reply, Site, excerpt, faulty, html_of, integer

PER_PAGE = 5
FEED_LENGTH = 20
SLUG_BYTES = 200
"""WordPress cuts slugs at 200 bytes of their percent-coded form."""
OFFSET = timedelta(hours=7)
_PAGED = re.compile(r"/page/(?P<page>\d{1,4})/?")
_API = re.compile(r"/wp-json(?P<route>/.*)?")
_DATED = re.compile(r"/\d{4}/\d\d/\d\d/[^/]+/?")


def address(site: Site, item: Item) -> str:
    """``/?p=1204`` or ``/2026/11/12/slug/``."""
    if site.office.permalinks == "plain":
        return f"/?p={item.number}"
    return f"/{item.published:%Y/%m/%d}/{slug(item.title)}/"


def slug(title: str) -> str:
    """A title as WordPress writes it into an address: lower-case percent codes, cut at a letter."""
    words = re.sub(r"[\s\"“”‘’():,./!?]+", "-", title).strip("-")
    while len(quote(words)) > SLUG_BYTES:
        words = words[:-1]
    return quote(words).lower()


def starts(site: Site) -> tuple[str, ...]:
    """The home page."""
    return ("/",)


def answer(site: Site, path: str, query: Mapping[str, str]) -> Reply | None:
    """REST, feed, post, or a page of posts."""
    api = _API.fullmatch(path)
    if api or "rest_route" in query:
        return _rest(site, (api["route"] or "/") if api else query["rest_route"], query)
    if path.rstrip("/") == "/feed" or query.get("feed") == "rss2":
        return _feed(site, max(1, integer(query, "paged", 1)))
    if path == "/" and "p" in query:
        return _by_number(site, integer(query, "p"))
    if _DATED.fullmatch(path):
        return _by_path(site, path)
    found = _PAGED.fullmatch(path)
    if path == "/" or found:
        page = int(found["page"]) if found else integer(query, "paged", 1)
        return _home(site, page, integer(query, "cat"))
    return None


def _by_number(site: Site, number: int) -> Reply | None:
    item = site.find(number)
    if item is None or site.office.permalinks == "plain":
        return _post(site, item) if item else None
    return Reply(body=b"", status=301, headers=(("Location", site.base + address(site, item)),))


def _by_path(site: Site, path: str) -> Reply | None:
    asked = unquote(path).rstrip("/")
    return next(
        (_post(site, item) for item in site.items if unquote(address(site, item)).rstrip("/") == asked), None
    )


def _post(site: Site, item: Item) -> Reply:
    text = site.page("wp_post.html", item=item, address=lambda one: address(site, one))
    return faulty(item, Reply(body=text.encode(), modified=item.published))


def _home(site: Site, page: int, category: int) -> Reply | None:
    name = site.named(category) if category else None
    items = site.within(name) if name else site.items
    pages = -(-len(items) // PER_PAGE)
    if not 1 <= page <= pages:
        return None
    shown = items[(page - 1) * PER_PAGE : page * PER_PAGE]
    text = site.page(
        "wp_home.html", items=shown, page_number=page, pages=pages, address=lambda one: address(site, one)
    )
    return Reply(body=text.encode(), modified=site.modified)


def _feed(site: Site, page: int) -> Reply | None:
    shown = site.items[(page - 1) * FEED_LENGTH : page * FEED_LENGTH]
    if not shown:
        return None
    text = site.page("wp_rss.xml", items=shown, offset=OFFSET, address=lambda one: address(site, one))
    return Reply(
        body=text.encode(), content_type="application/rss+xml; charset=UTF-8", modified=site.modified
    )


def _rest(site: Site, route: str, query: Mapping[str, str]) -> Reply:
    if not site.office.rest:
        return _json(
            {"code": "rest_login_required", "message": "REST API restricted", "data": {"status": 401}}, 401
        )
    if route.rstrip("/") == "":
        return _json(
            {"name": site.office.short, "namespaces": ["oembed/1.0", "wp/v2"], "routes": {"/wp/v2/posts": {}}}
        )
    if route.rstrip("/") != "/wp/v2/posts":
        return _json({"code": "rest_no_route", "message": "No route was found", "data": {"status": 404}}, 404)
    return _posts(site, query)


def _posts(site: Site, query: Mapping[str, str]) -> Reply:
    size, page = min(max(1, integer(query, "per_page", 10)), 100), max(1, integer(query, "page", 1))
    pages = -(-len(site.items) // size)
    if page > pages:
        wrong = {
            "code": "rest_post_invalid_page_number",
            "message": "page too large",
            "data": {"status": 400},
        }
        return _json(wrong, 400)
    shown = site.items[(page - 1) * size : page * size]
    reply = _json([_record(site, item) for item in shown])
    headers = (("X-WP-Total", str(len(site.items))), ("X-WP-TotalPages", str(pages)))
    return Reply(body=reply.body, content_type=reply.content_type, headers=headers, modified=site.modified)


def _record(site: Site, item: Item) -> dict[str, Any]:
    link = site.base + address(site, item)
    number = site.number(item.category)
    author = {"id": 2, "name": item.by, "link": f"{site.base}/author/{quote(item.by)}/", "slug": "staff"}
    term = {"id": number, "name": item.category, "taxonomy": "category", "link": f"{site.base}/?cat={number}"}
    local, utc = item.published, item.published - OFFSET
    return {
        "id": item.number,
        "date": local.isoformat(),
        "date_gmt": utc.isoformat(),
        "guid": {"rendered": f"{site.base}/?p={item.number}"},
        "modified": local.isoformat(),
        "modified_gmt": utc.isoformat(),
        "slug": slug(item.title),
        "status": "publish",
        "type": "post",
        "link": link,
        "title": {"rendered": item.title},
        "content": {"rendered": html_of(item), "protected": False},
        "excerpt": {"rendered": f"<p>{excerpt(item)}</p>\n", "protected": False},
        "author": 2,
        "format": "standard",
        "categories": [number],
        "tags": [],
        "_embedded": {"author": [author], "wp:term": [[term], []]},
    }


def _json(value: object, status: int = 200) -> Reply:
    return Reply(
        body=json.dumps(value).encode(), content_type="application/json; charset=UTF-8", status=status
    )
