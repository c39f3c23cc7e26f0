"""Datasets and exports on the web, the documents of the API, and what Zotero takes off a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from lxml import etree

from pipelines.store.database import Store
from search.api.description import BASE
from search.api.operations import OPERATIONS
from search.web.problems import KINDS
from tests.search.test_citations import read_ris
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import web_store
from tests.search.web.parsing import page, said

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1:8000"}


@pytest.fixture
def own(home: Path) -> Iterator[tuple[Client, Store]]:
    """A client of a home that a test may change."""
    store = web_store(home)
    yield client_of(app_on(store, home)), store
    store.close()


def sent(client: Client, fields: dict[str, str], headers: dict[str, str] | None = None) -> str:
    """Send the form; return where it leads."""
    body = urlencode(fields).encode()
    answer = client.request("POST", "/datasets", FORM | (headers or {}), body)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_reader_makes_a_dataset_of_what_is_found(own: tuple[Client, Store]) -> None:
    client, _ = own
    root = page(client, "/export?q=น้ำท่วม&kind=news&page=2")
    fields = {one.get("name"): one.get("value") for one in root.xpath("//form[@action='/datasets']//input")}
    assert fields == {"q": "น้ำท่วม", "kind": "news", "title": "น้ำท่วม"}
    assert "ผลการค้นหา “น้ำท่วม”" in said(root, "//*[@id='cite']")
    where = sent(client, fields | {"title": "น้ำท่วมกระบี่"})
    shown = page(client, where)
    assert said(shown, "//h1") == "น้ำท่วมกระบี่"
    assert "[ชุดข้อมูล: " in said(shown, "//*[@id='cite']")
    for address in shown.xpath("//main//a/@href[starts-with(., '/api/')]"):
        assert client.get(address).status_code == 200, address
    assert said(page(client, "/datasets"), "//tbody//th//a") == "น้ำท่วมกระบี่"
    assert "ไม่มีอะไรเปลี่ยน" in said(page(client, f"{where}/drift"), "//main")
    assert "Nothing has changed" in said(page(client, f"{where}/drift?lang=en"), "//main")
    assert sent(client, {"q": "น้ำ", "lang": "en"}).endswith("?lang=en")


def test_the_form_of_another_site_makes_nothing(own: tuple[Client, Store]) -> None:
    client, _ = own
    for foreign in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.request("POST", "/datasets", FORM | foreign, b"q=%E0%B8%99")
        assert answer.status_code == 403
    assert client.request("POST", "/datasets", FORM, b"kind=x").status_code == 400
    assert client.request("POST", "/datasets", FORM, b"limit=5").status_code == 400
    assert client.request("POST", "/datasets", FORM, b"q=" + b"x" * 70_000).status_code == 413
    assert not page(client, "/datasets").xpath("//tbody/tr")
    page(client, "/datasets/ds-0000000000000000", 404)


def test_hostile_titles_stay_text(own: tuple[Client, Store]) -> None:
    client, _ = own
    hostile = "<img src=x onerror=alert(1)>\"'{{7*7}}</title><script>alert(1)</script>"
    where = sent(client, {"q": 'น้ำ -"<script>"', "title": hostile})
    for address in (where, f"{where}/drift", "/datasets"):
        root = page(client, address)
        assert not root.xpath("//script[not(@src)] | //img | //*[@onerror]")
        assert hostile in root.text_content()


def test_every_file_of_the_export_page_is_there(client: Client) -> None:
    root = page(client, "/export?q=น้ำ&match=any&province=TH-81&sort=newest&copies=1")
    files = root.xpath("//main//a/@href[starts-with(., '/api/v1/export')]")
    assert len(files) == 8
    for address in files:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "attachment" in answer.headers["Content-Disposition"]


def test_an_answer_that_fell_back_is_exported_as_shown(client: Client) -> None:
    """Nothing holds all parts: the page shows the most similar, and so does its export."""
    words = "น้ำท่วม ไม่มีคำนี้เลย"
    files = page(client, f"/export?q={words}").xpath("//main//a/@href[contains(., 'format=jsonl')]")
    total = client.get(f"{BASE}/search?q={words}").json()["total"]
    assert client.get(files[0]).text.count("\n") == total > 0


def test_the_documents_name_every_call_and_problem(client: Client) -> None:
    for language in ("th", "en"):
        root = page(client, f"/docs/api?lang={language}")
        assert {one.name for one in OPERATIONS} <= set(root.xpath("//section/@id"))
        assert {f"problem-{kind.replace('_', '-')}" for kind in KINDS} <= set(root.xpath("//dl/div/@id"))
    examples = root.xpath("//section/p/a/@href[starts-with(., '/api/')]")
    assert len(examples) == sum(one.method == "GET" for one in OPERATIONS)
    for address in examples:
        assert client.get(address).status_code in (200, 404), address
    problem = client.get(f'{BASE}/search?q="').json()["type"]
    assert client.get(problem.partition("#")[0]).status_code == 200


def test_zotero_takes_items_by_unapi(client: Client) -> None:
    """As its unAPI translator does: a link names the server, ``abbr`` the items, RIS is read."""
    root = page(client, "/?q=น้ำท่วม")
    server = root.xpath("//link[@rel='unapi-server'][@type='application/xml']/@href")[0]
    named = root.xpath("//abbr[@class='unapi-id']/@title")
    assert len(named) == 2
    assert page(client, f"/item/{named[0]}").xpath("//abbr[@class='unapi-id']/@title") == [named[0]]
    offered = etree.fromstring(client.get(server).content)
    assert {one.get("name") for one in offered} == {"ris", "bibtex", "csl.json"}
    for identity in named:
        asked = f"{server}?id={quote(identity)}"
        answer = client.get(asked)
        assert (answer.status_code, etree.fromstring(answer.content).get("id")) == (300, identity)
        record = client.get(f"{asked}&format=ris")
        assert record.headers["Content-Type"].startswith("application/x-research-info-systems")
        (read,) = read_ris(record.text)
        assert read["TY"] == ["NEWS"]
        assert read["ID"] == [identity]
        assert client.get(f"{asked}&format=bibtex").text.startswith("@online{")
    assert client.get(f"{server}?id={named[0]}&format=mods").status_code == 406
    assert client.get(f"{server}?id=none&format=ris").status_code == 404
