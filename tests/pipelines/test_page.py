"""Guards before parsing, and that reading grows no faster than the page. Pages of our own making."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import extract
from pipelines.errors import NotAnArticle, PageError, Undecodable
from pipelines.page import MAX_BYTES, Page
from pipelines.records import Listing, Source
from pipelines.tree import MAX_DEPTH, MAX_TAGS, measure
from tests.fuzz.growth import MEGABYTE, MOST_CALLS, calls

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIXED = 200
"""Calls that a page of any length takes."""
LINE = "<p>เมื่อวันที่ 2 กันยายน 2567 นายกเทศมนตรีตรวจความพร้อมของเรือรับจ้างข้ามฟาก</p>"


def page(body: bytes, **more: str) -> Page:
    return Page(url="http://x.example/a/b", body=body, now=NOW, **more)  # type: ignore[arg-type]


def source(family: str) -> Source:
    return Source(id="s", name="s", province="TH-51", office="tao", family=family)


def post(inner: str) -> bytes:
    return (
        '<html><body class="single postid-3"><h1 class="entry-title">เรือรับจ้างข้ามฟาก</h1>'
        f'<article class="post"><div class="entry-content">{inner}</div></article></body></html>'
    ).encode()


@pytest.mark.parametrize(
    ("body", "role"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "attachment"),
        (b"PK\x03\x04" + b"\0" * 40, "attachment"),
        (b"\x89PNG\r\n\x1a\n", "attachment"),
        (b"\xff\xd8\xff\xe0", "attachment"),
        (b"\x1f\x8b\x08", "attachment"),
    ],
)
def test_what_is_no_text_is_named(body: bytes, role: str) -> None:
    with pytest.raises(NotAnArticle) as caught:
        extract.drafts(page(body), source("generic"))
    assert caught.value.role == role


@pytest.mark.parametrize(
    "body",
    [
        b"<p>" + b"x" * MAX_BYTES,
        gzip.compress(b"<" * (MAX_BYTES + 1)),
        bytes(range(256)) * 50,
        post("<div>" * (MAX_DEPTH + 1)),
        post("<br>" * (MAX_TAGS + 1)),
    ],
    ids=["too large", "too large unpacked", "binary", "too deep", "too many tags"],
)
def test_what_cannot_be_read_says_so(body: bytes) -> None:
    with pytest.raises(Undecodable, match=r"http://x|binary"):
        extract.drafts(page(body), source("wordpress"))


def test_a_status_of_an_error_is_not_found_whatever_the_body() -> None:
    missing = Page(url="http://x.example/a", body=post(LINE), now=NOW, status=404)
    with pytest.raises(NotAnArticle, match="404"):
        extract.drafts(missing, source("wordpress"))


def test_nul_bytes_do_not_cut_a_page() -> None:
    draft = extract.drafts(page(post("<p>ก่อน\0หลัง</p>" + LINE)), source("wordpress"))[0]
    assert draft.body.startswith("ก่อนหลัง\n")


def test_deep_text_is_whole_below_the_limit() -> None:
    draft = extract.drafts(page(post("<font>" * 4000 + LINE + "ท้าย")), source("wordpress"))[0]
    assert draft.body.endswith("ท้าย")


def test_a_row_can_name_the_charset() -> None:
    one = Page(url="http://x.example/", body="ข่าว".encode("cp874"), now=NOW, encoding="tis-620")
    assert one.text == "ข่าว"


def test_tags_are_known_by_name_in_their_order() -> None:
    read = page(b"<title>one</title><META name=a><svg><title>two</title></svg><meta property=b>")
    assert [tag.get_text() for tag in read.tags["title"]] == ["one", "two"]
    assert [dict(tag.attrs) for tag in read.tags["meta"]] == [{"name": "a"}, {"property": "b"}]
    assert "time" not in read.tags


def test_an_xml_declaration_does_not_make_html_unreadable() -> None:
    body = b'<?xml version="1.0" encoding="TIS-620"?>' + post(LINE)
    assert extract.drafts(page(body), source("wordpress"))[0].headline == "เรือรับจ้างข้ามฟาก"


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"<!DOCTYPE html><html>", "html"),
        (b"<b>Warning</b>: x<rss version='2.0'>", "feed"),
        (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        (b"<?xml version='1.0'?><urlset>", "sitemap"),
        (b"\xef\xbb\xbf [1]", "json"),
        ("[ด่วน] ประกาศเทศบาล".encode(), "text"),
        ("ประกาศเทศบาล\nเรื่อง".encode(), "text"),
        (b"<!-- rss --><html><p><rss", "html"),
    ],
)
def test_the_form_is_told_by_the_text(body: bytes, form: str) -> None:
    assert page(body).form == form


SHAPES: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: LINE * n,
    "line breaks": lambda n: "ข้อความ<br>" * n,
    "links": lambda n: "".join(f'<a href="/news/{i}">ลิงก์ {i}</a>' for i in range(n)),
    "misnested": lambda n: "<b><i>ก</b></i>" * n,
    "open paragraphs": lambda n: "<p>ก" * n,
    "open cells": lambda n: "<table>" + "<tr><td>ก<td>ข" * n,
    "angle brackets": lambda n: "<" * 10 * n,
    "comments": lambda n: "<!--x" * n,
    "sections": lambda n: "<![CDATA[" * n,
    "open tags": lambda n: "<a " * n,
    "a data address": lambda n: f'<img src="data:image/png;base64,{"A" * 40 * n}">',
    "styles": lambda n: f'<p style="{"left:" * 5 * n}">ก</p>',
    "entities": lambda n: "&amp;" * 5 * n,
    "spaces": lambda n: "ก" + " " * 20 * n + "ข",
    "viewer queries": lambda n: f'<iframe src="/v?{"&".join(f"a{i}=b" for i in range(n))}"></iframe>',
}


def _read(body: bytes) -> None:
    with suppress(NotAnArticle):
        extract.drafts(page(body), source("wordpress"))


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_page_takes_four_times_the_calls_at_most(shape: str) -> None:
    """Counted, not timed: quadratic reading in our own code would make sixteen times as many."""
    _read(post(LINE))
    small, large = (calls(_read, post(SHAPES[shape](n) + LINE)) for n in (600, 2400))
    assert large <= MOST_CALLS * 4 * (small + FIXED), (small, large)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_page_is_read_to_its_end(shape: str) -> None:
    """A pattern counts as one call; one whose work grew with the square would meet the suite's time limit."""
    each = len(SHAPES[shape](100)) // 100
    with suppress(Undecodable):  # more tags than a page may have
        _read(post(SHAPES[shape](MEGABYTE // each) + LINE))


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from(["wordpress", "prd", "joomla", "generic"]))
def test_any_bytes_end_in_records_or_in_a_page_error(noise: bytes, family: str) -> None:
    for body in (noise, post(LINE)[:120] + noise, b"<rss>" + noise, b"[{" + noise):
        for read in (extract.drafts, extract.listing):
            with suppress(PageError):
                found = read(page(body), source(family))
                assert isinstance(found, tuple | Listing)


@given(st.text(alphabet="<>/divpbr ก", max_size=200))
def test_depth_never_exceeds_the_tags(html: str) -> None:
    tags, deepest = measure(html)
    assert 0 <= deepest <= tags <= html.count("<")


def test_the_quadratic_parser_of_the_standard_library_is_not_used() -> None:
    root = Path(__file__).parent.parent.parent
    name = ".".join(("html", "parser"))
    files = [
        file
        for package in ("crawlers", "pipelines", "search", "flows")
        for file in (root / package).rglob("*.py")
    ]
    assert len(files) > 50
    assert [str(file) for file in files if name in file.read_text(encoding="utf-8")] == []
