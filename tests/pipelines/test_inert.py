"""Captured pages made inert: an allow-list of elements, masked text, no address that is followed."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from pipelines.errors import NotAnArticle, Undecodable
from pipelines.inert import KEPT, fragment, inert
from pipelines.page import Page

PAYLOADS = (
    (Path(__file__).parent.parent / "search" / "web" / "payloads.txt")
    .read_text(encoding="utf-8")
    .splitlines()
)
NOW = datetime(2026, 11, 25, tzinfo=UTC)
PHONE = "0812345678"
MASKED = "08x-xxx-xxxx"
PIECES = (
    "<p>", "</p>", "<b>", "<script>", "</script>", "<style>", "<svg>", "</svg>", "<math>", "<mtext>",
    "<mglyph>", "<noscript>", "</noscript>", "<template>", "<table>", "<td>", "<select>", "<title>",
    "</title>", "<textarea>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>", "<!--", "-->",
    "<![CDATA[", "]]>", "<iframe srcdoc='<script>'>", "<p title='</p><script>'>", "&lt;script&gt;",
    "&#60;img&#62;", "\x00", "ข่าว", "081", " 234 ",
)  # fmt: skip
"""What mutation XSS is made of."""


def page(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> Page:
    """A captured answer."""
    data = body.encode() if isinstance(body, str) else body
    return Page(url="https://a.example.go.th/news/7", body=data, content_type=content_type, now=NOW)


def shown(body: str) -> str:
    """The inert form of a page."""
    made = inert(page(f"<html><head><title>ข่าว</title></head><body>{body}</body></html>"))
    assert made is not None
    return made.html


def only_what_is_kept(text: str) -> None:
    """Every element and attribute that a browser would make of a fragment is on the list."""
    root = html.fragment_fromstring(text, create_parent="main")
    for one in root.iterdescendants():
        assert isinstance(one.tag, str)
        assert one.tag in KEPT, one.tag
        assert set(one.attrib) <= {"title", "colspan", "rowspan"}, one.attrib
    assert "<!--" not in text


def test_structure_stays_and_the_rest_goes() -> None:
    text = shown(
        "<form id=aspnetForm><h1 class=x style='background:url(//evil)'>หัวข้อ</h1>"
        "<p onclick=a()>ข้อ<b>ความ</b><br>ต่อ<a href='/b?x=1'>อ่านต่อ</a> <a href='javascript:a()'>x</a>"
        "<img src=//evil/p.gif alt='ภาพหมู่'><input value=ลับ><font color=red>แดง</font></p>"
        "<iframe src=//evil></iframe><style>p{}</style><script>a()</script>"
        "<table><tr><td colspan=2 rowspan=x>ก<td colspan=9999>ข</table><div hidden>ซ่อน</div>"
        "<div style='display:none'>เว็บพนัน</div></form>"
    )
    assert "<h1>หัวข้อ</h1>" in text
    assert "<p>ข้อ<b>ความ</b><br>ต่อ" in text
    assert '<a title="https://a.example.go.th/b?x=1">อ่านต่อ</a> <a>x</a>[ภาพหมู่]แดง' in text
    assert '<td colspan="2">ก</td><td>ข</td>' in text
    for gone in ("evil", "href", "src", "ลับ", "ซ่อน", "พนัน", "onclick", "style", "script", "form"):
        assert gone not in text, gone


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_gains_an_element(payload: str) -> None:
    for body in (
        payload,
        f"<p>{payload}</p>",
        f'<a href="{payload}">x</a>',
        f"<td><table>{payload}",
        f"<svg>{payload}",
    ):
        only_what_is_kept(shown(body))
    only_what_is_kept(fragment(payload or "x"))


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_no_mixture_gains_an_element(pieces: list[str]) -> None:
    text = shown("".join(pieces))
    only_what_is_kept(text)
    again = inert(page(f"<body>{text}</body>"))
    assert again is not None
    only_what_is_kept(again.html)


@pytest.mark.parametrize(
    "written",
    [
        PHONE,
        "๐๘๑-๒๓๔-๕๖๗๘",
        "08<b>1</b>2345678",
        "081<span>-234</span>-<i>5678</i>",
        "081\n234 5678",
        "0812\u200b345678",
        "08&#49;2345678",
        "081<!-- x -->2345678",
        "<span>081</span><span>2345678</span>",
        "<table><tr><td>081</td><td>234</td><td>5678</td></tr></table>",
        "<img alt='โทร 0812345678'>",
        "<a href='https://x.example/?tel=0812345678'>โทร</a>",
    ],
)
def test_personal_numbers_are_masked_whatever_tags_are_in_them(written: str) -> None:
    text = shown(f"<div>ติดต่อ {written} นางสาวตัวอย่าง</div>")
    assert MASKED in text
    assert not re.search("[0-9๐-๙]{4}", text)


def test_office_numbers_and_what_stands_around_stay() -> None:
    text = shown("<p>โทร <b>053-511-000</b> หรือ 08<b>1</b>2345678</p><p>ต่อ <i>12</i></p>")
    assert "053-511-000" in text
    assert "<i>12</i>" in text


def test_an_answer_of_an_interface_is_cut_to_the_item() -> None:
    posts = [
        {"id": 7, "link": "https://a.example.go.th/7", "title": {"rendered": "น้ำ &#8211; ท่วม"},
         "content": {"rendered": f"<p onclick=a()>โทร {PHONE}</p><script>a()</script>"},
         "tel": int("66" + PHONE[1:])},
        {"id": 8, "link": "https://a.example.go.th/8", "title": {"rendered": "เรื่องอื่น"}},
    ]  # fmt: skip
    answer = page(json.dumps(posts), "application/json")
    made = inert(answer, item="7")
    assert made is not None
    assert (made.title, made.whole) == ("น้ำ – ท่วม", False)
    assert f"<p>โทร {MASKED}</p>" in made.html
    assert "เรื่องอื่น" not in made.html
    assert PHONE[1:] not in made.html
    only_what_is_kept(made.html)
    by_address = inert(answer, urls=["https://a.example.go.th/8"])
    assert by_address is not None
    assert by_address.title == "เรื่องอื่น"
    assert inert(answer, item="9") is None


def test_a_feed_is_cut_to_the_item() -> None:
    feed = (
        "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
        "<item><title>หนึ่ง</title><link>https://a.example.go.th/1</link><content:encoded><![CDATA[<p>เนื้อ</p>"
        "<img src=x onerror=a()>]]></content:encoded></item>"
        "<item><title>สอง</title><link>https://a.example.go.th/2</link></item></channel></rss>"
    )
    made = inert(page(feed, "application/rss+xml"), urls=["https://a.example.go.th/1"])
    assert made is not None
    assert "<h1>หนึ่ง</h1>" in made.html
    assert "<p>เนื้อ</p>" in made.html
    assert "สอง" not in made.html
    only_what_is_kept(made.html)


def test_plain_text_stays_in_its_lines() -> None:
    made = inert(page(f"บรรทัด <b>\nโทร {PHONE}", "text/plain; charset=utf-8"))
    assert made is not None
    assert "&lt;b&gt;" in made.html or "<b>" not in made.html
    assert MASKED in made.html


def test_files_and_pages_beyond_all_measure_are_refused() -> None:
    with pytest.raises(NotAnArticle):
        inert(page(b"%PDF-1.7 x"))
    with pytest.raises(Undecodable):
        inert(page("<b>" * 20_000))
    deep = inert(page("<div>" * 4_000 + "ลึก"))
    assert deep is not None
    assert "ลึก" in deep.html


def test_real_pages_keep_their_text(shared: Path) -> None:
    files = sorted((shared / "pages").rglob("*.html"))[:25]
    assert len(files) > 5
    for file in files:
        made = inert(page(file.read_bytes(), "text/html"))
        assert made is not None
        only_what_is_kept(made.html)
