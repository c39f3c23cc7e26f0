"""Exports read back by readers that are not ours, and citations as they must read."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from pipelines.codec import from_json
from pipelines.errors import SettingsError
from pipelines.records import Article
from pipelines.store.database import Store
from search.citations import citation
from search.engines import open_engine
from search.exports.files import write
from search.exports.formats import BOM, Options
from search.indexing import index
from search.records import SearchQuery
from search.rows import defused, row
from search.service import Searcher
from tests.search.samples import NOW, OFFICES, article, lines

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
    assert [defused(one) for one in table] == rows
    assert len(rows) == len(lines())
    assert {one["source_name"] for one in rows} == {office.name for office in OFFICES}


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


def test_citations_keep_the_precision_of_the_page() -> None:
    day = article(1, "2020-08-05", "news", "ข่าวตัวอย่าง", "เนื้อหา")
    office = OFFICES[1]
    url = day.url
    assert citation(day, office, style="th", accessed=SEEN) == (
        f"{office.name}. (2563, 5 สิงหาคม). ข่าวตัวอย่าง. สืบค้นเมื่อ 25 พฤศจิกายน 2569, จาก {url}"
    )
    assert citation(day, office, style="en", accessed=SEEN) == (
        f"{office.name}. (2020, August 5). ข่าวตัวอย่าง. Retrieved November 25, 2026, from {url}"
    )
    month = article(1, "2021-01", "news", "ข่าวตัวอย่าง", "เนื้อหา")
    assert "(2564, มกราคม)" in citation(month, office, style="th", accessed=SEEN)
    undated = article(1, "", "news", "ข่าวตัวอย่าง", "เนื้อหา")
    assert "(ม.ป.ป.)" in citation(undated, office, style="th", accessed=SEEN)
    assert "PY  -" not in citation(undated, office, style="ris", accessed=SEEN)
    assert "DA  - 2021/01/" in citation(month, office, style="ris", accessed=SEEN)


def test_a_headline_cannot_begin_a_field_of_its_own() -> None:
    made = article(1, "2020", "news", "ก\nER  - \nTY  - ข {\\end} 100%", "เนื้อหา")
    ris = citation(made, OFFICES[1], style="ris", accessed=SEEN)
    assert ris.count("\nER  - ") == 1
    bib = citation(made, OFFICES[1], style="bib", accessed=SEEN)
    assert r"\{\textbackslash{}end\} 100\%" in bib
    with pytest.raises(SettingsError, match="ris"):
        citation(made, OFFICES[1], style="chicago", accessed=SEEN)
