"""WordPress addresses: five styles of permalinks, REST in two spellings, installs in folders."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from pipelines import urls

PAGE_SIZE = 20
"""Posts a REST answer; about 25 KB each, so a daily look costs half a megabyte at most."""

DROP = ("replytocom", "share", "nb", "print", "amp", "preview", "_wpnonce")
"""Parameters that show a post in another dress; everything else may be identity."""

_REST = re.compile(r"/wp-json(?P<route>/.*)?$")
_ROUTE = re.compile(r"/wp/v2/[a-z_-]{1,40}/(\d{1,12})/?$")
_ARCHIVES = re.compile(r"(?P<folder>(?:/[^/]+)*)/archives/(?P<number>\d{1,12})/?$")
_NUMBER = re.compile(r"/(?P<number>\d{1,12})/?$")
_YEAR = re.compile(r"(?:19|20|24|25|26)\d\d")
_INSIDE = re.compile(r"/(?:category|tag|author|archives|page|feed|date|\d{4}/\d{1,2})(?:/|$)")


def canonical(url: str) -> str:
    """Drop what changes a post's dress; ``index.php`` at the end is the folder itself."""
    return re.sub(r"/index\.php(?=\?|$)", "/", urls.canonical(url, drop=DROP))


def item(url: str) -> str | None:
    """The post's number: ``?p=N``, ``/archives/N``, ``/N/``, a REST address; led by the folder of an install.

    Two installs on one host (``/2567/`` is a new site each fiscal year) count from 1 each, hence the folder.
    """
    path = urls.path(url)
    number = urls.parameter(url, "p") or urls.parameter(url, "page_id")
    if number and number.isascii() and number.isdigit():
        return _in_folder(folder(url), number)
    route = _ROUTE.search(urls.parameter(url, "rest_route") or path)
    if route:
        return _in_folder(folder(url), route[1])
    found = _ARCHIVES.fullmatch(path)
    if found:
        return _in_folder(found["folder"], found["number"])
    found = _NUMBER.fullmatch(path)
    return found["number"] if found and not _YEAR.fullmatch(found["number"]) else None


def folder(url: str) -> str:
    """The folder WordPress is installed in, as far as the address shows it: ``/roiet`` or empty."""
    path = urls.path(url)
    path = _REST.sub("", path).removesuffix("/index.php")
    return _INSIDE.split(path, maxsplit=1)[0].rstrip("/")


def rest_urls(start: str) -> tuple[str, str] | None:
    """The REST addresses of a start page's posts, with ``?rest_route=`` and with ``/wp-json``.

    None for a start page that shows only a part of the posts (a category by name, an author): REST would
    bring the others too. A category by number (``?cat=5``) is asked for by number.
    """
    parts = urlsplit(start)
    if _REST.search(parts.path) or urls.parameter(start, "rest_route"):
        return start, ""
    category = urls.parameter(start, "cat")
    if _INSIDE.search(parts.path) or (parts.query and not category):
        return None
    root = parts.path.removesuffix("index.php")
    root = root if root.endswith("/") else root + "/"
    asked = {"_embed": "1", "per_page": str(PAGE_SIZE)} | ({"categories": category} if category else {})
    plain = urlunsplit(parts._replace(path=root, query="", fragment=""))
    pretty = urlunsplit(parts._replace(path=root + "wp-json/wp/v2/posts", query="", fragment=""))
    return (
        urls.with_parameters(plain, rest_route="/wp/v2/posts", **asked),
        urls.with_parameters(pretty, **asked),
    )


def post_url(rest: str, item: str) -> str | None:
    """The REST address of one post, told from that of a list which held it; None where it has no number."""
    number = item.rpartition("-")[2]
    route = urls.parameter(rest, "rest_route")
    parts = urlsplit(rest)
    if not number.isdecimal() or not (route or _REST.search(parts.path)):
        return None
    if route:
        plain = urlunsplit(parts._replace(query="", fragment=""))
        return urls.with_parameters(plain, rest_route=f"{route.rstrip('/')}/{number}", _embed="1")
    return urlunsplit(
        parts._replace(path=f"{parts.path.rstrip('/')}/{number}", query="_embed=1", fragment="")
    )


def _in_folder(name: str, number: str) -> str:
    return "-".join([*filter(None, name.split("/")), number])
