"""Three real nodes lose one to kill -9, a secured one asks who is there: nothing is lost, nothing is told."""

from __future__ import annotations

import logging
import tempfile
import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from pipelines.errors import KhaosanError, ServiceAway, SettingsError
from pipelines.store.database import Store
from search import indexing
from search.clauses import Everything
from search.engines import Access, Engine, open_engine
from search.indexing import index
from search.records import SearchQuery
from search.service import Searcher
from tests.search.samples import NOW, lines, sample_store, samples
from tests.services import certificates
from tests.services import elasticsearch as services
from tests.services.certificates import Certificates

pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(600)]
SECRET = "s3cret-of-the-test"
KEY_ROLE = {
    "khaosan": {
        "cluster": ["monitor"],
        "indices": [{"names": ["khaosan*"], "privileges": ["manage", "read", "write"]}],
    }
}
"""What a key needs to be allowed, as docs/search.md says."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the sample articles."""
    made = sample_store(tmp_path_factory.mktemp("samples"))
    yield made
    made.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another user may enter; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="khaosan-nodes-", ignore_cleanup_errors=True) as name:
        yield Path(name)


def test_a_node_killed_while_indexing_and_searching_loses_nothing(
    store: Store, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 5)
    with services.cluster(folder) as nodes:
        urls = [node.url for node in nodes]
        engine = open_engine("elasticsearch", home=home, url=",".join(urls), index="three")
        index(store, engine, rebuild=True, now=NOW)
        client = Elasticsearch(urls[0], request_timeout=90)
        client.cluster.health(wait_for_status="green", timeout="60s")
        state = client.cluster.state(metric="nodes,master_node")
        client.close()
        name = state["nodes"][state["master_node"]]["name"]
        master = next(node for node in nodes if node.name == name)

        def kill(done: int, total: int) -> None:
            if done == 20:
                threading.Timer(0.05, master.kill).start()  # in the middle of the batches that follow

        with _asking(store, engine) as answers:
            report = index(store, engine, rebuild=True, now=NOW, progress=kill)
            master.process.wait(30)
        assert report.documents == len(lines())
        assert set(engine.ids(Everything())) == {one.id for one in samples()}
        assert len(answers) > 3
        assert {one for one in answers if one != len(lines())} == set()
        assert engine.health().ok
        engine.close()


class _asking:  # noqa: N801 - reads as a verb where it is used
    """Search without pause in a thread; the totals found, or the error."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self.searcher = Searcher(store, engine)
        self.found: list[int | str] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._ask)

    def __enter__(self) -> list[int | str]:
        self.thread.start()
        return self.found

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _ask(self) -> None:
        while not self.over.is_set():
            try:
                self.found.append(self.searcher.search(SearchQuery(text="*")).total)
            except KhaosanError as error:
                self.found.append(str(error))


@dataclass(frozen=True)
class Guarded:
    """A node with security on, behind TLS of an authority of its own."""

    url: str
    own: Certificates
    strange: Certificates
    """Of an authority that signed nothing of the node."""

    def access(self, **credentials: str) -> Access:
        """Credentials, and trust in the node's authority."""
        return Access(ca=str(self.own.authority), **credentials)


@pytest.fixture(scope="module")
def guarded() -> Iterator[Guarded]:
    """One node for all that ask who is there; its user is khaosan, and it makes keys."""
    with tempfile.TemporaryDirectory(prefix="khaosan-nodes-", ignore_cleanup_errors=True) as name:
        own, strange = (certificates.made(Path(name), whose) for whose in ("own", "strange"))
        (Path(name) / "node").mkdir()
        with services.node(Path(name) / "node", users={"khaosan": SECRET}, keys=True, tls=own) as url:
            yield Guarded(url, own, strange)


def test_a_secured_node_lets_in_who_has_the_password(
    guarded: Guarded, store: Store, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = guarded.url
    inside = open_engine(
        "elasticsearch", home=home, url=url, access=guarded.access(user="khaosan", password=SECRET)
    )
    assert index(store, inside, rebuild=True, now=NOW).documents == len(lines())
    assert Searcher(store, inside).search(SearchQuery(text="น้ำท่วม")).total > 0
    refused_ones: tuple[dict[str, str], ...] = (
        {}, {"user": "khaosan", "password": "wrong"}, {"api_key": "d3Jvbmc6a2V5"},
    )  # fmt: skip
    for credentials in refused_ones:
        outside = open_engine("elasticsearch", home=home, url=url, access=guarded.access(**credentials))
        with pytest.raises(ServiceAway, match=r"401.*KHAOSAN_ELASTICSEARCH_USER") as refused:
            outside.count()
        assert SECRET not in str(refused.value)
        assert not outside.health().ok
        outside.close()
    inside.close()
    assert SECRET not in caplog.text


def test_an_api_key_of_the_servers_own_making_lets_in_where_it_is_meant_for(
    guarded: Guarded, store: Store, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = guarded.url
    authority = str(guarded.own.authority)
    with Elasticsearch(url, basic_auth=("khaosan", SECRET), ca_certs=authority) as owner:
        made = owner.security.create_api_key(name="khaosan", role_descriptors=KEY_ROLE).body
    caplog.clear()  # the maker of a key is shown it
    key = made["encoded"]
    mine = guarded.access(api_key=key)
    inside = open_engine("elasticsearch", home=home, url=url, index="khaosan-keyed", access=mine)
    assert index(store, inside, rebuild=True, now=NOW).documents == len(lines())
    assert Searcher(store, inside).search(SearchQuery(text="น้ำท่วม")).total > 0
    assert set(inside.ids(Everything())) == {one.id for one in samples()}
    assert inside.health().ok
    elsewhere = open_engine("elasticsearch", home=home, url=url, index="other", access=mine)
    with pytest.raises(ServiceAway, match=r"403.*KEY") as forbidden:
        index(store, elsewhere, now=NOW)
    told = [str(forbidden.value)]
    for wrong in (b64encode(f"{made['id']}:wrong".encode()).decode(), "no key at all"):
        outside = open_engine("elasticsearch", home=home, url=url, access=guarded.access(api_key=wrong))
        with pytest.raises(ServiceAway, match=r"401.*KHAOSAN_ELASTICSEARCH_\S+.*API_KEY") as refused:
            outside.count()
        assert wrong not in str(refused.value)
        told += [str(refused.value), outside.health().message]
        outside.close()
    for one in (inside, elsewhere):
        one.close()
    for secret in (key, made["api_key"]):
        assert all(secret not in text for text in (*told, repr(inside), caplog.text))


def test_a_node_behind_tls_is_trusted_by_its_own_authority_alone(
    guarded: Guarded, store: Store, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert guarded.url.startswith("https://")
    inside, outside = (
        open_engine(
            "elasticsearch",
            home=home,
            url=guarded.url,
            index="khaosan-tls",
            access=Access(user="khaosan", password=SECRET, ca=str(one.authority)),
        )
        for one in (guarded.own, guarded.strange)
    )
    assert index(store, inside, rebuild=True, now=NOW).documents == len(lines())
    assert Searcher(store, inside).search(SearchQuery(text="น้ำท่วม")).total > 0
    with pytest.raises(ServiceAway, match=r"(?i)certificate") as refused:
        outside.count()
    assert SECRET not in f"{refused.value}{caplog.text}"
    for one in (inside, outside):
        one.close()


def test_secrets_are_in_no_text_and_contradictions_are_named(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    access = Access(user="me", password=SECRET, ca=str(authority))
    assert SECRET not in f"{access!r} {access} {Access(api_key=SECRET)!r}"
    with pytest.raises(SettingsError, match=r"ca\.pem.*KHAOSAN_ELASTICSEARCH_CA"):
        access.options()
    authority.write_text("", encoding="utf-8")
    assert access.options() == {"basic_auth": ("me", SECRET), "ca_certs": str(authority)}
    assert Access(api_key="k").options() == {"api_key": "k"}
    for wrong in (Access(user="me"), Access(password="x"), Access(user="me", password="x", api_key="k")):
        with pytest.raises(SettingsError, match="KHAOSAN_ELASTICSEARCH_"):
            wrong.options()


def test_an_address_that_holds_a_password_is_refused_without_repeating_it(home: Path) -> None:
    with pytest.raises(SettingsError, match="KHAOSAN_ELASTICSEARCH_USER") as refused:
        open_engine("elasticsearch", home=home, url=f"http://me:{SECRET}@127.0.0.1:9200")
    assert SECRET not in str(refused.value)
