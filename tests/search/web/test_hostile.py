"""Hostile text in every field that a page or user can fill: no new element or attribute, no live link."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest

from search.web.site import web_address
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.hostile_samples import PAYLOADS, PLAIN, WORD, hostile_store
from tests.search.web.parsing import elements, page, tree


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The app on the hostile store."""
    home = tmp_path_factory.mktemp("hostile")
    store = hostile_store(home)
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
        f"/?q={typed}&match=any&lang=en", f"/kwic?q={typed}", f"/compare?q={WORD}&q2={typed}",
        f"/build?q={typed}",
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


VIEWS = (
    "/kwic",
    "/kwic?page=2",
    "/kwic?page=3",
    "/by-office",
    "/by-office?page=2",
    "/words",
    "/time",
    "/map",
)


@pytest.mark.parametrize("view", VIEWS)
def test_views_gain_nothing(hostile: Client, view: str) -> None:
    """Places and offices come more often than in the harmless twin's view, but as nothing else."""
    between = "&" if "?" in view else "?"
    every = page(hostile, f"{view}{between}q={WORD}&copies=1")
    safe = page(hostile, f"{view.partition('?')[0]}?q={WORD}&source=office-0")
    turning = {"nav@class", "nav@aria-label", "a@rel", "nav"}
    assert not set(elements(every)) - set(elements(safe)) - turning
    _links_are_safe(every)
    assert every.xpath("//main//table | //svg")


def test_sheets_hold_no_formula(hostile: Client) -> None:
    for view in ("kwic", "by-office", "words", "compare"):
        for row in csv.reader(io.StringIO(hostile.get(f"/{view}.csv?q={WORD}&q2=%3D1").text)):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), (view, cell)


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
