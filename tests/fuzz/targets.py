"""What is fuzzed: each target takes any bytes and must end in a result or in one of Khaosan's own errors.

Half of the inputs are taken as they are, half as a list of pieces that the code looks for: a fuzzer that must
first find out how พฤษภาคม is spelt would never get further.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from pipelines import dates, extract, families
from pipelines.enrich import enrich
from pipelines.errors import PageError, Undecodable
from pipelines.inspect import inspect
from pipelines.page import Page
from pipelines.privacy import mask
from pipelines.records import Draft, Source
from pipelines.text import fold, segment
from pipelines.text.decode import decode

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=timezone(timedelta(hours=7)))
LABELS = (None, "utf-8", "tis-620", "iso-8859-11", "windows-874", "iso-8859-1", "utf-16", "no such charset")
TYPES = ("text/html", "text/html; charset=tis-620", "application/rss+xml", "application/json", "text/plain")
ADDRESSES = (
    "https://office.example/",
    "https://office.example/?p=12",
    "https://office.example/2021/08/news/",
    "https://office.example/th/content/category/detail/id/9/iid/174679",
    "https://office.example/index.php?option=com_content&view=article&id=7:news",
    "https://office.example/wp-json/wp/v2/posts?per_page=20",
    "https://office.example/feed/",
)
DATE_PIECES = (
    *"0123456789๐๑๒๕๖", " ", "-", "/", ".", ",", ":", "\n", "–", "วันที่ ", "วันจันทร์ที่ ", "เดือน ", "พ.ศ. ",
    "ค.ศ.", "มกราคม", "กุมภาพันธ์", "ก.พ.", "ธ.ค.", "สค", "พฤาภาคม", "2564", "2021", "63", " ถึง ", " และ ",
    "เวลา ", " น.", "ประจำปีงบประมาณ ", "ไตรมาสที่ ", "เมื่อวาน", " วันที่แล้ว", "ชั่วโมง",
    "ago", "August", "6th", "T", "Z", "+07:00",
    "ประกาศ ณ ", "ภายใน", "จนถึง", "เผยแพร่", "Published on ", "\u200b", "\u00a0", "๓๑ เมษายน", "29 กุมภาพันธ์ ",
)  # fmt: skip
HTML_PIECES = (
    "<html>", "<head>", "<body class='", "<title>", "</title>", "<div class='entry-content'>", "</div>",
    "<div>", "<p>", "<br>", "<h1>", "<h1 class='entry-title'>", "<a href='", "'>", "</a>",
    "<img src='a.jpg'>", "<table><tr><td>", "<meta name='generator' content='WordPress 6.1'>",
    "<meta property='og:title' content='", "<time datetime='",
    "2021-08-05T10:00:00+07:00", "<article>", "<li>", "<script>", "</script>", "<!--", "-->",
    "<![CDATA[", "]]>",
    "<?xml version='1.0'?>", "<rss version='2.0'><channel>", "<item>", "</item>", "<link>", "<pubDate>",
    "<description>", '[{"id":1,"link":"', '"title":{"rendered":"', '"}', "}]", "&amp;",
    '"content":{"rendered":"',
    "&#3585;", "ข่าว", "จังหวัดลำพูน", "๕ สิงหาคม ๒๕๖๔", "081-234-5678", "สล็อต", "item-page", "com_content",
    "' itemprop='articleBody'>", "/th/content/category/detail/id/9/iid/1", "\0", "\n", " ", "\ufeff", "<",
    ">",
    '"', "'", "a.pdf", "javascript:",
)  # fmt: skip


def fuzz_decode(data: bytes) -> None:
    """Any bytes under any label are a text or refused; folding and cutting the text lose nothing."""
    label, body = LABELS[data[0] % len(LABELS)] if data else None, data[1:]
    try:
        text = decode(body, label).text
    except Undecodable:
        return
    shown = fold.display(text)
    assert fold.display(shown) == shown
    assert "".join(segment.words(shown)) == shown
    assert mask(mask(shown)) == mask(shown)


def fuzz_dates(data: bytes) -> None:
    """Dates found in any text stand in order, inside it, and are what they say."""
    text = _text(data, DATE_PIECES)
    end = 0
    for one in dates.find(text, now=NOW):
        assert end <= one.span[0] < one.span[1] <= len(text)
        assert text[slice(*one.span)] == one.date.raw
        assert one.first <= one.last
        end = one.span[1]
    dates.read(text, now=NOW)
    picked = dates.pick(None, [text[:200]], text, now=NOW, kind="news")
    assert picked.published is None or dates.in_window(picked.published, NOW)


def fuzz_families(data: bytes) -> None:
    """Any bytes at any address: a family reads them or says why not; what it read is understood."""
    kind, place = (
        (data[0], data[1]) if len(data) > 1 else (0, 0)
    )  # the third byte chooses how the rest is read
    address, declared = ADDRESSES[place % len(ADDRESSES)], TYPES[kind % len(TYPES)]
    body = _text(data[2:], HTML_PIECES).encode("utf-8", "replace")
    for name in families.NAMES:
        page = Page(url=address, body=body, content_type=declared, now=NOW)
        source = Source(id="office", name="", province="", office="corpus", family=name)
        for read in (extract.drafts, _listed):
            try:
                for draft in read(page, source)[:3]:
                    _understand(draft, source)
            except PageError:
                continue
    try:
        inspect(body, now=NOW)
    except PageError:
        return


def _listed(page: Page, source: Source) -> tuple[Draft, ...]:
    return extract.listing(page, source).drafts


def _understand(draft: Draft, source: Source) -> None:
    enrich(draft, source=source, family_version="x@1", captured_at=NOW, page_sha256="", now=NOW)


def _text(data: bytes, pieces: tuple[str, ...]) -> str:
    """Read bytes as UTF-8, or, when the first is odd, each as one of the pieces."""
    if data[:1] and data[0] % 2:
        return "".join(pieces[byte % len(pieces)] for byte in data[1:])
    return data[1:].decode("utf-8", "replace")


_PAGE = """<!DOCTYPE html><html lang=th><head><title>ข่าว</title><meta name=generator content="{}"></head>
<body class="single"><article class="item-page"><h1 class="entry-title">จังหวัดลำพูนปลูกต้นไม้</h1>
<time datetime="2021-08-05T10:00:00+07:00">๕ สิงหาคม ๒๕๖๔</time>
<div class="entry-content" itemprop="articleBody">
<p>เมื่อวันพฤหัสบดีที่ ๕ สิงหาคม ๒๕๖๔ เวลา ๐๙.๐๐ น. นายสมชาย ใจมั่น โทร. 081-234-5678</p>
<a href="/a.pdf">เอกสาร</a></div></article></body></html>"""
_FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>ข่าว</title>
<item><title>ปลูกต้นไม้</title>
<link>https://office.example/?p=12</link><pubDate>Thu, 05 Aug 2021 10:00:00 +0700</pubDate>
<description><![CDATA[<p>จังหวัดลำพูนปลูกต้นไม้</p>]]></description></item></channel></rss>"""
_POST = """[{"id":12,"link":"https://office.example/?p=12","date_gmt":"2021-08-05T03:00:00",
"title":{"rendered":"ปลูกต้นไม้"},"content":{"rendered":"<p>จังหวัดลำพูนปลูกต้นไม้</p>"}}]"""
_LINE = "ประกาศ ณ วันที่ ๕ สิงหาคม พ.ศ. ๒๕๖๔ ตั้งแต่วันที่ 28 ก.พ. - 2 มี.ค. 64 เวลา 09.30-16.00 น. ภายใน 5 ส.ค. 2559"

SEEDS: dict[str, tuple[bytes, ...]] = {
    "decode": tuple(bytes([0]) + _LINE.encode(codec, "ignore") for codec in ("utf-8", "cp874", "utf-16")),
    "dates": (b"\0" + _LINE.encode(), b"\1" + bytes(range(len(DATE_PIECES)))),
    "families": (
        *(b"\0\0\0" + _PAGE.format(name).encode() for name in ("WordPress 6.1", "Joomla! - Open Source", "")),
        b"\2\6\0" + _FEED.encode(),
        b"\3\5\0" + _POST.encode(),
        b"\0\0\1" + bytes(range(len(HTML_PIECES))),
    ),
}
"""Where each fuzzer begins; own text."""

TARGETS: dict[str, Callable[[bytes], None]] = {
    "decode": fuzz_decode,
    "dates": fuzz_dates,
    "families": fuzz_families,
}
