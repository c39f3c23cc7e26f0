"""``khaosan saved`` and ``cite-result``, and filters that do not exist: what is typed, what is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from pipelines.store import collections, saved
from pipelines.store.database import Store, open_store
from search.client import Khaosan, Refused
from search.engines import open_engine
from search.indexing import index
from search.service import Searcher
from tests.search.samples import NOW, sample_store


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample articles and their index."""
    home = tmp_path_factory.mktemp("saved")
    store = sample_store(home)
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    engine.close()
    store.close()
    return home


@pytest.fixture
def store(filled: Path) -> Iterator[Store]:
    """The store of that home."""
    opened = open_store(filled)
    yield opened
    opened.close()


def run(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> list[Any]:
    """Run a command with ``--json``; return the lines it printed."""
    assert call([*arguments, "--home", str(home), "--json"]) == 0, capsys.readouterr().err
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def refused(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> str:
    """Run a command that is used wrongly; return what it says."""
    assert call([*arguments, "--home", str(home)]) == 2
    return capsys.readouterr().err


def test_a_search_is_saved_looked_at_seen_and_forgotten(
    capsys: pytest.CaptureFixture[str], filled: Path, store: Store
) -> None:
    (made,) = run(capsys, filled, "saved", "add", "น้ำ", "น้ำ")
    assert made["saved"] == "น้ำ"
    run(capsys, filled, "saved", "add", "Krabi", "/?q=น้ำ&province=TH-81&page=3")
    assert [one["name"] for one in run(capsys, filled, "saved", "list")] == ["Krabi", "น้ำ"]
    before = (NOW - timedelta(days=1)).isoformat()
    with store.write() as connection:  # as if all samples had come since
        for name in ("น้ำ", "Krabi"):
            known = saved.must(connection, name)
            saved.save(connection, name, known.address, now=NOW - timedelta(days=1))
    rows = {one["name"]: one for one in run(capsys, filled, "saved", "list")}
    assert rows["น้ำ"]["seen_at"] == before
    assert rows["น้ำ"]["articles"] > rows["Krabi"]["articles"] > 0
    new = run(capsys, filled, "saved", "run", "น้ำ", "--seen")
    assert len(new) == rows["น้ำ"]["articles"]
    total = run(capsys, filled, "search", "น้ำ", "--copies")[0]["total"]
    assert len(new) == total
    assert run(capsys, filled, "saved", "run", "น้ำ") == []
    client = Khaosan.on(store, Searcher(store, open_engine("tantivy", home=filled)), clock=lambda: NOW)
    assert [one.name for one in client.saved_searches()] == ["Krabi", "น้ำ"]
    found = client.saved_search("Krabi")
    assert (found.articles, len(found.new), found.readable) == (rows["Krabi"]["articles"],) * 2 + (True,)
    for name in ("น้ำ", "Krabi"):
        run(capsys, filled, "saved", "remove", name)
    assert run(capsys, filled, "saved", "list") == []
    assert "no saved search" in refused(capsys, filled, "saved", "run", "น้ำ")
    with pytest.raises(Refused, match="Krabi"):
        client.saved_search("Krabi")


def test_what_cannot_be_asked_is_not_saved(capsys: pytest.CaptureFixture[str], filled: Path) -> None:
    assert "quote is not closed" in refused(capsys, filled, "saved", "add", "x", '"น้ำ')
    assert "kind=newz" in refused(capsys, filled, "saved", "add", "x", "/?q=น้ำ&kind=newz")
    assert "is no name" in refused(capsys, filled, "saved", "add", "a:b", "น้ำ")
    assert run(capsys, filled, "saved", "list") == []


def test_collections_are_read_by_the_api(store: Store, filled: Path) -> None:
    client = Khaosan.on(store, Searcher(store, open_engine("tantivy", home=filled)), clock=lambda: NOW)
    with store.write() as connection:
        collections.make(connection, "ใต้", "offices", note="ภาคใต้", now=NOW)
        collections.put(connection, "ใต้", ["krabi-pao", "hatyai-city"], tags=["ทะเล"], now=NOW)
    assert [(one.name, one.kind, one.members) for one in client.collections()] == [("ใต้", "offices", 2)]
    found = client.collection("ใต้")
    assert {one.id: one.tags for one in found.members} == {"krabi-pao": ("ทะเล",), "hatyai-city": ("ทะเล",)}
    within = client.count("", source=["krabi-pao", "hatyai-city"]).total
    assert client.count(found.query).total == within > 0
    with pytest.raises(Refused, match="none"):
        client.collection("none")


@pytest.mark.parametrize("style", ["th", "en", "th-note", "en-note", "ris", "bib", "csl.json"])
def test_a_result_is_cited_as_the_api_cites_it(
    capsys: pytest.CaptureFixture[str], filled: Path, store: Store, style: str
) -> None:
    (cited,) = run(capsys, filled, "cite-result", "น้ำ", "--style", style, "--province", "กระบี่", "--base", "/")
    client = Khaosan.on(store, Searcher(store, open_engine("tantivy", home=filled)))
    by_api = client.cite_result("น้ำ", style=style, province="TH-81")  # type: ignore[arg-type]  # a style of the table
    assert cited["citation"] == by_api
    assert "province=TH-81" in by_api.replace("\\", "")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--office", "krabi-poa", "did you mean krabi-pao (องค์การบริหารส่วนจังหวัดกระบี่)"),
        ("--office", "สำนักงานประชาสัมพันธ์จังหวัดลำพุน", "did you mean lamphun-pr"),
        ("--office", "xyzzy", "khaosan source list"),
        ("--amphoe", "เกาะลันตะ", "did you mean 8103 (อำเภอเกาะลันตา)"),
        ("--amphoe", "9999", "write its code"),
        ("--language", "thai", "did you mean th"),
        ("--language", "de", "known: th, en, lo, km, my"),
        ("--province", "ลำพุน", "did you mean TH-51 (ลำพูน)"),
        ("--province", "Lampun", "did you mean TH-51 (Lamphun)"),
        ("--kind", "newz", 'Did you mean "news"'),
        ("--office-kind", "paoo", 'Did you mean "pao"'),
    ],
)
def test_a_filter_by_what_does_not_exist_names_what_does(
    capsys: pytest.CaptureFixture[str], filled: Path, option: str, value: str, said: str
) -> None:
    assert said in refused(capsys, filled, "search", "น้ำ", option, value)
    assert said in refused(capsys, filled, "export", "น้ำ", "-o", "x.csv", option, value)


@pytest.mark.parametrize(
    ("options", "same"),
    [
        (("--amphoe", "ปัว"), ("--amphoe", "5505")),
        (("--amphoe", "อำเภอปัว"), ("--amphoe", "5505")),
        (("--office", "จังหวัดน่าน"), ("--office", "nan-province")),
        (("--province", "Lamphun"), ("--province", "51")),
        (("--language", "อังกฤษ"), ("--language", "en")),
    ],
)
def test_a_filter_may_be_named(
    capsys: pytest.CaptureFixture[str], filled: Path, options: tuple[str, ...], same: tuple[str, ...]
) -> None:
    first, second = (run(capsys, filled, "search", "*", *one)[0]["total"] for one in (options, same))
    assert first == second > 0


@pytest.mark.parametrize(
    ("parameter", "value", "nearest"),
    [
        ("source", "krabi-poa", "krabi-pao"),
        ("amphoe", "8199", "8101"),
        ("kind", "newz", "news"),
        ("language", "ehn", "en"),
    ],
)
def test_the_api_refuses_what_does_not_exist(
    store: Store, filled: Path, parameter: str, value: str, nearest: str
) -> None:
    client = Khaosan.on(store, Searcher(store, open_engine("tantivy", home=filled)))
    with pytest.raises(Refused) as error:
        client.count("น้ำ", **{parameter: value})  # type: ignore[arg-type]  # wrong on purpose
    assert f"Did you mean {nearest}" in str(error.value) or f"known: {nearest}" in str(error.value)


@pytest.mark.parametrize(
    "text", ["source:krabi-poa", "amphoe:เกาะลันตะ", "language:thaii", "น้ำ -หน่วยงาน:krabi-poa"]
)
def test_the_query_language_refuses_it_too(
    capsys: pytest.CaptureFixture[str], filled: Path, text: str
) -> None:
    said = refused(capsys, filled, "search", text)
    assert "did you mean" in said
    assert f"at character {text.index(':') + 2}" in said
