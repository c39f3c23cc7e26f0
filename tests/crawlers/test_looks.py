"""What a look at offices leaves where it is interrupted, and to whom it leaves an address."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from crawlers import api, looks
from crawlers.child import begin
from crawlers.failures import cure_of
from crawlers.finding import Finding
from crawlers.locks import locks_of
from pipelines.moment import clock
from pipelines.store import sources
from pipelines.store.database import Store, open_store
from tests.crawlers.crawling import list_page, registry, row
from tests.crawlers.site import Page, serving
from tests.crawlers.test_api import Chosen, Settings
from tests.crawlers.test_sharing import held

VIA_HTML = 'via = ["html"]'


@pytest.fixture
def store(home: Path) -> Store:
    return open_store(home)


def states(store: Store) -> dict[str, str]:
    with store.read() as connection:
        return {one.source.id: one.state for one in sources.states(connection)}


def test_a_killed_round_is_gone_on_with_and_an_address_is_left_to_a_crawl(
    home: Path, tmp_path: Path, store: Store
) -> None:
    answers = threading.Event()
    late: dict[str, Page] = {"/": held(answers, list_page("/b"))}
    with closing(store), serving({"/": list_page("/a")}) as one, serving(late) as two:
        rows = registry(tmp_path / "rows", row("one", one.url(), VIA_HTML), row("two", two.url(), VIA_HTML))
        settings = Settings(home, str(rows), f"{one.address},{two.address}")
        api.expected_sources(settings, store, Chosen(), now=clock())
        killed_after_the_first(settings, tmp_path)
        assert states(store) == {"one": "live", "two": "unverified"}
        asked = one.paths()
        answers.set()
        found = api.probe(settings, store, now=clock())
        assert [(office.id, office.problem, office.items) for office in found] == [
            ("one", None, 1), ("two", None, 1),
        ]  # fmt: skip
        assert states(store) == {"one": "live", "two": "live"}
        assert one.paths() == asked
        assert not looks.file_of(home).exists()
        with closing(locks_of(home, store)) as crawl:
            assert crawl.take(f"address {one.address}")
            (busy,) = api.probe(settings, store, ids=["one"], now=clock())
        assert (busy.code, busy.state, one.paths()) == ("busy", "", asked)
        assert states(store) == {"one": "live", "two": "live"}


def killed_after_the_first(settings: Settings, folder: Path) -> None:
    """Look at two offices of which one answers, and kill the process when that is known."""
    (folder / "ids").write_text("one\ntwo")
    known = looks.file_of(settings.folder)
    child = begin(
        [
            sys.executable, "-m", "crawlers.probe", f"--ids={folder / 'ids'}", f"--home={settings.folder}",
            f"--registry={settings.registry}", f"--report={folder / 'report.json'}",
            f"--allow={settings.allow_addresses}", f"--keep={known}",
        ]
    )  # fmt: skip
    while not (known.exists() and known.read_text().endswith("}\n")):
        assert child.poll() is None
        time.sleep(0.02)
    child.kill()
    child.communicate()


def test_a_province_s_round_goes_on_by_itself_and_leaves_the_nation_s(
    home: Path, tmp_path: Path, store: Store
) -> None:
    """Names without an address are no fault of our network: before it broke off, an office had one."""
    dead = [row(name, f"http://{name}.invalid/", VIA_HTML) for name in ("nan", "phrae")]
    rows = registry(tmp_path / "rows", row("one", "http://127.0.0.1:1/", VIA_HTML), *dead)
    one, two = (Finding(url="http://127.0.0.1:1/", id=name, items=1, state="live") for name in ("one", "two"))
    looks.keep(looks.file_of(home, "น่าน"), one)
    looks.keep(looks.file_of(home), two)
    with closing(store):
        found = api.probe(Settings(home, str(rows)), store, province="TH-55", now=clock())
    assert found[1] == one
    assert [each.cure for each in found[::2]] == [cure_of("dns", "nan"), cure_of("dns", "phrae")]
    assert not looks.file_of(home, "Nan").exists()
    assert looks.kept(looks.file_of(home), now=clock()) == {"two": two}


def test_what_was_found_is_read_again_for_a_day_but_for_what_was_cut(tmp_path: Path) -> None:
    found = [
        Finding(url="http://a.example/", id="a", door="html", items=3, title="ก\u2028ข", state="live"),
        Finding(url="http://b.example/", id="b", code="timeout", problem="no whole answer in time"),
        Finding(url="http://c.example/", id="c", code="missing", problem="it answers 404", state="broken"),
    ]
    file = looks.file_of(tmp_path)
    for one in found[:2]:
        looks.keep(file, one)
    with file.open("ab") as lines:
        lines.write('{"url": "http://d.example/", "title": "ก'.encode()[:-1])
    looks.keep(file, found[2])
    assert looks.kept(file, now=clock()) == {"a": found[0], "c": found[2]}
    assert looks.kept(file, now=clock() + 2 * looks.FRESH) == {}
    assert looks.kept(file, now=clock()) == {}
