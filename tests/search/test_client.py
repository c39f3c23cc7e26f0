"""The client asks a server over HTTP and a store in process, and gets the same records from both."""

from __future__ import annotations

import builtins
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from pipelines.errors import ServiceAway, SettingsError
from pipelines.store import keys
from pipelines.store.database import Store
from search.client import Khaosan, Refused, frame
from search.client.transport import Http
from search.engines import Engine, open_engine
from search.indexing import index
from search.service import Searcher
from search.web.app import create_app
from search.web.door import Access
from tests.search.web.office_samples import NOW, web_store

Ask = Callable[[Khaosan], Any]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("client")


@pytest.fixture(scope="module")
def desk(home: Path) -> Iterator[tuple[Store, Engine]]:
    store = web_store(home)
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    yield store, engine
    engine.close()
    store.close()


@pytest.fixture(scope="module")
def local(desk: tuple[Store, Engine]) -> Khaosan:
    store, engine = desk
    return Khaosan.on(store, Searcher(store, engine), clock=lambda: NOW)


@pytest.fixture(scope="module")
def address(desk: tuple[Store, Engine]) -> Iterator[str]:
    """A real server on loopback."""
    with served(*desk) as where:
        yield where


@pytest.fixture(scope="module")
def remote(address: str) -> Khaosan:
    return Khaosan(address)


class served:  # noqa: N801 - reads as what it does
    """Serve a desk on a free port of loopback."""

    def __init__(self, store: Store, engine: Engine, access: Access | None = None) -> None:
        app = create_app(store, Searcher(store, engine), clock=lambda: NOW, access=access or Access())
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})

    def __enter__(self) -> str:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.socket.close()


SAME: dict[str, Ask] = {
    "search": lambda one: one.search("น้ำท่วม", kind=["news", "announcement"], size=2, copies=True),
    "page": lambda one: one.search("น้ำ", size=2, cursor=one.search("น้ำ", size=2).next),
    "hits": lambda one: list(one.hits("น้ำ")),
    "some": lambda one: list(one.hits("น้ำ", limit=3, sort="oldest")),
    "count": lambda one: one.count("น้ำ", province="กระบี่", from_="2563"),
    "time": lambda one: one.count_over_time("น้ำ", interval="month", attachment=False),
    "words": lambda one: one.words("น้ำท่วม"),
    "kwic": lambda one: one.kwic("น้ำท่วม", order="left", copies=True),
    "articles": lambda one: list(one.articles("น้ำ")),
    "stories": lambda one: list(one.articles("น้ำ", copies=False)),
    "article": lambda one: one.article("krabi-pao:100", version=1),
    "now": lambda one: one.article("krabi-pao:100", as_of=NOW),
    "versions": lambda one: one.versions("krabi-pao:100"),
    "attachments": lambda one: one.attachments("krabi-pao:100"),
    "cite": lambda one: one.cite("krabi-pao:100", style="csl.json"),
    "cluster": lambda one: one.cluster("flood"),
    "series_list": lambda one: one.series_list(),
    "sources": lambda one: list(one.sources()),
    "source": lambda one: one.source("krabi-pao"),
    "coverage": lambda one: one.coverage(by="province", from_="2569-11-20", to="2026-11-25"),
}


@pytest.mark.parametrize("name", SAME)
def test_both_roads_give_the_same(local: Khaosan, remote: Khaosan, name: str) -> None:
    here, there = SAME[name](local), SAME[name](remote)
    assert here == there
    assert here


REFUSED: dict[str, Ask] = {
    "query": lambda one: one.search('"x'),
    "wrong": lambda one: one.count(province="Atlantis"),
    "not_found": lambda one: one.article("none"),
    "cursor": lambda one: one.search("x", cursor="abc"),
    "export": lambda one: list(one.articles('"')),
    "dataset": lambda one: one.drift("ds-0000000000000000"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_both_roads_refuse_alike(local: Khaosan, remote: Khaosan, name: str) -> None:
    said = []
    for one in (local, remote):
        with pytest.raises(Refused) as error:
            REFUSED[name](one)
        raised = error.value
        said.append(
            (raised.status, raised.kind, raised.message, raised.cure, raised.position, raised.parameter)
        )
    assert said[0] == said[1]
    assert said[0][2]


def test_datasets_by_both_roads(local: Khaosan, remote: Khaosan) -> None:
    made = remote.make_dataset("น้ำท่วม", title="ชุดทดสอบ", kind="news")
    assert local.dataset(made.id) == remote.dataset(made.id) == made
    assert list(local.dataset_articles(made.id)) == list(remote.dataset_articles(made.id))
    assert [one.id for one in local.datasets().datasets] == [one.id for one in remote.datasets().datasets]
    assert local.drift(made.id) == remote.drift(made.id)
    assert "ds-" in local.cite(made.id)


def test_results_are_cited_with_their_address(remote: Khaosan, address: str) -> None:
    assert f"{address}/?q=" in remote.cite_result("น้ำท่วม", style="en")


def test_exports_are_the_same_files(local: Khaosan, remote: Khaosan, tmp_path: Path) -> None:
    for name in ("csv", "parquet", "csl.json"):
        here = local.export("น้ำ", tmp_path / f"here.{name}", kind="news")
        there = remote.export("น้ำ", tmp_path / f"there.{name}", kind="news")
        assert here.read_bytes() == there.read_bytes()
    with pytest.raises(Refused):
        remote.export('"', tmp_path / "none.csv")
    with pytest.raises(SettingsError, match="xlsx"):
        remote.export("x", tmp_path / "none.xlsx")
    assert not list(tmp_path.glob("*none*"))


def test_a_home_is_asked_without_a_server(desk: tuple[Store, Engine], home: Path, local: Khaosan) -> None:
    with Khaosan.local(home) as own:
        assert own.count("น้ำ") == local.count("น้ำ")


def test_frames(local: Khaosan) -> None:
    hits = local.hits("น้ำ").frame()
    assert {"id", "headline", "published", "published_precision", "published_day", "source_name"} <= set(
        hits.columns
    )
    assert len(hits) == local.count("น้ำ").total
    assert hits["published_day"].dt.year.max() > 2019
    articles = local.articles("น้ำ").frame()
    assert {"article_body", "event_day", "credits_posted_by"} <= set(articles.columns)
    points = frame(local.count_over_time("น้ำ").points)
    assert list(points.columns) == ["key", "count", "within"]
    assert frame([]).empty


def test_frames_need_pandas_and_say_so(local: Khaosan, monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return found(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingsError, match="pip install pandas"):
        local.hits("น้ำ").frame()


def test_a_server_that_is_away_says_how_to_start_it() -> None:
    with pytest.raises(ServiceAway, match="khaosan serve"):
        Khaosan("http://127.0.0.1:9").count()
    with pytest.raises(SettingsError):
        Khaosan("file:///etc/passwd")


def test_keys_go_along_and_a_fast_client_waits(desk: tuple[Store, Engine]) -> None:
    store, _ = desk
    seconds = [0.0]
    with store.write() as connection:
        key = keys.make(connection, "client", now=NOW).secret
    waited: list[float] = []

    def sleep(wait: float) -> None:
        waited.append(wait)
        seconds[0] += wait

    access = Access(key_rate=2, key_required=True, clock=lambda: seconds[0])
    with served(*desk, access) as where:
        with pytest.raises(Refused) as refused:
            Khaosan(where).count()
        assert (refused.value.status, refused.value.kind) == (401, "key")
        patient = Khaosan(transport=Http(address=where, key=key, sleep=sleep))
        assert [patient.count("น้ำ").total for _ in range(4)] == [patient.count("น้ำ").total] * 4
    assert waited
    assert set(waited) == {30.0}
