"""The page of an item: text, evidence, provenance, versions, copies."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest

from pipelines.records import Capture
from pipelines.store import captures, revisions
from pipelines.store.database import Store
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import NOW, web_store
from tests.search.web.parsing import page, said

FILE = sha256(b"other bytes").hexdigest()
FILE_AT = f"https://krabi-pao.example.go.th/files/{quote('แผน น้ำท่วม ๐๘๑๒๓๔๕๖๗๘.pdf')}"


def note_file(store: Store, digest: str = FILE) -> None:
    """Let an attachment of the first item have other bytes than before."""
    with store.write() as connection:
        capture = captures.add(
            connection,
            Capture(
                id=0, source_id="krabi-pao", role="attachment", requested_url=FILE_AT, url=FILE_AT,
                status=200, content_type="application/pdf", fetched_at=NOW, sha256=digest,
                warc_file="2026/11/f.warc.gz", warc_offset=0, warc_length=9,
            ),
        )  # fmt: skip
        revisions.note_file(connection, "krabi-pao:100", capture, now=NOW)


def test_text_in_paragraphs_with_breaks_between_words(client: Client) -> None:
    root = page(client, "/item/krabi-pao:100")
    paragraphs = root.xpath("//article[contains(@class,'text')]/p[not(@class)]")
    assert len(paragraphs) == 4
    assert paragraphs[0].xpath(".//wbr")
    assert "\u200b" not in root.text_content()


def test_words_of_the_query_are_marked_and_lead_back(client: Client) -> None:
    root = page(client, "/item/krabi-pao:100?q=น้ำท่วม&province=TH-81")
    assert {mark.text_content() for mark in root.xpath("//mark")} == {"น้ำท่วม"}
    back = root.xpath("//p[@class='back']/a/@href")[0]
    assert "province=TH-81" in back
    assert client.get(back).status_code == 200


def test_dates_with_their_evidence(client: Client) -> None:
    root = page(client, "/item/krabi-pao:100")
    dates = said(root, "//aside//dl")
    assert "29 ธ.ค. 2563 (2020-12-29)" in dates
    assert "2563-12-29" in dates
    assert "28 ธ.ค. 2563 09:30 น. (2020-12-28)" in dates
    assert "page:published-on" in dates
    assert "ปีงบประมาณ 2564 (2021)" in dates


def test_places_people_credits(client: Client) -> None:
    evidence = said(page(client, "/item/krabi-pao:100"), "//aside")
    for wanted in ("อำเภอคลองท่อม", "นายสมมติ ใจงาม", "กองป้องกันฯ", "ผู้ลงข่าว admin", "flood.pdf"):
        assert wanted in evidence


def test_letter_fields(client: Client) -> None:
    evidence = said(page(client, "/item/lamphun-province:105"), "//aside")
    for wanted in ("ลพ 0017.2/ว 512", "ด่วนที่สุด", "นายอำเภอทุกอำเภอ, นายกเทศมนตรีเมืองลำพูน", "ลงวันที่ 17 ก.พ. 2566"):
        assert wanted in evidence


def test_provenance_names_capture_rule_and_version(client: Client) -> None:
    provenance = said(page(client, "/item/krabi-pao:100"), "//*[@id='provenance']")
    for wanted in ("2026/11/krabi-pao.warc.gz", "wordpress@3", "div.entry-content", "รุ่นที่ 2 จาก 2", "SHA-256"):
        assert wanted in provenance
    assert "25 พ.ย. 2569 16:00 น. (2026-11-25)" in provenance


def test_versions_are_listed(client: Client) -> None:
    root = page(client, "/item/krabi-pao:100")
    assert len(root.xpath("//*[@id='versions']//li")) == 2


def test_copies_stand_on_a_time_line(client: Client) -> None:
    root = page(client, "/item/songkhla-news:101")
    stops = root.xpath("//*[@id='copies']//li")
    assert [stop.xpath(".//time/@datetime")[0] for stop in stops] == [
        "2020-12-29",
        "2020-12-30",
        "2021-01-02",
    ]
    assert "พบครั้งแรกที่ องค์การบริหารส่วนจังหวัดกระบี่" in said(stops[0], ".")
    assert "หลังจากนั้น 1 วัน" in said(stops[1], ".")
    assert "รายการนี้" in said(stops[1], ".")


def test_citation_is_in_the_reader_s_language(client: Client) -> None:
    thai = said(page(client, "/item/krabi-pao:100"), "//*[@class='citation long']")
    english = said(page(client, "/item/krabi-pao:100?lang=en"), "//*[@class='citation long']")
    assert "สืบค้น" in thai
    assert "Retrieved November 25, 2026" in english


def test_neighbours_of_the_same_office(client: Client) -> None:
    root = page(client, "/item/lamphun-pr:111")
    assert root.xpath("//nav[@class='neighbours']/a/@href") == [
        "/item/lamphun-pr%3A103",
        "/item/lamphun-pr%3A113",
    ]


def test_original_is_linked_without_a_trace(client: Client) -> None:
    root = page(client, "/item/krabi-pao:100")
    away = root.xpath("//a[starts-with(@href,'http')]")
    assert away
    assert all(one.get("rel") == "noopener noreferrer nofollow" for one in away)


@pytest.mark.parametrize("identity", ["nobody:1", "krabi-pao", "", "a/b", "%00", "krabi-pao:100/"])
def test_unknown_item_is_not_found_in_style(client: Client, identity: str) -> None:
    root = page(client, f"/item/{identity}", 404)
    assert said(root, "//h1") == "ไม่พบหน้านี้"


def test_thin_item_has_no_empty_boxes(client: Client) -> None:
    root = page(client, "/item/surin-tao:109")
    assert "ไม่ระบุวันที่" in said(root, "//header[@class='item-head']")
    assert said(root, "//*[@id='copies']/p") == "ไม่พบฉบับซ้ำในหน่วยงานอื่น"
    assert not root.xpath("//aside//h2[text()='บุคคล']")


def test_new_bytes_of_an_attachment_are_a_version_that_says_so(tmp_path: Path) -> None:
    store = web_store(tmp_path)
    note_file(store)
    web = client_of(app_on(store, tmp_path))
    root = page(web, "/item/krabi-pao:100")
    newest = said(root, "//*[@id='versions']//li")
    assert "รุ่นที่ 3 จาก 3" in newest
    assert f"เอกสารแนบเปลี่ยน: แผน น้ำท่วม 08x-xxx-xxxx.pdf · SHA-256 {FILE}" in newest
    assert len(root.xpath("//*[@id='versions']//li[1]//details")) == 0
    rows = web.get("/item/krabi-pao:100/versions.csv").text.splitlines()
    assert [row.split(",")[2] for row in rows] == ["changed", "page", "page", "file"]
    assert rows[-1].endswith(f"แผน น้ำท่วม 08x-xxx-xxxx.pdf,{FILE}")
    assert web.get("/api/v1/articles/krabi-pao:100").json()["versions"][-1]["file"] == FILE
    store.close()


def test_addresses_are_shown_as_people_read_them_and_open_as_they_work(tmp_path: Path) -> None:
    store = web_store(tmp_path)
    web = client_of(app_on(store, tmp_path))
    note_file(store)
    note_file(store, "0" * 64)
    root = page(web, "/item/krabi-pao:100?version=3")
    (link,) = root.xpath("//*[@id='provenance']//a[contains(., 'แผน')]")
    assert link.text_content() == "https://krabi-pao.example.go.th/files/แผน น้ำท่วม 08x-xxx-xxxx.pdf"
    assert link.get("href") == FILE_AT
    permalink = said(root, "//*[@id='cite']//code")
    assert permalink == "http://127.0.0.1:8000/item/krabi-pao%3A100?version=3"
    store.close()
