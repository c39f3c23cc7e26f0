"""A mistyped name is answered with the name that was meant, as a link that finds something."""

from __future__ import annotations

import pytest

from tests.search.web.asking_app import Client
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
