"""Looks that the sample sites lack: what else Thailand's small offices run. Markup and text are our own.

Each look draws an office's items and knows their addresses; lists hold :data:`PER_PAGE` items, so that older
ones are found by paging alone.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from flows.demo import sites
from flows.demo.records import Item
from flows.demo.records import Look as DemoLook
from flows.demo.site import Reply, Site, html_of

PER_PAGE = 3
XML = "application/xml; charset=utf-8"
Query = Mapping[str, str]
Answer = Callable[[Site, str, Query], Reply | None]
"""Site, path, query with the fields of a posted form."""


@dataclass(frozen=True)
class Look:
    """How an office's site is drawn, and how its row reads."""

    family: str
    starts: Callable[[Site], tuple[str, ...]]
    address: Callable[[Site, Item], str]
    answer: Answer
    row: dict[str, object] = field(default_factory=dict)
    demo: DemoLook = "vendor"
    """The sample sites' look, where one of theirs is meant."""


def _page(title: str, body: str, head: str = "", charset: str = "utf-8") -> Reply:
    head = f"<meta charset={charset}>{head}<title>{escape(title)}</title>"
    codec = "cp874" if charset != "utf-8" else charset
    text = f"<!DOCTYPE html><html lang=th><head>{head}</head><body>{body}</body></html>".encode(codec)
    return Reply(body=text, content_type=f"text/html; charset={charset}")


def _part(site: Site, page: int) -> tuple[Item, ...]:
    return site.items[(page - 1) * PER_PAGE : page * PER_PAGE]


def _pages(site: Site) -> int:
    return -(-len(site.items) // PER_PAGE)


def _number(text: str, default: int = 0) -> int:
    return int(text) if text.isdigit() else default


def _drupal(site: Site, path: str, query: Query) -> Reply | None:
    head = '<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">'
    if path == "/news":
        page = _number(query.get("page", "")) + 1
        rows = "".join(
            f'<div class="views-row"><div class="views-field-title"><a href="{_alias(site, item)}">'
            f"{escape(item.title)}</a></div></div>"
            for item in _part(site, page)
        )
        more = (
            f'<li class="pager__item--next"><a href="?page={page}">ถัดไป</a></li>'
            if page < _pages(site)
            else ""
        )
        twin = f'<a href="/node/{site.items[0].number}">ข่าวเด่น</a>'
        return _page(
            "ข่าว", f'{twin}<div class="view-content">{rows}</div><ul class="pager">{more}</ul>', head
        )
    item = next((one for one in site.items if path in (_alias(site, one), f"/node/{one.number}")), None)
    if item is None:
        return None
    short = f'<link rel="shortlink" href="/node/{item.number}">'
    body = (
        f'<h1 class="page-title">{escape(item.title)}</h1><article class="node"><div class="node__meta">'
        f'<time datetime="{item.published.isoformat()}+07:00">x</time></div><div class="node__content">'
        f'<div class="field--name-body">{html_of(item)}</div></div></article>'
    )
    return _page(f"{item.title} | {site.office.short}", body, head + short)


def _alias(site: Site, item: Item) -> str:
    return f"/ข่าว/เรื่องที่-{item.number}"


def _k2(site: Site, path: str, query: Query) -> Reply | None:
    head = '<meta name="generator" content="Joomla! - Open Source Content Management">'
    if path == "/index.php/news":
        start = _number(query.get("start", ""))
        rows = "".join(
            f'<h3 class="catItemTitle"><a href="{path}">{escape(item.title)}</a></h3>'
            for item in site.items[start : start + PER_PAGE]
            for path in _menus(site, item)
        )
        rest = start + PER_PAGE < len(site.items)
        more = (
            f'<li class="pagination-next"><a href="?start={start + PER_PAGE}">ถัดไป</a></li>' if rest else ""
        )
        months = (
            '<table class="calendar"><tr><td><a href="/index.php/calendar/2031/06">6</a></td></tr></table>'
        )
        return _page("ข่าว", f'<div id="k2Container">{rows}</div><ul>{more}</ul>{months}', head)
    item = next((one for one in site.items if path in _menus(site, one)), None)
    if item is None:
        return None
    twin = f'<a href="{path}?tmpl=component&amp;print=1">พิมพ์</a>'
    body = (
        f'<div id="k2Container" class="itemView"><h2 class="itemTitle">{escape(item.title)}</h2>{twin}'
        f'<div class="itemBody"><div class="itemFullText">{html_of(item)}</div></div></div>'
    )
    return _page(item.title, body, head)


def _k2_address(site: Site, item: Item) -> str:
    return f"/index.php/news/item/{item.number}-{item.published:%Y-%m-%d-%H-%M-%S}"


def _menus(site: Site, item: Item) -> tuple[str, str]:
    return _k2_address(site, item), _k2_address(site, item).replace("/news/", "/pr/")


def _webforms(site: Site, path: str, query: Query) -> Reply | None:
    """Page 2 and later by posting what the page before it carried; any other state is an error."""
    if path.lower() == "/newslist.aspx":
        page = 1
        if "__VIEWSTATE" in query:
            page = _number(query.get("__EVENTARGUMENT", "").removeprefix("Page$"), 1)
            if query["__VIEWSTATE"] != f"state+{page - 1}/=" or query.get("__EVENTTARGET") != "ctl00$gv":
                return Reply(body=b"Server Error in '/' Application.", status=500)
        rows = "".join(
            f'<tr><td><a href="NewsDetail.aspx?NewsID={item.number}">{escape(item.title)}</a></td></tr>'
            for item in _part(site, page)
        )
        cells = "".join(
            f"<td><span>{n}</span></td>"
            if n == page
            else f"<td><a href=\"javascript:__doPostBack('ctl00$gv','Page${n}')\">{n}</a></td>"
            for n in range(1, _pages(site) + 1)
        )
        return _page(
            "ข่าว", _form(f"<table>{rows}<tr><td><table><tr>{cells}</tr></table></td></tr></table>", page)
        )
    item = site.find(_number({name.lower(): value for name, value in query.items()}.get("newsid", "")))
    if item is None:
        return None
    body = (
        f'<span id="ctl00_lblTitle">{escape(item.title)}</span>'
        f'<div id="ctl00_lblDetail">{html_of(item)}</div>'
    )
    return _page(item.title, _form(body, 1))


def _form(inner: str, page: int) -> str:
    hidden = f'<input type=hidden name=__VIEWSTATE value="state+{page}/=">'
    search = '<input name="q" value=""><input type=submit name=go value="ค้นหา">'
    return f'<form method=post action="newslist.aspx">{hidden}{search}{inner}</form>'


def _package(site: Site, path: str, query: Query) -> Reply | None:
    """One item's parameters stand this way round on one page and that way round on the other."""
    if path == "/index/" and query.get("page") == "newslist":
        page = _number(query.get("no", ""), 1)
        rows = "".join(
            f'<li><a href="{_swapped(site, item, page)}">{escape(item.title)}</a></li>'
            for item in _part(site, page)
        )
        again = f'<li><a href="{_swapped(site, site.items[0], 2)}">{escape(site.items[0].title)}</a></li>'
        pager = "".join(
            f"<b>{n}</b> " if n == page else f'<a href="/index/?page=newslist&amp;no={n}">{n}</a> '
            for n in range(1, _pages(site) + 1)
        )
        return _page("ข่าว", f"<ul>{rows}{again}</ul><div>{pager}</div>")
    item = next((one for one in site.items if query.get("detail") == _token(one)), None)
    if item is None:
        return None
    body = f'<h1 class="news-title">{escape(item.title)}</h1><div class="news-detail">{html_of(item)}</div>'
    return _page(item.title, body)


def _token(item: Item) -> str:
    return f"cac7L{item.number:x}"


def _package_address(site: Site, item: Item) -> str:
    return f"/index/?detail={_token(item)}&page=article{item.number}"


def _swapped(site: Site, item: Item, page: int) -> str:
    if page % 2 or item is site.items[-1]:
        return escape(_package_address(site, item))
    return escape(f"/index/?page=article{item.number}&detail={_token(item)}")


def _php(site: Site, path: str, query: Query) -> Reply | None:
    """windows-874 with a session in each link, a new one with each page."""
    session = f"PHPSESSID={site.office.host:x}{len(query)}{query.get('Page', '')}"
    if path == "/news.php":
        page = _number(query.get("Page", ""), 1)
        rows = "".join(
            f'<tr><td><a href="{_php_address(site, item)}&amp;{session}">{escape(item.title)}</a></td></tr>'
            for item in _part(site, page)
        )
        more = f'<a href="news.php?Page={page + 1}&amp;{session}">หน้าถัดไป</a>' if page < _pages(site) else ""
        return _page("ข่าว", f"<table>{rows}</table>{more}", charset="tis-620")
    item = site.find(_number(query.get("No", "")))
    if item is None:
        return None
    head = f"<tr><td class=newshead>{escape(item.title)}</td></tr>"
    body = f"<tr><td class=newsbody>{html_of(item)}</td></tr>"
    return _page(item.title, f"<table>{head}{body}</table>", charset="tis-620")


def _php_address(site: Site, item: Item) -> str:
    return f"/news_detail.php?No={item.number}"


def _mapped(site: Site, path: str, query: Query) -> Reply | None:
    """A sitemap index, packed maps with raw ampersands, and an article page without any mark."""
    if path == "/sitemap_index.xml":
        maps = "".join(
            f"<sitemap><loc>{site.base}/map-{n}.xml.gz</loc></sitemap>" for n in range(1, _pages(site) + 1)
        )
        return Reply(
            body=f"<?xml version='1.0'?><sitemapindex>{maps}</sitemapindex>".encode(), content_type=XML
        )
    if path.startswith("/map-"):
        locs = "".join(
            f"<url><loc>{site.base}{_mapped_address(site, item)}</loc></url>"
            for item in _part(site, _number(path[5:].partition(".")[0], 1))
        )
        text = f"<?xml version='1.0' encoding='UTF-8'?>\n<urlset>{locs}".encode()
        return Reply(body=gzip.compress(text, mtime=0), content_type="application/gzip")
    item = site.find(_number(query.get("id", ""))) if path == "/story/" else None
    return _plain(item) if item else None


def _mapped_address(site: Site, item: Item) -> str:
    return f"/story/?id={item.number}&v=2"


def _plain(item: Item) -> Reply:
    return _page(item.title, f"<h1>{escape(item.title)}</h1><div itemprop=articleBody>{html_of(item)}</div>")


def _torn_feed(site: Site, path: str, query: Query) -> Reply | None:
    """A feed with a PHP warning before its root and raw ampersands, in windows-874 that says UTF-8."""
    if path == "/rss.php":
        items = "".join(
            f"<item><title>ก & ข</title><link>{site.base}{_torn_address(site, item)}</link></item>"
            for item in site.items
        )
        text = (
            "<br />\n<b>Warning</b>: Cannot modify header information in <b>rss.php</b><br />\n"
            f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'
        )
        return Reply(body=text.encode("cp874"), content_type="text/html; charset=utf-8")
    item = site.find(_number(query.get("id", ""))) if path == "/read" else None
    return _plain(item) if item else None


def _torn_address(site: Site, item: Item) -> str:
    return f"/read?type=1&id={item.number}"


def _demo(name: DemoLook, family: str, **row: object) -> Look:
    return Look(family, sites.starts, sites.address, sites.answer, row, name)


LOOKS: dict[str, Look] = {
    "prd": _demo("prd", "prd"),
    "wordpress": _demo("wordpress", "wordpress"),
    "joomla": _demo("joomla", "joomla"),
    "drupal": Look("drupal", lambda site: ("/news",), lambda site, item: quote(_alias(site, item)), _drupal),
    "vendor": _demo(
        "vendor",
        "generic",
        selectors={"links": ".news-link", "title": ".news-title", "body": ".news-detail"},
    ),
    "webforms": Look(
        "webforms",
        lambda site: ("/newslist.aspx",),
        lambda site, item: f"/NewsDetail.aspx?NewsID={item.number}",
        _webforms,
    ),
    "legacy": _demo(
        "legacy",
        "generic",
        selectors={"links": "td.newsitem a", "title": "td.newshead", "body": "td.newsbody"},
    ),
    "k2": Look("joomla", lambda site: ("/index.php/news",), _k2_address, _k2),
    "package": Look("vendor", lambda site: ("/index/?page=newslist",), _package_address, _package),
    "php": Look("legacy", lambda site: ("/news.php",), _php_address, _php),
    "sitemap": Look(
        "generic", lambda site: ("/sitemap_index.xml",), _mapped_address, _mapped, {"via": ["sitemap"]}
    ),
    "feed": Look("generic", lambda site: ("/rss.php",), _torn_address, _torn_feed, {"via": ["feed"]}),
}  # fmt: skip


def answer(look: str, site: Site, path: str, query: Query) -> Reply | None:
    """What an office of a look answers."""
    return sites.answer(site, path, query) if path == "/robots.txt" else LOOKS[look].answer(site, path, query)
