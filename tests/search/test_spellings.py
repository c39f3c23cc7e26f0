"""Places in Latin letters, and days, as people type them; ``spellings.txt`` has 264 spellings of our own."""

from __future__ import annotations

from pathlib import Path

import geothai
import pytest

from pipelines import provinces
from search.language import romanised
from search.language.compile import compile_tree
from search.language.days import typed
from search.language.expand import place
from search.language.parse import parse
from search.language.tree import Part
from search.records import Expansion

LINES = (Path(__file__).parent / "spellings.txt").read_text(encoding="utf-8").splitlines()
SPELLINGS = [(spelling, line[:2]) for line in LINES for spelling in line[3:].split("|")]
UNFOUND = 22
"""Districts of 928 whose Latin name is also an English word (Long, Song), or another district's."""
ONLY_NEAR = 15
"""Spellings that no sound leads to: they are offered as what may be meant. Measured 26 November 2026."""


def test_every_province_is_found_however_it_is_spelled() -> None:
    assert {code for _, code in SPELLINGS} == {one.code for one in provinces.load()}
    missed = []
    for spelling, code in SPELLINGS:
        found = provinces.find(spelling) or romanised.province(spelling)
        if found is None:
            missed.append(spelling)
            near = romanised.near(spelling)
            assert near, spelling
            assert near[0] == provinces.by_code(code).name_th, spelling
        else:
            assert found.code == code, spelling
    assert len(missed) <= ONLY_NEAR, missed


def test_no_two_provinces_sound_alike() -> None:
    keys = {romanised.key(one.name_en) for one in provinces.load()}
    assert len(keys) == len(provinces.load())


@pytest.mark.parametrize(
    "word", ["report", "trade", "nation", "rating", "budget", "water", "song", "loan", "nature"]
)
def test_a_word_is_no_place(word: str) -> None:
    assert romanised.province(word) is None
    assert romanised.district(word) is None


@pytest.mark.parametrize(
    ("name", "district"),
    [
        ("Hat Yai", "หาดใหญ่"),
        ("Hatyai", "หาดใหญ่"),
        ("Koh Lanta", "เกาะลันตา"),
        ("Klong Tom", "คลองท่อม"),
        ("Wang Noi", "อำเภอวังน้อย"),
        ("Waeng Noi", "อำเภอแวงน้อย"),
        ("Nong Saeng", None),
        ("Mae Sot", "แม่สอด"),
        ("Mae Sod", "แม่สอด"),
        ("Maesot", "อำเภอแม่สอด"),
        ("Phimai", "อำเภอพิมาย"),
        ("Amphoe Pai", "อำเภอปาย"),
        ("Lak Si", "หลักสี่"),
        ("Dusit", "เขตดุสิต"),
        ("Cha-am", "อำเภอชะอำ"),
        ("Pattaya", "พัทยา"),
        ("Mueang Nakhon Si Thammarat", "เมืองนครศรีธรรมราช"),
    ],
)
def test_districts_are_found_where_one_alone_is_called_so(name: str, district: str | None) -> None:
    assert romanised.district(name) == district


def test_nearly_every_district_is_found_by_its_official_name() -> None:
    rows = [row for one in geothai.provinces() for row in geothai.districts(one.code)]
    found = [(row.name_th.removeprefix("เขต"), _place(row.name_en)) for row in rows]
    missed = sorted({thai for thai, name in found if name is None})
    assert len(missed) <= UNFOUND, missed
    assert not [
        (thai, name) for thai, name in found if name not in (None, thai, f"อำเภอ{thai}", f"เขต{thai}")
    ]


def _place(name: str) -> str | None:
    found = place([Part(one) for one in name.split()])
    return found[1].text if found else None


def test_the_capital_is_meant_more_often_than_a_district_that_sounds_so() -> None:
    assert romanised.province("Bankok") == provinces.find("กรุงเทพมหานคร")
    assert romanised.province("Ban Khok") is None


def test_a_misspelt_district_is_offered() -> None:
    assert romanised.near("Hadyai") == ["หาดใหญ่"]
    assert romanised.near("Chaing Mai")[0] == "เชียงใหม่"


DAYS = {
    "12 กันยายน 2567": 3, "12 ก.ย. 67": 3, "12ก.ย.67": 1, "12/9/2567": 1, "12/09/67": 1, "2024-09-12": 1,
    "12 Sep 2024": 3, "September 12, 2024": 3, "๑๒ กันยายน ๒๕๖๗": 3, "12 กันยา 67": 3,
    "วันที่ 12 กันยายน พ.ศ. 2567": 5, "12 กันยายน 2567 น้ำท่วม ลำพูน": 3,
}  # fmt: skip


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_in_any_form_and_no_word_around_it(text: str) -> None:
    found = typed(text.split())
    assert found is not None
    size, days = found
    assert (size, days.written) == (DAYS[text], "12 กันยายน 2567")
    assert (days.first, days.last) == (20240912, 20240912)


@pytest.mark.parametrize(
    "text",
    [
        "3/2564",
        "105/29",
        "0017.2/ว 512",
        "053-511-234",
        "PM 2.5",
        "covid 19",
        "15,400",
        "2563",
        "น้ำท่วม 12/9/2567",
    ],
)
def test_numbers_and_words_before_a_day_are_no_day(text: str) -> None:
    assert typed(text.split()) is None


@pytest.mark.parametrize(
    ("text", "expansion"),
    [
        ("น้ำท่วม 12 ก.ย. 67", Expansion(kind="date", written="12 ก.ย. 67", also="12 กันยายน 2567")),
        ("ก.ย. 67", Expansion(kind="date", written="ก.ย. 67", also="กันยายน 2567")),
        ("Cholburi", Expansion(kind="place", written="cholburi", also="ชลบุรี")),
        (
            "Nakorn Sri Thammarat",
            Expansion(kind="place", written="nakorn sri thammarat", also="นครศรีธรรมราช"),
        ),
        ("hat yai", Expansion(kind="place", written="hat yai", also="หาดใหญ่")),
        ("ธกส", Expansion(kind="abbreviation", written="ธกส", also="ธ.ก.ส.")),
        ("รพ.สต.ป่าซาง", Expansion(kind="abbreviation", written="รพ.สต.", also="รพสต")),
    ],
)
def test_what_else_is_looked_for_is_said(text: str, expansion: Expansion) -> None:
    assert expansion in compile_tree(parse(text), "all").expansions
    assert compile_tree(parse(f'"{text}"'), "all").expansions == ()
