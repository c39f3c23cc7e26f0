"""``khaosan dedup`` and ``khaosan campaign`` as a user calls them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sqlalchemy import select, update

from flows.cli import call
from pipelines.copies import tables
from pipelines.copies.records import Document
from pipelines.store.database import open_store
from pipelines.store.tables import articles
from tests.copies_texts import Writer, chain
from tests.search.web.story_samples import story_store

WRITER = Writer(8)
DOCUMENTS = (*chain(WRITER, 1, 4), WRITER.release(2), WRITER.release(3, day=None))


def line(document: Document) -> str:
    day = document.published_day.isoformat() if document.published_day else None
    return json.dumps({"id": document.id, "title": document.title, "body": document.body, "date": day})


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A compressed file of texts, the latest first."""
    file = tmp_path / "texts.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(line(one) + "\n" for one in reversed(DOCUMENTS))
    return file


def test_a_file_is_clustered_without_a_store(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["dedup", str(corpus)]) == 0
    rows = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == [one.id for one in reversed(DOCUMENTS)]
    clusters = {row["id"]: row["cluster"] for row in rows}
    assert len({clusters[one.id] for one in DOCUMENTS[:4]}) == 1
    assert len(set(clusters.values())) == 3


def test_csv_to_a_file_and_to_stdout_say_the_same(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "clusters.csv"
    assert call(["dedup", str(corpus), "-o", str(output)]) == 0
    assert capsys.readouterr().out == ""
    assert call(["dedup", str(corpus), "--csv"]) == 0
    assert capsys.readouterr().out == output.read_text(encoding="utf-8")
    packed = tmp_path / "clusters.csv.gz"
    assert call(["dedup", str(corpus), "-o", str(packed)]) == 0
    assert gzip.decompress(packed.read_bytes()) == output.read_bytes()
    rows = list(csv.DictReader(output.read_text(encoding="utf-8").splitlines()))
    assert [row["id"] for row in rows] == [one.id for one in reversed(DOCUMENTS)]
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".part"] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"id": "a"}\n{"id": "a"}\n', "occurs twice"),
        ('{"id": "a"}\nno json\n', "line 2"),
        ('{"id": "a"}\n{"id": "b", "body": "', "line 2"),
        ('["a", "b"]\n', "line 1"),
        (b'{"id": "a", "body": "\xe0\xb8"}\n', "line 1"),
        (None, "No such file"),
    ],
)
def test_a_bad_file_stops_with_2_and_says_where(
    content: str | bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "texts.jsonl"
    if content is not None:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    output = tmp_path / "out.jsonl"
    assert call(["dedup", str(file), "-o", str(output)]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.glob("out*")) == []


def fields(document: Document, names: Mapping[str, str]) -> str:
    """A line of another tool's file."""
    return json.dumps({names.get(name, name): value for name, value in json.loads(line(document)).items()})


@pytest.mark.parametrize(
    ("names", "date"),
    [
        ({"body": "text", "date": "published"}, str),
        ({"title": "headline", "body": "article_body", "date": "published"}, lambda day: {"value": day}),
    ],
    ids=["import", "export"],
)
def test_files_for_import_and_exported_ones_are_clustered_alike(
    corpus: Path,
    names: dict[str, str],
    date: Callable[[str], object],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call(["dedup", str(corpus)]) == 0
    expected = capsys.readouterr().out
    rows = [json.loads(fields(one, names)) for one in reversed(DOCUMENTS)]
    rows = [row | {"published": date(row["published"]) if row["published"] else None} for row in rows]
    given = "\ufeff" + "".join(json.dumps(row | {"unknown": [1]}) + "\r\n\r\n" for row in rows)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    assert call(["dedup", "-"]) == 0
    assert capsys.readouterr().out == expected


def test_lines_without_text_or_id_have_clusters_and_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(
        '{"id": 7, "title": "t", "body": null}\n\n{"url": "u"}\n{"body": "x"}\n', encoding="utf-8"
    )
    assert call(["dedup", str(file)]) == 0
    found = capsys.readouterr()
    assert [json.loads(one)["id"] for one in found.out.splitlines()] == ["7", "u", "4"]
    assert len({json.loads(one)["cluster"] for one in found.out.splitlines()}) == 3
    assert "2 of 3 lines have no text" in found.err


def test_a_file_whose_texts_have_another_name_finishes_with_issues(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": "a", "content": "x"}\n', encoding="utf-8")
    assert call(["dedup", str(file)]) == 1
    assert "article_body" in capsys.readouterr().err
    file.write_text("", encoding="utf-8")
    assert call(["dedup", str(file)]) == 0
    assert capsys.readouterr().out == ""


def test_a_file_is_not_written_over_itself(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = corpus.read_bytes()
    assert call(["dedup", str(corpus), "-o", str(corpus)]) == 2
    assert "choose another file" in capsys.readouterr().err
    assert corpus.read_bytes() == before


@pytest.mark.parametrize("words", [["dedup"], ["dedup", "texts.jsonl", "--again"]])
def test_a_file_or_again_not_both(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(words) == 2
    assert "a file or --again" in capsys.readouterr().err


def test_a_store_of_an_older_rule_is_placed_again_with_its_series(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = story_store(tmp_path)
    with store.write() as connection:
        connection.execute(update(tables.documents).values(version=1, series=None))
        connection.execute(tables.series.delete())
    store.close()
    for expected in (True, False):
        assert call(["dedup", "--again", "--home", str(tmp_path), "--json"]) == 0
        assert (json.loads(capsys.readouterr().out)["texts"] > 0) is expected
    store = open_store(tmp_path)
    with store.read() as connection:
        series = list(connection.scalars(select(tables.documents.c.series)))
    store.close()
    assert len([one for one in series if one]) == 3


def test_a_campaign_lists_who_answered_a_letter_and_who_did_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = story_store(tmp_path)
    store.close()
    (letter,) = letters(tmp_path)
    assert call(["campaign", letter, "--home", str(tmp_path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ordered"] == "2026-02-01"
    assert [one["days"] for one in answer["answered"]] == [answer["median_days"]]
    asked = {one["source"] for one in (*answer["answered"], *answer["silent"])}
    assert letter.partition(":")[0] not in asked
    assert call(["campaign", letter, "--home", str(tmp_path)]) == 0
    assert "published it" in capsys.readouterr().out
    assert call(["campaign", "nobody:1", "--home", str(tmp_path)]) == 2


def letters(home: Path) -> list[str]:
    """The ids of letters in a store."""
    store = open_store(home)
    with store.read() as connection:
        found = connection.execute(articles.select().where(articles.c.kind == "letter")).all()
    store.close()
    return [row.id for row in found]
