"""Cutting into words and clusters: lossless, the same for display and for search."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythainlp.tokenize import tcc

from pipelines.text import fold, segment
from pipelines.text.clusters import cut
from pipelines.text.runs import is_thai, runs

THAI = "กขคงจชดตทนบปพมยรลวสหอฯๆๅแเโใไะาำ" + "ัิีึืุู็่้๊๋์ํ"
TEXTS = st.text(alphabet=THAI + " \n\u00a0\u200b.,()๑๒12AbC-/", max_size=120) | st.text(max_size=60)
SURROGATES = st.text(alphabet=st.characters(categories=["Cs"]) | st.sampled_from("ก า12 "), max_size=20)


@pytest.fixture(scope="module")
def releases(shared: Path) -> list[str]:
    """A hundred real releases as people see them."""
    with gzip.open(shared / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [fold.display(json.loads(line)["text"]) for line in islice(lines, 0, 20_000, 200)]


@given(TEXTS | SURROGATES)
@settings(max_examples=400)
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(segment.words(text)) == text
    assert "".join(segment.clusters(text)) == text


def test_real_releases_lose_nothing(releases: list[str]) -> None:
    for text in releases:
        pieces = segment.words(text)
        assert "".join(pieces) == text
        assert "" not in pieces
        assert segment.segmented(text).replace(segment.SEPARATOR, "") == text


def test_words_of_the_display_text_are_words_of_the_search_text(releases: list[str]) -> None:
    for text in releases:
        shown = [run for piece in segment.words(text) for run in runs(fold.search(piece))]
        sought = [word for run in runs(fold.search(text)) for word in segment.run_words(run)]
        assert shown == sought


def test_words_stand_where_a_reader_puts_them() -> None:
    text = "เทศบาลตำบลป่าสักจัดงาน Open House ปี ๒๕๖๔ งบ 1,234.50 บาท COVID-19 ต่าง ๆ"  # own text
    pieces = [piece for piece in segment.words(text) if piece.strip()]
    assert pieces == [
        "เทศบาลตำบล", "ป่า", "สัก", "จัดงาน", "Open", "House", "ปี", "๒๕๖๔", "งบ", "1,234.50", "บาท",
        "COVID", "-", "19", "ต่าง ๆ",
    ]  # fmt: skip


@given(st.text(alphabet=THAI, min_size=1, max_size=24))
@settings(max_examples=1500)
def test_clusters_are_those_of_pythainlp(run: str) -> None:
    assert cut(run) == tcc.segment(run)


def test_clusters_of_real_runs_are_those_of_pythainlp(releases: list[str]) -> None:
    met = {run for text in releases for run in runs(fold.search(text)) if is_thai(run)}
    assert len(met) > 5_000
    assert [run for run in met if cut(run) != tcc.segment(run)] == []


def test_clusters_cut_thai_only() -> None:
    pieces = segment.clusters("น้ำท่วม 2563 ABC 1,234.50")  # own text
    assert pieces == ["น้ำ", "ท่", "ว", "ม", " ", "2563", " ", "ABC", " ", "1,234.50"]


def test_long_text_without_a_space_is_cut_whole() -> None:
    """Safe mode of nlpo3 1.4.0 garbles this text from the fifth copy on."""
    copies = "สำนักงานประชาสัมพันธ์จังหวัดลำพูน" * 200
    assert "".join(segment.words(copies)) == copies
    assert segment.words(copies).count("จังหวัด") == 200


@pytest.mark.parametrize("unit", ["ก", "ตา", "ตากลม", "ๆ", "่", "1", "a", " ", "ก ", "\u200b", "มากกว่า"])
def test_a_megabyte_of_anything_is_cut(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    assert "".join(segment.words(text)) == text


def test_the_version_names_rules_and_libraries() -> None:
    version = segment.ANALYSIS_VERSION
    assert version == segment.ANALYSIS_VERSION
    assert "nlpo3-1.4" in version
    assert "pythainlp-5.4" in version


@given(TEXTS)
@settings(max_examples=300)
def test_a_run_is_of_one_kind(text: str) -> None:
    for run in runs(fold.search(text)):
        kinds = {is_thai(char) for char in run}
        assert len(kinds) == 1
        assert not set(run) & set(" \n\u200b")
