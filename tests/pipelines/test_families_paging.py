"""Where a list goes on, and where it must not: pagers, calendars, forms, maps. Markup of our own."""

from __future__ import annotations

import gzip
from contextlib import suppress
from datetime import datetime
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import extract, families, sitemaps
from pipelines.errors import NotAnArticle, PageError, Undecodable
from pipelines.families import postback
from pipelines.families.paging import following
from pipelines.page import Page
from pipelines.records import Source

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
HOST = "http://x.example"


def page(body: str, path: str = "/news.php?type=3") -> Page:
    return Page(url=HOST + path, body=f"<html><body>{body}</body></html>".encode(), now=NOW)


def pager(*numbers: int, current: int | None = None) -> str:
    return " ".join(
        f"<b>{n}</b>" if n == current else f'<a href="/news.php?type=3&Page={n}">{n}</a>' for n in numbers
    )


PAGERS = {
    "the current page is no link": (pager(1, 2, 3, current=2), "/news.php?type=3&Page=2", "Page=3"),
    "the first page is no link": (pager(2, 3, 4), "/news.php?type=3", "Page=2"),
    "all are links": (pager(1, 2, 3), "/news.php?type=3&Page=2", "Page=3"),
    "a window of numbers": (pager(5, 6, 7, 8, current=7), "/news.php?type=3&Page=7", "Page=8"),
    "the last page": (pager(1, 2, 3, current=3), "/news.php?type=3&Page=3", None),
    "by a word": ('<a href="/news.php?type=3&Page=9">หน้าถัดไป</a>', "/news.php?type=3", "Page=9"),
    "a path of numbers": ('<a href="/news/page/2">2</a>', "/news", "/page/2"),
    "offsets": (
        '<b>1</b> <a href="/news.php?start=20">2</a><a href="/news.php?start=40">3</a>',
        "/news.php?type=3",
        "start=20",
    ),
    "days of a calendar": (
        f'<div id="calendar_wrap"><p>{pager(2, 3, 4)}</p></div>',
        "/news.php?type=3",
        None,
    ),
    "another list": ('<a href="/board.php?Page=2">2</a>', "/news.php?type=3", None),
    "another host": ('<a href="http://y.example/news.php?Page=2">2</a>', "/news.php?type=3", None),
    "no pager": ("<a href='/news.php?id=1'>ข่าว</a>", "/news.php?type=3", None),
}


@pytest.mark.parametrize("case", PAGERS)
def test_a_list_goes_on_where_its_pager_says(case: str) -> None:
    body, path, expected = PAGERS[case]
    found = following(page(body, path))
    assert [url.endswith(expected or "-") for url in found] == ([True] if expected else [])


def form(inner: str, state: str = "s+1/=") -> str:
    hidden = f'<input type=hidden name=__VIEWSTATE value="{state}"><input type=hidden name=empty>'
    return f'<form method=post action="./list.aspx?cat=4#top">{hidden}{inner}</form>'


def link(number: int | str, target: str = "ctl00$gv", argument: str | None = None) -> str:
    posted = f"Page${number}" if argument is None else argument
    return f"<a href=\"javascript:__doPostBack('{target}','{posted}')\">{number}</a>"


def test_a_form_carries_what_a_browser_would_post() -> None:
    inner = (
        '<input name=q value="คำค้น"><input type=submit name=go value=1><input type=checkbox name=c value=1>'
        "<select name=year><option value=2568>๒๕๖๘<option value=2569 selected>๒๕๖๙</select>"
        f"<p><span>1</span>{link(2)}</p>"
    )
    (found,) = postback.next_page(page(form(inner), "/list.aspx?cat=4"))
    assert (found.url, found.name) == (f"{HOST}/list.aspx?cat=4", "page-2")
    assert parse_qs(found.body, keep_blank_values=True) == {
        "__VIEWSTATE": ["s+1/="], "empty": [""], "q": ["คำค้น"], "year": ["2569"],
        "__EVENTTARGET": ["ctl00$gv"], "__EVENTARGUMENT": ["Page$2"],
    }  # fmt: skip


FORMS = {
    "a pager by its numbers": (f"<span>2</span>{link(1, 'p$ctl01', '')}{link(3, 'p$ctl03', '')}", "page-3"),
    "the last page": (f"{link(1)}<span>2</span>", None),
    "a login": (link("เข้าสู่ระบบ", "lnkLogin", ""), None),
    "days of a calendar": (
        f'<table class="aspCalendar"><tr><td>{link(2, "cal", "9100")}</td></tr></table>',
        None,
    ),
    "outside of any form": ("", None),
}


@pytest.mark.parametrize("case", FORMS)
def test_only_pagers_are_posted(case: str) -> None:
    inner, expected = FORMS[case]
    body = form(f"<p>{inner}</p>") if inner else f"<p><span>1</span>{link(2)}</p>"
    assert [one.name for one in postback.next_page(page(body))] == ([expected] if expected else [])


def test_a_state_beyond_all_measure_is_not_posted() -> None:
    assert (
        postback.next_page(page(form(f"<p><span>1</span>{link(2)}</p>", "x" * (postback.LARGEST + 1)))) == ()
    )


@given(st.text(alphabet="<>/aform input__doPostBack('$,)12\"= tr", max_size=200))
def test_any_markup_has_a_next_page_or_none(text: str) -> None:
    for read in (following, postback.next_page):
        with suppress(Undecodable):
            assert len(read(page(text))) <= 1


def sitemap(body: bytes, path: str = "/sitemap.xml") -> Page:
    return Page(url=HOST + path, body=body, now=NOW)


def test_a_map_that_unpacks_beyond_all_measure_is_refused() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 20_000_000)
    assert len(bomb) < 50_000
    with pytest.raises(Undecodable, match="unpacks"):
        sitemaps.addresses(sitemap(bomb))


def test_a_torn_map_is_read_as_far_as_it_goes() -> None:
    locs = "".join(f"<url><loc>{HOST}/news/{n}</loc></url>" for n in range(3000))
    torn = gzip.compress(f"<urlset>{locs}</urlset>".encode())[:-2000]
    assert 100 < len(sitemaps.addresses(sitemap(torn))) < 3000


def test_an_address_of_ipv6_is_read() -> None:
    page = Page(url="http://[::1]:8080/sitemap.xml", body=IPV6, now=NOW)
    assert sitemaps.addresses(page) == ("http://[::1]:8080/news/1", "http://[::1]:8080/news/2")


IPV6 = (
    b"<urlset><url><loc>http://[::1]:8080/news/1</loc></url>"
    b"<url><loc><![CDATA[http://[::1]:8080/news/2]]></loc></url></urlset>"
)


def test_entities_of_a_map_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><loc>http://x.example/&b;</loc></urlset>'
    assert sitemaps.addresses(sitemap(bomb)) == ("http://x.example/&b",)


def test_a_packed_file_that_is_no_page_stays_a_file() -> None:
    with pytest.raises(NotAnArticle, match="gzip archive"):
        _ = sitemap(gzip.compress(b"PK\x03\x04 not a page"), "/a.gz").text


def test_a_map_names_articles_by_their_numbers_where_they_have_any() -> None:
    """Joomla's categories and contact pages stand in its map, too."""
    locs = "".join(
        f"<url><loc>{HOST}{path}</loc></url>" for path in ("/", "/index.php/contact", "/index.php/news/7-a")
    )
    row = Source(id="s", name="s", province="TH-51", office="tao", family="joomla")
    found = extract.listing(sitemap(f"<urlset>{locs}</urlset>".encode()), row)
    assert [one.url for one in found.links] == [f"{HOST}/index.php/news/7-a"]


@pytest.mark.parametrize("name", families.NAMES)
def test_a_map_is_a_door_of_every_family_where_its_row_asks_for_it(name: str) -> None:
    row = Source(
        id="s", name="s", province="TH-51", office="tao", family=name, start=(f"{HOST}/",), via=("sitemap",)
    )
    (door,) = families.load(name).seeds(row)
    assert f"{HOST}/sitemap.xml" in door.urls
    plain = Source(id="s", name="s", province="TH-51", office="tao", family=name, start=(f"{HOST}/",))
    assert "sitemap" not in [one.via for one in families.load(name).seeds(plain)]


def test_an_empty_map_is_told() -> None:
    with pytest.raises(PageError, match="without pages"):
        sitemaps.listing(sitemap(b"<urlset></urlset>"), families.load("generic"))
