"""``khaosan inspect --json`` on the five seeds and on pages that hold no article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from tests.crawlers.site import Reply, serving


def inspect(words: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Run inspect and read its lines."""
    assert call(["inspect", *words, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_seeds_by_the_command_line(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = json.loads((shared / "seeds" / "expected.json").read_text(encoding="utf-8"))
    names = [name for name in truth if name.endswith(".txt")]
    rows = inspect([str(shared / "seeds" / name) for name in names], capsys)
    for name, row in zip(names, rows, strict=True):
        wanted = truth[name]["record"]
        assert (row["kind"], row["scope"]) == (wanted["kind"], wanted["scope"]), name
        for field in ("published", "event"):
            value = row[field]["value"] if row[field] else None
            assert value == wanted.get(field, value), (name, field)
        assert {place["code"] for place in row["places"]} == {place["code"] for place in wanted["places"]}, (
            name
        )


@pytest.mark.parametrize(("file", "role"), [("soft404.html", "not_found"), ("prd_rss.xml", "feed")])
def test_a_page_without_an_article_has_a_role(
    file: str, role: str, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = json.loads((shared / "pages" / "synthetic" / "expect.json").read_text(encoding="utf-8"))
    (page,) = [one for one in expected["pages"] if one["file"] == file]
    path = shared / "pages" / "synthetic" / file
    (row,) = inspect([str(path), "--url", page["url"], "--content-type", page["content_type"]], capsys)
    assert (row["kind"], row["role"]) == (None, role)


def test_a_file_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["inspect", "no-such-file.html"]) == 2
    assert "no-such-file.html" in capsys.readouterr().err


ARTICLE = (
    "<!DOCTYPE html><html lang=th><head><title>ประชุมเตรียมงานลอยกระทง</title></head><body><article>"
    "<h1>ประชุมเตรียมงานลอยกระทง</h1>"
    + "<p>เทศบาลตัวอย่างจัดประชุมเตรียมความพร้อมงานประเพณีลอยกระทง ณ ห้องประชุมชั้นสอง</p>" * 6
    + "</article></body></html>"
)


def test_a_page_is_fetched_through_the_guards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving({"/news/1": ARTICLE, "/closed": Reply(b"no", 403)}) as site:
        words = [site.url("/news/1"), "--home", str(tmp_path / "home")]
        assert call(["inspect", *words, "--json"]) == 1
        refused = capsys.readouterr().err
        assert site.asked == []
        monkeypatch.setenv("KHAOSAN_ALLOW_ADDRESSES", site.address)
        (row,) = inspect(words, capsys)
        assert call(["inspect", site.url("/closed"), *words[1:]]) == 1
        blocked = capsys.readouterr().err
    assert "not a public address" in refused
    assert "KHAOSAN_ALLOW_ADDRESSES" in refused
    assert (row["headline"], row["url"]) == ("ประชุมเตรียมงานลอยกระทง", site.url("/news/1"))
    assert "403" in blocked
    assert not list((tmp_path / "home").glob("archive/*.warc.gz"))
