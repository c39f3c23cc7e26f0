"""Versions with permalinks and word diff; the captured page inert, masked, under a policy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.refine.takedown import take_down
from pipelines.store.database import Store
from search.engines import open_engine
from search.indexing import index
from search.service import Searcher
from search.web.app import create_app
from search.web.guard import HEADERS
from search.web.routes.archived import POLICY
from tests.search.web.archive_samples import PHONE, archive_of, captured_store
from tests.search.web.asking_app import Client
from tests.search.web.conftest import client_of
from tests.search.web.office_samples import NOW
from tests.search.web.parsing import page, said

ITEM = "/item/lamphun-pr:100"


def opened(home: Path) -> tuple[Store, Client]:
    """The app on the captured store."""
    store = captured_store(home)
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    archive = archive_of(home)
    return store, client_of(create_app(store, Searcher(store, engine), clock=lambda: NOW, archive=archive))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The same for the tests that only read."""
    store, made = opened(tmp_path_factory.mktemp("archived"))
    yield made
    store.close()


def test_a_version_has_a_permalink_and_says_that_it_is_old(client: Client) -> None:
    now, old = page(client, ITEM), page(client, f"{ITEM}?version=1")
    assert "งบประมาณ 900 บาท" in said(now, "//article")
    assert "งบประมาณ 100 บาท" in said(old, "//article")
    assert "รุ่นที่ 1 จาก 2" in said(old, "//p[@class='note']")
    assert not now.xpath("//p[@class='note']")
    assert "รุ่นที่ 1 จาก 2" in said(old, "//*[@id='provenance']")
    links = now.xpath("//*[@id='versions']//li/a/@href")
    assert [one.rpartition("=")[2] for one in links] == ["2", "1"]
    assert links[0] in now.xpath("//*[@id='cite']//a/@href")
    assert all(client.get(one).status_code == 200 for one in links)
    assert said(page(client, f"{ITEM}?version=2"), "//article") == said(now, "//article")


def test_the_words_that_a_version_changed_are_shown(client: Client) -> None:
    root = page(client, ITEM)
    assert said(root, "//*[@id='versions']//del") == "ตัดออก: 100"
    assert said(root, "//*[@id='versions']//ins") == "เพิ่ม: 900"
    assert len(root.xpath("//*[@id='versions']//details")) == 1


@pytest.mark.parametrize(
    ("version", "status"), [("3", 404), ("0", 404), ("x", 400), ("²", 400), ("9999999", 400)]
)
def test_versions_that_are_not_there(client: Client, version: str, status: int) -> None:
    for path in (ITEM, f"{ITEM}/archived"):
        assert client.get(f"{path}?version={version}").status_code == status


def test_the_captured_page_is_inert_and_masked_under_its_own_policy(client: Client) -> None:
    link = page(client, ITEM).xpath("//*[@id='provenance']//a[contains(@href, '/archived')]/@href")[0]
    for address in (link, f"{ITEM}/archived?version=1&lang=en", f"{ITEM}/archived"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"] == POLICY
        for name, value in HEADERS.items():
            assert name == "Content-Security-Policy" or answer.headers[name] == value
        root = page(client, address)
        assert root.xpath("//main//h1")
        assert {one.attrname for one in root.xpath("//main/descendant::*/@*")} <= {"title", "colspan"}
        assert not root.xpath(
            "//script | //style | //link | //iframe | //form | //main//a[@href] | //img | //svg"
        )
        assert "08x-xxx-xxxx" in root.text_content()
        assert "234-5678" not in root.text_content()
    assert "รุ่นแรก" in said(page(client, f"{ITEM}/archived?version=1"), "//main")


def test_of_an_answer_of_several_items_the_part_is_shown(client: Client) -> None:
    root = page(client, "/item/lamphun-pr:101/archived")
    assert "รายการของเรา" in said(root, "//main")
    assert "รายการอื่น" not in root.text_content()
    assert PHONE not in root.text_content()
    assert "แสดงเฉพาะส่วนของรายการนี้" in said(root, "//header")


def test_what_cannot_be_shown_says_why(client: Client) -> None:
    for number, why in ((102, "หน้ารวมหลายรายการ"), (103, "เป็นไฟล์")):
        root = page(client, f"/item/lamphun-pr:{number}/archived", 404)
        assert why in said(root, "//main")
        assert "khaosan archive cat" in said(root, "//main")
    assert client.get("/item/none/archived").status_code == 404


def test_damaged_bytes_and_what_was_taken_down_are_not_shown(home: Path) -> None:
    store, client = opened(home)
    for file in (home / "archive").rglob("*.warc.gz"):
        file.write_bytes(file.read_bytes()[:-40] + bytes(40))
    assert "ไม่ตรงกับที่จัดเก็บไว้" in said(page(client, "/item/lamphun-pr:103/archived", 404), "//main")
    with store.write() as connection:
        take_down(connection, "lamphun-pr:100", "ขอให้ลบ", now=NOW)
    for path in (ITEM, f"{ITEM}/archived", f"{ITEM}/archived?version=1"):
        assert client.get(path).status_code == 404
    store.close()
