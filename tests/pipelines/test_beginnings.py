"""Searching by beginnings finds what the pattern alone finds: for every pattern that is searched so."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dates.periods import BEGINS
from pipelines.people.titles import TITLE, TITLE_BEGINS
from pipelines.text.beginnings import matches

PERIODS = (
    "พ.ศ. พศ พุทธศักราช ค.ศ คศ. คริสต์ศักราช b.e. ad ปี งบประมาณ ปีงบฯ รายจ่าย ประจำ ไตรมาส ที่ แรก สุดท้าย ครึ่ง หลัง q "
    "quarter fiscal year 2563 2564 64 1 4 - ถึง / ของ"
)
TITLES = (
    "พล.ต.อ. พ.ต.ท. ร.ต. จ.ส.อ. ส.ต. น.อ. ด.ต. พลตำรวจเอก พลเรือตรี พันโท นายกองเอก ร้อยตรี นาวาอากาศโท เรือเอก "
    "จ่าสิบตรี สิบโท ดาบตำรวจ ศาสตราจารย์ รองศาสตราจารย์ ผู้ช่วยศาสตราจารย์ อาจารย์ ศ. รศ. ผศ. ดร. นพ. พญ. ทพ. ทพญ. "
    "ภก. ภญ. สพ.ญ. นายแพทย์ แพทย์หญิง ทันตแพทย์ นายสัตวแพทย์ สัตวแพทย์หญิง เภสัชกรหญิง หม่อมหลวง ม.ร.ว. "
    "คุณหญิง ท่านผู้หญิง นางสาว นาง น.ส. ว่าที่ร้อยตรี นาย หญิง ก ร พ "
)


def texts(pieces: str) -> st.SearchStrategy[str]:
    """Texts of these pieces, with spaces and without."""
    return st.lists(st.sampled_from([*pieces.split(), " ", "\n"]), max_size=12).map("".join)


@pytest.mark.parametrize("pattern", BEGINS)
def test_periods_are_found_wherever_they_stand(pattern: re.Pattern[str]) -> None:
    @given(texts(PERIODS))
    @settings(max_examples=100)
    def check(text: str) -> None:
        assert _spans(matches(pattern, BEGINS[pattern], text)) == _spans(pattern.finditer(text))

    check()


@given(texts(TITLES))
@settings(max_examples=200)
def test_titles_are_found_wherever_they_stand(text: str) -> None:
    title = re.compile(TITLE)
    assert _spans(matches(title, TITLE_BEGINS, text)) == _spans(title.finditer(text))


def test_every_title_is_known_by_its_beginning() -> None:
    for title in TITLES.split()[:-4]:
        assert TITLE_BEGINS.match(title), title


def _spans(found: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    return [one.span() for one in found]
