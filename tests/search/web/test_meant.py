"""A mistyped name is answered with the name that was meant, as a link that finds something."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.search.slip_samples import slip_store
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
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
