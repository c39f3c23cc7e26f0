"""Exports read back by readers that are not ours, and citations as they must read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from pipelines.codec import from_json
from pipelines.errors import SettingsError
from pipelines.moment import BANGKOK
from pipelines.records import Article, Place
from pipelines.store.database import Store, open_store
from search.engines import open_engine
from search.exports.files import write
from search.exports.formats import BOM, FORMATS, Options
from search.exports.reading import Exported, exported
from search.indexing import index
from search.records import SearchQuery
from search.rows import defused, row, written
from search.service import Searcher
from tests.search.samples import NOW, OFFICES, article, lines, put

SEEN = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def searcher(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    engine = open_engine("tantivy", home=tmp_path_factory.mktemp("exports"))
    index(store, engine, now=NOW)
    return Searcher(store, engine)


EVERYTHING = SearchQuery(text="*", copies=True)


def test_jsonl_rows_are_article_records(searcher: Searcher, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    assert write(searcher, EVERYTHING, file) == len(lines())
    read = [from_json(line, Article) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len({one.id for one in read}) == len(lines())
    assert read == list(searcher.export(EVERYTHING))
    assert [path.name for path in tmp_path.iterdir()] == ["all.jsonl"]


def test_csv_and_parquet_hold_the_same_rows(searcher: Searcher, tmp_path: Path) -> None:
    write(searcher, EVERYTHING, tmp_path / "all.csv", options=Options(bom=True))
    write(searcher, EVERYTHING, tmp_path / "all.parquet")
    text = (tmp_path / "all.csv").read_text(encoding="utf-8")
    assert text.startswith(BOM)
    rows = list(csv.DictReader(text.removeprefix(BOM).splitlines()))
    table = parquet.read_table(tmp_path / "all.parquet").to_pylist()
    assert [defused(as_text(one)) for one in table] == rows
    assert len(rows) == len(lines())
    assert {one["source_name"] for one in rows} == {office.name for office in OFFICES}


def as_text(cells: dict[str, Any]) -> dict[str, str]:
    """A row of Parquet as CSV has it: moments in Bangkok, lists joined."""
    lists = {name: tuple(cell) if isinstance(cell, list) else cell for name, cell in cells.items()}
    return {
        name: written(cell.astimezone(BANGKOK) if isinstance(cell, datetime) else cell)
        for name, cell in lists.items()
    }


def test_parquet_has_numbers_days_moments_and_lists_as_such(home: Path, tmp_path: Path) -> None:
    store = open_store(home)
    place = Place(
        level="amphoe",
        code="8104",
        province="TH-81",
        name="อำเภอคลองท่อม",
        span=None,
        confidence=1.0,
        evidence="text",
    )
    told = replace(
        article(1, "2020-08-05", "news", "งบประมาณ", "ข้อความ"),
        fiscal_year=2564,
        places=(place,),
        attachments=("https://x/1.pdf", "https://x/2.pdf"),
    )
    put(store, [told, article(2, "2020-08", "news", "", "ข้อความ")])
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    file = tmp_path / "all.parquet"
    assert write(Searcher(store, engine), EVERYTHING, file) == 2
    table = parquet.read_table(file)
    kinds = {field.name: str(field.type) for field in table.schema if str(field.type) != "string"}
    assert {name: kind for name, kind in kinds.items() if not kind.startswith("list<")} == {
        "published_day": "date32[day]",
        "fiscal_year": "int32",
        "cluster_members": "int32",
        "captured_at": "timestamp[us, tz=UTC]",
    }
    first, second = sorted(table.to_pylist(), key=lambda one: str(one["id"]))
    assert (first["published_day"], first["fiscal_year"], first["cluster_members"]) == (
        date(2020, 8, 5),
        2564,
        2,
    )
    assert (first["place_codes"], first["attachments"]) == (["8104"], list(told.attachments))
    assert (second["published"], second["published_day"], second["series"]) == ("2020-08", None, None)
    store.close()


def test_collapsing_keeps_the_earliest_of_each_story(searcher: Searcher, tmp_path: Path) -> None:
    query = SearchQuery(text="*", copies=False)
    kept = list(searcher.export(query))
    assert write(searcher, query, tmp_path / "stories.jsonl") == len(kept) == searcher.count(query)
    by_story: dict[str | None, list[str]] = {}
    for one in searcher.export(EVERYTHING):
        by_story.setdefault(one.cluster, []).append(one.published.value if one.published else "9999")
    assert {one.cluster: one.published.value if one.published else "9999" for one in kept} == {
        story: min(dates) for story, dates in by_story.items()
    }


def test_csl_json_is_one_array(searcher: Searcher, tmp_path: Path) -> None:
    file = tmp_path / "all.csl.json"
    write(searcher, SearchQuery(text="น้ำท่วม", copies=True), file, options=Options(accessed=SEEN))
    items = json.loads(file.read_text(encoding="utf-8"))
    assert items
    assert all(item["author"][0]["literal"] for item in items)
    assert {tuple(item["accessed"]["date-parts"][0]) for item in items} == {(2026, 11, 25)}


def test_ris_and_bibtex_hold_one_record_an_article(searcher: Searcher, tmp_path: Path) -> None:
    query = SearchQuery(text="น้ำ", copies=True)
    for name, start, end in (("ris", "TY  - ", "ER  - "), ("bib", "@online{", "}")):
        count = write(searcher, query, tmp_path / f"some.{name}")
        text = (tmp_path / f"some.{name}").read_text(encoding="utf-8").splitlines()
        assert count == searcher.count(query) > 3
        assert sum(line.startswith(start) for line in text) == count
        assert sum(line == end for line in text) == count


def test_an_unknown_suffix_is_refused_before_anything_is_written(searcher: Searcher, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="csv"):
        write(searcher, EVERYTHING, tmp_path / "all.xlsx")
    with pytest.raises(SettingsError, match="may write"):
        write(searcher, EVERYTHING, tmp_path / "missing" / "all.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("headline", ["=1+1", "+66", "-5", "@SUM(A1)", "＝1", "\t=1"])
def test_no_cell_is_a_formula(headline: str) -> None:
    made = article(0, "2020-08-05", "news", headline, "ข้อความ")
    cells = defused(row(made, OFFICES[0]))
    assert cells["headline"] == f"'{headline}"
    assert cells["article_body"] == "ข้อความ"


def test_what_an_older_rule_let_through_is_masked_on_the_way_out(home: Path, tmp_path: Path) -> None:
    """A record put as an earlier rule left it: the number stands in the store, and in no export."""
    store = open_store(home)
    told = article(1, "2020-08-05", "news", "ติดต่อ ๐๘๙-๑๒๓-๔๕๖๗", "โทร 089-123-4567 หรือ 0 5351 1234")
    put(store, [told])
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    for name in FORMATS:
        file = tmp_path / f"all.{name}"
        assert write(Searcher(store, engine), EVERYTHING, file) == 1
        text = str(parquet.read_table(file).to_pylist()) if name == "parquet" else file.read_text("utf-8")
        assert "๔๕๖๗" not in text
        assert "4567" not in text
    assert "0 5351 1234" in (tmp_path / "all.csv").read_text("utf-8")
    store.close()


def test_pieces_of_a_stream_are_the_file(searcher: Searcher, tmp_path: Path) -> None:
    for name, form in FORMATS.items():
        file = tmp_path / f"all.{name}"
        write(searcher, EVERYTHING, file)
        pieces = list(form.make(exported(searcher, EVERYTHING), Options()))
        assert b"".join(pieces) == file.read_bytes(), name


def test_nothing_is_read_ahead_of_a_stream(searcher: Searcher) -> None:
    """The first piece is there before the last article was read."""
    read: list[str] = []

    def many() -> Iterator[Exported]:
        for one in exported(searcher, EVERYTHING):
            read.append(one.article.id)
            yield from [one] * 100

    next(FORMATS["jsonl"].make(many(), Options()))
    assert 0 < len(read) < len(lines())
