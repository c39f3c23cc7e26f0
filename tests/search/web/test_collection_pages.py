"""Collections, saved searches, feeds: forms that other sites' pages cannot send, read only for others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from lxml import etree
from sqlalchemy import select

from pipelines.store import collections, saved
from pipelines.store.database import Store
from pipelines.store.schema import metadata
from search.engines import open_engine
from search.indexing import index
from search.service import Searcher
from search.web.app import create_app
from search.web.atom import NAMESPACE
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.hostile_samples import PAYLOADS, WORD, hostile_store
from tests.search.web.office_samples import NOW, made, put, web_store
from tests.search.web.parsing import page, said, tree

ATOM = {"a": NAMESPACE}
OWN = {"Origin": "http://127.0.0.1:8000"}


@dataclass(frozen=True)
class Reader:
    """Who runs the app, in a browser."""

    client: Client
    store: Store
    home: Path

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
        """Send a form as the app's own pages do; a field may have several values."""
        token = self.client.app.state.site.token
        body = urlencode({"token": token} | fields, doseq=True).encode()
        sent = {"Content-Type": "application/x-www-form-urlencoded"} | (OWN if headers is None else headers)
        return self.client.request("POST", path, sent, body)


@pytest.fixture
def reader(home: Path) -> Iterator[Reader]:
    """On the sample offices."""
    store = web_store(home)
    yield Reader(client_of(app_on(store, home)), store, home)
    store.close()


def everything(store: Store) -> dict[str, list[Any]]:
    """Every row of every table."""
    with store.read() as connection:
        return {name: list(connection.execute(select(one))) for name, one in metadata.tables.items()}


def test_a_collection_from_first_to_last_form(reader: Reader) -> None:
    made_ = reader.post("/collections", name="ฝั่ง อันดามัน", kind="offices", note="ดูน้ำท่วม")
    assert made_.status_code == 303
    path = made_.headers["Location"]
    assert path == f"/collections/{quote('ฝั่ง-อันดามัน')}"
    reader.post("/collections/add", name="ฝั่ง-อันดามัน", kind="offices", member=["krabi-pao", "surin-tao"])
    root = page(reader.client, path)
    assert "ดูน้ำท่วม" in said(root, "//main")
    assert len(root.xpath("//li[@class='hit']")) == 2
    inside = page(reader.client, root.xpath("//a[@class='second-button']/@href")[0])
    assert "อยู่ในชุดรวม ฝั่ง-อันดามัน (2)" in said(inside, "//main")
    reader.post(path, do="member", member="krabi-pao", tags="ใต้, ทะเล", note="<b>ดู</b>")
    root = page(reader.client, f"{path}?q=ทะเล")
    assert [one.text for one in root.xpath("//ul[@class='chips']//a")] == ["ใต้", "ทะเล"]
    assert root.xpath("//p[@class='long'][text()='<b>ดู</b>']")
    sheet = list(csv.DictReader(io.StringIO(reader.client.get(f"{path}.csv").text)))
    assert {one["id"]: one["tags"] for one in sheet} == {"krabi-pao": "ใต้; ทะเล", "surin-tao": ""}
    record = json.loads(reader.client.get(f"{path}.json").text)
    assert record["members"][0]["tags"] == ["ใต้", "ทะเล"]
    reader.post(path, do="drop", member="surin-tao")
    reader.post(path, do="note", note="")
    with reader.store.read() as connection:
        assert collections.must(connection, "ฝั่ง-อันดามัน").members == 1
    assert reader.post(path, do="remove", lang="en").headers["Location"] == "/collections?lang=en"
    assert page(reader.client, path, 404) is not None


def test_an_item_is_kept_from_its_page_and_every_export_is_offered(reader: Reader) -> None:
    form = page(reader.client, "/item/krabi-pao:100").xpath("//*[@id='collect']//form")[0]
    fields = {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")}
    assert fields.pop("token") == reader.client.app.state.site.token
    answer = reader.post(form.get("action"), **fields, name="อ่าน", tags="น้ำ", note="บท 2")
    root = page(reader.client, answer.headers["Location"])
    files = root.xpath("//a[contains(@href, '/api/v1/export')]/@href")
    assert len(files) == 6
    for address in files:
        assert reader.client.get(address).status_code == 200
    assert page(reader.client, "/item/krabi-pao:100").xpath("//*[@id='collect']//a[@class='chip']")


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ({"Origin": "https://evil.example"}, {}),
        ({"Sec-Fetch-Site": "cross-site"}, {}),
        ({"Sec-Fetch-Site": "same-site", **OWN}, {}),
        (OWN, {"token": "guessed"}),
        (OWN, {"token": ""}),
        ({}, {"token": "ไทย"}),
    ],
)
def test_pages_of_other_sites_change_nothing(
    reader: Reader, headers: dict[str, str], fields: dict[str, str]
) -> None:
    before = everything(reader.store)
    for path in ("/collections", "/collections/add", "/collections/x", "/saved", "/saved/x"):
        sent = {"name": "x", "kind": "offices", "address": "q=x", "do": "remove"} | fields
        assert reader.post(path, headers, **sent).status_code == 403, path
    assert everything(reader.store) == before


def test_forms_that_are_wrong_or_too_large_change_nothing(reader: Reader) -> None:
    before = everything(reader.store)
    assert reader.post("/collections", name="a:b", kind="offices").status_code == 400
    assert reader.post("/collections", name="x", kind="people").status_code == 400
    assert reader.post("/collections/add", name="x", kind="offices", member="nobody").status_code == 400
    assert reader.post("/collections/none", do="drop").status_code == 404
    assert reader.post("/saved/none", do="seen").status_code == 404
    assert reader.post("/saved", name="x", address="kind=x").status_code == 400
    assert reader.post("/saved", name="x", address='q="').status_code == 400
    assert reader.post("/collections", name="x", kind="offices", note="ก" * 20_000).status_code == 413
    assert reader.post("/collections", name="x", kind="offices", note="ก" * 2_001).status_code == 400
    assert everything(reader.store) == before


def test_other_readers_read_and_change_nothing(reader: Reader) -> None:
    reader.post("/collections", name="ใต้", kind="offices")
    reader.post("/saved", name="น้ำ", address="q=น้ำท่วม")
    engine = open_engine("tantivy", home=reader.home)
    app = create_app(reader.store, Searcher(reader.store, engine), hosts=["news.example"], clock=lambda: NOW)
    other = Reader(client_of(app), reader.store, reader.home)
    before = everything(reader.store)
    for path in ("/collections", "/collections/add", "/collections/x", "/saved", "/saved/x"):
        assert other.post(path, name="x", kind="offices", address="q=x", do="remove").status_code == 403
    assert everything(reader.store) == before
    for path in (
        "/collections",
        f"/collections/{quote('ใต้')}",
        "/saved",
        f"/saved/{quote('น้ำ')}",
        "/item/krabi-pao:100",
        "/?q=น้ำ",
    ):
        assert not page(other.client, path).xpath("//form[@method='post']"), path


def test_a_saved_search_says_what_is_new(reader: Reader) -> None:
    form = page(reader.client, "/?q=น้ำท่วม&kind=news").xpath("//form[@action='/saved']")[0]
    address = form.xpath(".//input[@name='address']/@value")[0]
    assert reader.post("/saved", name="น้ำ", address=address).status_code == 303
    assert "ไม่มีเรื่องใหม่" in said(page(reader.client, "/saved"), "//tbody/tr")
    later = NOW + timedelta(days=1)
    some = [
        made(300 + n, n, "2026-11-26", "news", f"น้ำท่วมซ้ำ {n}", f"น้ำท่วมถนนอีกครั้ง จุดที่ {n}") for n in (0, 1, 2)
    ]
    _come(reader, some, later)
    assert "ใหม่ 2 เรื่อง (3 รายการ)" in said(page(reader.client, "/saved"), "//tbody/tr")
    root = page(reader.client, f"/saved/{quote('น้ำ')}")
    assert len(root.xpath("//li[@class='hit']")) == 2
    assert page(reader.client, root.xpath("//a[@data-hit]/@href")[0]) is not None
    with reader.store.write() as connection:
        saved.see(connection, "น้ำ", engine="tantivy", now=later + timedelta(hours=1))
    assert "ไม่มีเรื่องใหม่" in said(page(reader.client, "/saved"), "//tbody/tr")
    assert reader.post(f"/saved/{quote('น้ำ')}", do="seen").headers["Location"] == "/saved"
    reader.post(f"/saved/{quote('น้ำ')}", do="remove")
    assert not page(reader.client, "/saved").xpath("//tbody/tr")


def _come(reader: Reader, some: Any, now: datetime) -> None:
    """Items are read and indexed later; the first two are one story."""
    put(reader.store, some, {0: "again", 1: "again"}, now=now)
    index(reader.store, open_engine("tantivy", home=reader.home), now=now)


def feed(client: Client, address: str) -> etree._Element:
    """A feed, parsed strictly."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.content)


def test_feed_is_atom_and_tells_a_story_once(reader: Reader) -> None:
    root = feed(reader.client, "/feed.atom?q=น้ำท่วม")
    for one in (root, *root.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            (found,) = one.findall(f"a:{name}", ATOM)
            assert found.text
        assert datetime.fromisoformat(one.findtext("a:updated", "", ATOM)).tzinfo
        assert one.findtext("a:id", "", ATOM).startswith("urn:uuid:")
        assert one.findtext("a:author/a:name", "", ATOM)
        (alternate,) = one.findall("a:link[@rel='alternate']", ATOM)
        assert reader.client.get(alternate.get("href") or "").status_code == 200
    entries = root.findall("a:entry", ATOM)
    assert len(entries) == 2
    assert len({one.findtext("a:id", "", ATOM) for one in entries}) == 2
    assert root.findtext("a:updated", "", ATOM) == max(one.findtext("a:updated", "", ATOM) for one in entries)
    again = feed(reader.client, "/feed.atom?q=น้ำท่วม")
    assert etree.tostring(again) == etree.tostring(root)
    assert len(feed(reader.client, "/feed.atom").findall("a:entry", ATOM)) <= 50
    assert feed(reader.client, "/feed.atom?q=zzzz").findtext("a:updated", "", ATOM).startswith("1970")
    link = page(reader.client, "/?q=น้ำท่วม&province=81").xpath("//link[@type='application/atom+xml']/@href")[0]
    assert len(feed(reader.client, link).findall("a:entry", ATOM)) == 1


def test_feed_that_is_known_is_not_sent_again(reader: Reader) -> None:
    answer = reader.client.get("/feed.atom?q=น้ำท่วม")
    again = reader.client.get("/feed.atom?q=น้ำท่วม", {"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert reader.client.request("HEAD", "/feed.atom?q=น้ำท่วม").content == b""
    assert reader.client.get('/feed.atom?q="').status_code == 400


def test_hostile_texts_are_text_in_feeds_and_lists(tmp_path: Path) -> None:
    store = hostile_store(tmp_path)
    client = client_of(app_on(store, tmp_path))
    for at in range(0, len(PAYLOADS), 12):
        root = feed(
            client, f"/feed.atom?q={WORD}&" + "&".join(f"source=office-{n}" for n in range(at, at + 12))
        )
        assert {etree.QName(one).namespace for one in root.iter()} == {NAMESPACE}
        for link in root.iter(f"{{{NAMESPACE}}}link"):
            assert (link.get("href") or "").startswith("http://127.0.0.1:8000/")
    for payload in PAYLOADS:
        assert client.get(f"/feed.atom?q={quote(payload, safe='')}").status_code in (200, 400)
        assert client.get(f"/people?q={quote(payload, safe='')}").status_code == 200
    for path in ("/people", "/people?page=2", "/stories"):
        root = page(client, path)
        assert not root.xpath("//script[not(@src)] | //img | //iframe | //*[@onerror or @onload or @onclick]")
        assert all(one.startswith(("/", "#")) for one in root.xpath("//main//@href"))
    store.close()


def test_tree_of_a_refused_form_says_what_a_name_may_hold(reader: Reader) -> None:
    answer = reader.post("/collections", name="a/b", kind="offices")
    assert "ตัวอักษร ตัวเลข - และ _" in said(tree(answer.text), "//main")
