"""A mistyped name is answered with the name that was meant, as a link that finds something."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import ServiceAway
from search.engines import open_engine
from search.engines.protocol import EngineHits, SearchRequest
from search.indexing import index
from search.service import Searcher
from search.web.app import create_app
from search.web.door import OPEN
from tests.search.slip_samples import slip_store
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import NOW
from tests.search.web.parsing import page, said


@pytest.mark.parametrize(("typed", "meant"), [("ohemj;,", "น้ำท่วม"), ("ลำภูน", "ลำพูน")])
@pytest.mark.parametrize("narrow", ["", "&province=TH-51&from=2001&to=2001"])
def test_offers_what_was_meant(client: Client, typed: str, meant: str, narrow: str) -> None:
    root = page(client, f"/?q={typed}{narrow}")
    links = root.xpath(f"//a[contains(., 'ลอง “{meant}”')]/@href")
    assert links, typed
    assert int(said(page(client, links[0]), "//h2[@id='count']").split()[1]) > 0


def test_offers_nothing_beside_an_answer(client: Client) -> None:
    assert not page(client, "/?q=น้ำท่วม").xpath("//a[contains(., 'ลอง “')]")


def test_a_slip_that_a_page_has_too_is_told_beside_its_answer(home: Path) -> None:
    store = slip_store(home)
    client = client_of(app_on(store, home))
    root = page(client, "/?q=โควิท")
    assert said(root, "//p[@class='note'][contains(., 'ลอง')]").startswith("เขียนเช่นนี้ไม่กี่รายการ")
    link = root.xpath("//a[contains(., 'ลอง “โควิด”')]/@href")[0]
    assert "25" in said(page(client, link), "//h2[@id='count']")
    assert not page(client, "/?q=จุดตรวจ").xpath("//a[contains(., 'ลอง “')]")
    store.close()


def test_what_holds_only_some_of_the_words_is_not_said_to_be_spelled_so(home: Path) -> None:
    store = slip_store(home)
    root = page(client_of(app_on(store, home)), "/?q=ผ้าขาว+F8%3Bbf&match=any")
    note = said(root, "//p[@class='note'][contains(., 'ลอง “โควิด”')]")
    assert note.startswith("ไม่มีรายการที่มีครบทุกคำ")
    store.close()


def test_an_answer_stands_where_the_hint_cannot_be_had(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, engine = slip_store(home), open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    answer = engine.search

    def busy(request: SearchRequest) -> EngineHits:
        if not request.size:
            raise ServiceAway("Tantivy", "8 searches are running already", cure="ask again in a moment")
        return answer(request)

    monkeypatch.setattr(engine, "search", busy)
    client = client_of(create_app(store, Searcher(store, engine), clock=lambda: NOW, access=OPEN))
    assert said(page(client, "/?q=โควิท"), "//h2[@id='count']").split()[1] == "1"
    assert not page(client, "/?q=โควิท").xpath("//a[contains(., 'ลอง “')]")
    assert client.get("/?q=ไดโนเสาร์").status_code == 200
    store.close()
