"""Broken feeds, and lone files by way of ``inspect``. Texts of our own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines import feeds, sitemaps
from pipelines.errors import NotAnArticle, Undecodable
from pipelines.inspect import inspect
from pipelines.page import Page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ITEM = "<item><title>{title}</title><link>http://x.example/n/{n}</link><pubDate>{date}</pubDate></item>"
DAY = "Fri, 31 Jan 2025 09:24:00 +0700"


def feed(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>ข่าว</title>{''.join(items)}</channel></rss>"


def read(body: bytes) -> tuple[feeds.Entry, ...]:
    return feeds.entries(Page(url="http://x.example/rss", body=body, now=NOW))


WHOLE = feed(ITEM.format(title="ผ้าทอ &amp; ของดี", n=1, date=DAY))
BROKEN = {
    "raw ampersand": WHOLE.replace("&amp;", "&").encode(),
    "php warning": b"<br />\n<b>Notice</b>: x in <b>y.php</b><br />\n" + WHOLE.encode(),
    "wrong label": b"<?xml version='1.0' encoding='TIS-620'?>" + WHOLE.encode(),
    "windows-874": b"<?xml version='1.0' encoding='UTF-8'?>" + WHOLE.encode("cp874"),
    "control character": WHOLE.replace(" &amp;", "\x0b &amp;").encode(),
    "cut": WHOLE.encode()[:-20],
    "byte order mark": b"\xef\xbb\xbf\n" + WHOLE.encode(),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_feed_is_read(fault: str) -> None:
    (entry,) = read(BROKEN[fault])
    assert "".join(entry.title.replace("\x0b", "").split()) == "ผ้าทอ&ของดี"
    assert entry.published is not None
    assert entry.published.value == "2025-01-31T09:24"


def test_a_buddhist_year_is_one() -> None:
    (entry,) = read(feed(ITEM.format(title="ก", n=1, date="Fri, 31 Jan 2568 09:24:00 +0700")).encode())
    assert entry.published is not None
    assert (entry.published.value, entry.published.era) == ("2025-01-31T09:24", "BE")


def test_a_time_of_fetching_is_no_date() -> None:
    """Three items that were published in one second were published when we asked."""
    same = [ITEM.format(title="ก", n=n, date="2026-11-22T19:00:00+07:00") for n in range(3)]
    assert [entry.published for entry in read(feed(*same).encode())] == [None, None, None]


def test_an_entity_bomb_is_no_bomb() -> None:
    bomb = (
        "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
        "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;'>]>"
        + feed(ITEM.format(title="&d;", n=1, date=DAY))
    )
    assert all(len(entry.title) < 200 for entry in read(bomb.encode()))


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("ความลับ", encoding="utf-8")
    outer = f"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>"
    named = read((outer + feed(ITEM.format(title="ข่าว &x;", n=1, date=DAY))).encode())
    assert ["ความลับ" in entry.title for entry in named] == [False]
    located = f"{outer}<urlset><url><loc>http://x.example/&x;</loc></url></urlset>"
    page = Page(url="http://x.example/sitemap.xml", body=located.encode(), now=NOW)
    assert ["ความลับ" in one for one in sitemaps.addresses(page)] == [False]


def test_a_feed_is_never_taken_for_an_address() -> None:
    with pytest.raises(NotAnArticle, match="no feed"):
        read(b"/etc/hostname")


def test_a_list_of_posts_gives_each() -> None:
    body = (
        '[{"id":1,"link":"http://x.example/1","title":{"rendered":"ก"},"content":{"rendered":"<p>ก</p>"}},'
        '{"id":2,"link":"http://x.example/2","title":{"rendered":"ข"},"content":{"rendered":"<p>ข</p>"}}]'
    )
    drafts, family = inspect(body.encode(), url="http://x.example/?rest_route=/wp/v2/posts", now=NOW)
    assert (family, [draft.item for draft in drafts]) == ("wordpress", ["1", "2"])


def test_a_lone_page_has_no_invented_address() -> None:
    html = "<html><h1>งดจ่ายน้ำ</h1><div class='rich-text'><p>งดจ่ายน้ำคืนวันศุกร์</p><img src='/a.jpg'></div></html>"
    (draft,), family = inspect(html.encode(), now=NOW)
    assert (family, draft.url, draft.headline, draft.images) == ("generic", "", "งดจ่ายน้ำ", ("a.jpg",))


def test_a_lone_list_is_refused_without_an_invented_address() -> None:
    head = "<head><meta name='generator' content='WordPress 6.1'></head>"
    html = f"<html>{head}<body class='home blog'></body></html>"
    with pytest.raises(NotAnArticle) as caught:
        inspect(html.encode(), now=NOW)
    assert (caught.value.role, caught.value.url, caught.value.canonical_url) == ("list", "", "")


def pdf(mapped: dict[str, str]) -> bytes:
    """A PDF of one line whose font maps each letter as given."""
    hexes = "\n".join(
        f"<{ord(key):02X}> <{value.encode('utf-16-be').hex()}>" for key, value in mapped.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(mapped)} beginbfchar\n{hexes}\nendbfchar endcmap end end"
    )
    text = f"BT /F1 24 Tf 50 700 Td ({''.join(mapped)}) Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = (
        f"xref\n0 7\n0000000000 65535 f \n{table}trailer<</Size 7/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    )
    return out + end.encode()


def test_the_letters_of_a_pdf_are_repaired() -> None:
    """Shifted tone marks of old fonts, and ำ that came apart."""
    body = pdf({"A": "ท", "B": "\u0e4d", "C": "า", "D": "ป", "E": "\uf70b", "F": "า", "G": "ย"})
    (draft,), _ = inspect(body, url="http://x.example/a.pdf", now=NOW)
    assert draft.body == "ทำป้าย"
    assert draft.attachments == ("http://x.example/a.pdf",)


def test_a_pdf_without_text_is_an_attachment() -> None:
    with pytest.raises(NotAnArticle) as caught:
        inspect(pdf({}).replace(b"() Tj", b""), now=NOW)
    assert caught.value.role == "attachment"


def test_a_damaged_pdf_says_so() -> None:
    with pytest.raises(Undecodable, match="PDF"):
        inspect(b"%PDF-1.4 nothing", now=NOW)
