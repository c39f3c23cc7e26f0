"""Hostile text in every field that a page or user can fill: no new element or attribute, no live link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from pipelines.records import Article, Credits, Letter, Person, Place, Source
from pipelines.store import sources
from pipelines.store.database import open_store
from search.web.site import web_address
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import NOW, date_of, made, put
from tests.search.web.parsing import elements, page, tree

PAYLOADS = tuple((Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines())
PLAIN = "ข้อความธรรมดา"
WORD = "ค้นคำนี้"
"""Stands in every headline and body, so that it is marked beside the payload."""


def _source(number: int, text: str) -> Source:
    return Source(
        id=f"office-{number}",
        name=f"สำนักงาน {text}",
        province="TH-51",
        office="tao",
        family="generic",
        sample=True,
    )


def _article(number: int, text: str) -> Article:
    """An item with the text in every field of it."""
    plain = made(number, 0, "2020-12-29", "news", f"{WORD} {text} {WORD}", f"{WORD}{text}{WORD} {text}")
    date = date_of("2020-12-29")
    assert date is not None
    return replace(
        plain,
        id=f"item-{number}-{text}",
        source=f"office-{number}",
        url=text,
        canonical_url=text,
        issuer=text,
        extractor=text,
        published=replace(date, raw=text, method=text),
        event=replace(date, raw=text),
        places=(
            Place(level="changwat", code="51", province="TH-51", name=text, span=(0, 3),
                confidence=1.0, evidence=text),
        ),
        people=(Person(title=text, name=text, post=text, office="-"),),
        credits=Credits(reporter=(text,), photo=(text,), photo_and_news=(text,), posted_by=(text,)),
        letter=Letter(urgency=text, number=text, issuer=text, addressees=(text,), references=(text,)),
        category=(text,),
        attachments=(text,),
        images=(text,),
    )  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The app on a store where every payload stands in every field; item 0 is the harmless twin."""
    home = tmp_path_factory.mktemp("hostile")
    store = open_store(home)
    texts = (PLAIN, *PAYLOADS)
    with store.write() as connection:
        sources.sync(connection, [_source(number, text) for number, text in enumerate(texts)], now=NOW)
    put(store, [_article(number, text) for number, text in enumerate(texts)], {})
    yield client_of(app_on(store, home))
    store.close()


def test_corpus_is_the_promised_size() -> None:
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("number", range(1, len(PAYLOADS) + 1))
def test_item_page_gains_nothing(hostile: Client, number: int) -> None:
    payload = PAYLOADS[number - 1]
    safe = elements(page(hostile, f"/item/{quote(f'item-0-{PLAIN}', safe='')}?q={WORD}"))
    root = page(hostile, f"/item/{quote(f'item-{number}-{payload}', safe='')}?q={WORD}")
    new = elements(root) - safe
    linked = web_address(payload) is not None
    assert not {name for name in new if not (linked and name.partition("@")[0] in ("a", "p", "span"))}, new
    _links_are_safe(root)
    assert root.xpath("//h1//mark")


def test_result_lists_gain_nothing(hostile: Client) -> None:
    for number, payload in enumerate(PAYLOADS, 1):
        one = page(hostile, f"/?q={WORD}&source=office-{number}")
        safe = page(hostile, f"/?q={WORD}&source=office-0")
        assert not elements(one) - elements(safe), payload
        assert len(one.xpath("//li[@class='hit']")) == 1
        assert "".join(one.xpath("//li[@class='hit']//h3")[0].itertext()).count(WORD) == 2 + payload.count(
            WORD
        )
        _links_are_safe(one)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_a_reader_types_gains_nothing(hostile: Client, payload: str) -> None:
    typed = quote(payload, safe="")
    for address in (
        f"/?q={typed}", f"/?source={typed}", f"/?cluster={typed}", f"/?kind={typed}",
        f"/?from={typed}", f"/offices?q={typed}", f"/item/{typed}", f"/{typed}", f"/?lang={typed}",
        f"/?q={typed}&match=any&lang=en",
    ):  # fmt: skip
        answer = hostile.get(address)
        assert answer.status_code in (200, 400, 404), address
        root = tree(answer.text)
        names = set(elements(root))
        assert not names & {"img", "iframe", "object", "embed", "style", "base", "form@onsubmit", "x"}
        assert not [
            one for one in names if "@on" in one or one.endswith(("@style", "@formaction", "@srcdoc"))
        ]
        assert len(root.xpath("//script")) == 1
        _links_are_safe(root)


def test_office_list_gains_nothing(hostile: Client) -> None:
    root = page(hostile, "/offices")
    rows = root.xpath("//tbody/tr")
    assert len(rows) > 60
    assert len({tuple(sorted(elements(row).items())) for row in rows}) == 1


def test_json_is_no_page(hostile: Client) -> None:
    answer = hostile.get(f"/api/v1/search?q={WORD}&size=100")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def _links_are_safe(root: object) -> None:
    for address in root.xpath("//@href | //@action | //@src"):  # type: ignore[attr-defined]
        parts = urlsplit(address)
        assert parts.scheme in ("", "http", "https"), address
        if parts.scheme == "":
            assert address.startswith(("/", "#", "?")), address
            assert not address.startswith("//"), address
