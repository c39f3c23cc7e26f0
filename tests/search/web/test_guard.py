"""What holds for every answer: headers, host names, methods, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from search.engines import open_engine
from search.service import Searcher
from search.web.app import create_app
from search.web.guard import HEADERS, host_name
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import NOW, web_store
from tests.search.web.parsing import page, said, tree
from tests.search.web.routes import routes_of

ADDRESSES = [
    "/", "/?q=น้ำ", '/?q="', "/?kind=x", "/item/krabi-pao:100", "/item/none", "/offices", "/about",
    "/health", "/api/v1/search?q=น้ำ", "/api/v1/articles/krabi-pao:100", "/api/v1/articles/none",
    "/api/v1/openapi.json", "/static/app.css", "/static/app.js", "/static/none", "/none",
    "/static/../app.py", "/docs", "/redoc", "/about/copies", "/build", "/by-office", "/by-office.csv",
    "/compare", "/compare.csv", "/coverage", "/explain", "/kwic", "/kwic.csv", "/map", "/map.csv",
    "/series", "/series/none", "/time", "/time.csv", "/words", "/words.csv", "/datasets",
    "/datasets/none", "/datasets/none/drift", "/export", "/export.csv", "/docs/api", "/unapi",
    "/api/v1/collections", "/api/v1/collections/none", "/api/v1/saved", "/api/v1/saved/none",
    "/api/v1/citation", "/api/v1/citations/none", "/api/v1/clusters/none", "/api/v1/count",
    "/api/v1/count-over-time", "/api/v1/coverage", "/api/v1/datasets", "/api/v1/datasets/none",
    "/api/v1/datasets/none/articles", "/api/v1/datasets/none/citation", "/api/v1/datasets/none/drift",
    "/api/v1/export", "/api/v1/kwic", "/api/v1/series", "/api/v1/series/none", "/api/v1/sources",
    "/api/v1/sources/none", "/api/v1/versions/none", "/api/v1/words",
    "/offices.csv", "/series.csv", "/stories", "/stories.csv", "/people", "/people.csv", "/provinces",
    "/provinces.csv", "/collections", "/collections/add", "/collections/none", "/collections/none.csv",
    "/collections/none.json", "/saved", "/saved/none", "/facets.csv", "/coverage.csv",
    "/item/krabi-pao:100/copies.csv", "/item/none/answers.csv",
    "/item/krabi-pao:100/versions.csv", "/item/krabi-pao:100/attachments.csv", "/api/v1/attachments/none",
    "/go", "/go?to=/about", "/feed.atom",
    "/feed.atom?q=น้ำ",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_answer_has_every_header(client: Client, address: str, method: str) -> None:
    answer = client.request(method, address)
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, name
    assert answer.status_code < 500


def test_every_route_is_walked(client: Client) -> None:
    """One address at least of every route; a part of a path in braces stands for any text."""
    walked = {re.sub(r"[?].*", "", address) for address in ADDRESSES}
    paths = routes_of(client.app)
    assert len(paths) > 50
    for path in paths:
        if path.endswith("/archived"):
            continue  # it has a policy of its own: test_archived_page.py
        pattern = re.sub(r"\{[^}]*\}", "[^/]+", path) + (".+" if path.endswith("/static/") else "")
        assert any(re.fullmatch(pattern, one) for one in walked), path


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "169.254.169.254", ""]
)
def test_other_host_names_get_nothing(client: Client, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
    assert "<" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "127.0.0.1:8000", "[::1]:8000"])
def test_loopback_names_are_served(client: Client, host: str) -> None:
    assert client.get("/about", headers={"Host": host}).status_code == 200


def test_further_names_must_be_configured(home: Path) -> None:
    store = web_store(home)
    app = create_app(store, Searcher(store, open_engine("tantivy", home=home)), hosts=["News.example"])
    assert client_of(app).get("/about", headers={"Host": "news.example:443"}).status_code == 200
    store.close()


def test_host_names_are_cut_from_their_ports() -> None:
    assert [host_name(one) for one in ("a:1", "[::1]:80", "[::1]", "A", "")] == ["a", "::1", "::1", "a", ""]


def test_nothing_is_loaded_from_elsewhere_or_inline(client: Client) -> None:
    for address in ADDRESSES[:8]:
        text = client.get(address).text
        root = tree(text)
        for one in root.xpath("//link/@href | //script/@src | //img/@src"):
            assert one.startswith(("/static/", "/feed.atom")) or one == "/unapi", one
        assert not root.xpath("//style | //*[@style] | //script[not(@src)] | //iframe | //object | //embed")
        assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]


def test_static_files_may_be_kept_when_named_by_digest(client: Client) -> None:
    root = page(client, "/")
    named = root.xpath("//link[@rel='stylesheet']/@href")[0]
    assert "immutable" in client.get(named).headers["Cache-Control"]
    assert client.get("/static/app.css").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_pages_can_only_be_read(client: Client, method: str) -> None:
    answer = client.request(method, "/")
    assert answer.status_code == 405
    assert said(tree(answer.text), "//h1") == "หน้านี้อ่านได้อย่างเดียว"


def test_missing_index_says_what_to_do(home: Path) -> None:
    store = web_store(home)
    client = client_of(create_app(store, Searcher(store, open_engine("tantivy", home=home))))
    root = page(client, "/", 503)
    assert "khaosan index" in said(root, "//main")
    answer = client.get("/api/v1/search?q=น้ำ")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert "khaosan index" in answer.json()["cure"]
    assert client.get("/health").status_code in (200, 503)
    store.close()


def test_service_that_is_away_is_named(home: Path) -> None:
    """A cluster nobody serves: port 9 of loopback (discard) is closed."""
    store = web_store(home)
    engine = open_engine("elasticsearch", home=home, url="http://127.0.0.1:9")
    client = client_of(create_app(store, Searcher(store, engine)))
    root = page(client, "/?q=น้ำ", 503)
    assert "Elasticsearch" in said(root, "//main")
    assert client.get("/health").status_code == 503
    engine.close()
    store.close()


def test_own_fault_becomes_a_page_and_tells_nothing(home: Path) -> None:
    store = web_store(home)
    app = app_on(store, home)

    @app.get("/fault")
    def fault(request: Request) -> Response:
        raise ZeroDivisionError("secret detail")

    answer = client_of(app).get("/fault")
    assert answer.status_code == 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "secret" not in answer.text
    assert said(tree(answer.text), "//h1") == "เกิดข้อผิดพลาดในระบบ"
    store.close()


def test_clock_is_an_argument(home: Path) -> None:
    store = web_store(home)
    client = client_of(app_on(store, home))
    citation = said(page(client, "/item/krabi-pao:100"), "//*[@id='cite']")
    assert str(NOW.year + 543) in citation
    store.close()
