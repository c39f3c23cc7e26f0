"""A store is made anew from the archive: the same articles, digest by digest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.cli import call
from flows.demo.world import serve
from pipelines.store import tables as t
from pipelines.store.database import open_store


def articles_of(home: Path) -> set[tuple[str, str, int, str]]:
    """Id, digest, version and state of every article."""
    store = open_store(home)
    with store.read() as connection:
        rows = connection.execute(
            select(t.articles.c.id, t.articles.c.digest, t.articles.c.version, t.articles.c.state)
        ).all()
    store.close()
    return {(row.id, row.digest, row.version, row.state) for row in rows}


def test_a_store_that_was_deleted_is_made_anew_from_the_archive(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--home", str(home), "--json"]
    with serve() as world:
        monkeypatch.setenv("KHAOSAN_REGISTRY", str(world.registry))
        monkeypatch.setenv("KHAOSAN_ALLOW_ADDRESSES", ",".join(world.hosts))
        assert call(["run", *given]) == 1  # the samples' planted faults
        before = articles_of(home)
        capsys.readouterr()
        assert call(["search", "ประชาสัมพันธ์", *given]) == 0
        found = json.loads(capsys.readouterr().out)
        for file in home.glob("store.sqlite*"):
            file.unlink()
        assert call(["archive", "recover", *given]) == 0
        adopted = json.loads(capsys.readouterr().out)
        assert call(["archive", "recover", *given]) == 0
        again = json.loads(capsys.readouterr().out)
        assert call(["refine", *given]) in (0, 1)
        assert call(["index", "--rebuild", *given]) == 0
        capsys.readouterr()
        assert call(["search", "ประชาสัมพันธ์", *given]) == 0
        refound = json.loads(capsys.readouterr().out)
    assert adopted["adopted"] > len(before) > 60
    assert (again["adopted"], again["torn"], again["damaged"], again["unknown_sources"]) == (0, [], [], [])
    assert articles_of(home) == before
    assert (refound["total"], [hit["id"] for hit in refound["hits"]]) == (
        found["total"],
        [hit["id"] for hit in found["hits"]],
    )


def test_a_record_of_no_known_office_is_told(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.crawlers.crawling import list_page, registry, row
    from tests.crawlers.site import serving

    with serving({"/": list_page("/a"), "/a": "x"}) as site:
        monkeypatch.setenv("KHAOSAN_ALLOW_ADDRESSES", site.address)
        rows = registry(tmp_path / "rows", row("nan", site.url()))
        call(["crawl", "--home", str(home), "--registry", str(rows)])
        other = registry(tmp_path / "other", row("phrae", site.url()))
    for file in home.glob("store.sqlite*"):
        file.unlink()
    capsys.readouterr()
    assert call(["archive", "recover", "--home", str(home), "--registry", str(other), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["adopted"], answer["unknown_sources"]) == (2, ["nan"])
    for words in (["refine"], ["run", "phrae", "--registry", str(other)]):
        assert call([*words, "--home", str(home), "--json"]) == 1
        told = [
            one for one in json.loads(capsys.readouterr().out)["issues"] if one["code"] == "unknown_source"
        ]
        assert [(one["source"], one["message"][:18]) for one in told] == [("nan", "2 captures wait of")]
    report = max((home / "runs").glob("*/report.th.md"), key=lambda file: file.stat().st_mtime_ns)
    assert "ไม่มีแถวในทะเบียน" in report.read_text(encoding="utf-8")
