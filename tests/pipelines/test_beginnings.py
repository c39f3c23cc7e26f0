"""Searching by beginnings finds what the pattern alone finds: for the patterns that are searched so."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dates.cues import PUBLISHED
from pipelines.dates.names import MONTHS
from pipelines.dates.numeric import DAY_FIRST, GLUED, NUMBERS, WORDED, YEAR_FIRST
from pipelines.dates.periods import BEGINS, NEEDED
from pipelines.dates.published import BEGINS_NO_LABEL
from pipelines.dates.worded import MONTH
from pipelines.kinds.foreign import foreign
from pipelines.people.titles import TITLE, TITLE_BEGINS
from pipelines.places import gazetteer
from pipelines.places.spot import spots
from pipelines.text import fold
from pipelines.text.beginnings import Beginnings, matches

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


LONG = "-" * 500
"""Before a text: a short one is searched by the pattern alone."""


def texts(pieces: str) -> st.SearchStrategy[str]:
    """Texts of these pieces, with spaces and without."""
    return st.lists(st.sampled_from([*pieces.split(), " ", "\n"]), max_size=12).map("".join)


@pytest.mark.parametrize("pattern", BEGINS)
def test_periods_are_found_wherever_they_stand(pattern: re.Pattern[str]) -> None:
    @given(texts(PERIODS))
    @settings(max_examples=100)
    def check(text: str) -> None:
        found = _spans(pattern.finditer(LONG + text))
        assert _spans(matches(pattern, BEGINS[pattern], LONG + text)) == found
        assert not found or any(needed in text for needed in NEEDED[pattern])

    check()


@pytest.mark.parametrize("pattern", [DAY_FIRST, YEAR_FIRST, GLUED, WORDED])
def test_dates_of_digits_are_found_wherever_they_stand(pattern: re.Pattern[str]) -> None:
    @given(texts("1 5/8/2563 12 2563-08-05 5-6/8/63 1/1/63-2/1/63 5เดือน8ปี2563 31.12.2563 / - . : ๕ 9"))
    @settings(max_examples=100)
    def check(text: str) -> None:
        assert _spans(matches(pattern, NUMBERS, LONG + text)) == _spans(pattern.finditer(LONG + text))

    check()


@given(
    st.sampled_from(sorted(BEGINS_NO_LABEL)),
    texts("เผยแพร่ เมื่อ ประกาศ published on ํ า ่ ิ ์ 1 \u0301 &#3611; à¸ à¸›"),
)
@settings(max_examples=200)
def test_no_label_begins_a_line_that_begins_otherwise(first: str, rest: str) -> None:
    assert PUBLISHED.match(fold.search(first + rest)) is None


@given(texts(TITLES))
@settings(max_examples=200)
def test_titles_are_found_wherever_they_stand(text: str) -> None:
    title = re.compile(TITLE)
    assert _spans(matches(title, TITLE_BEGINS, LONG + text)) == _spans(title.finditer(LONG + text))


@given(texts(" ".join(MONTHS).replace("\n", " ")))
@settings(max_examples=100)
def test_months_are_found_wherever_they_stand(text: str) -> None:
    month = re.compile(MONTH)
    assert _spans(matches(month, Beginnings(*MONTHS), LONG + text)) == _spans(month.finditer(LONG + text))


@given(st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=5), st.text(max_size=9), st.data())
@settings(max_examples=200)
def test_any_words_are_found_wherever_they_stand(words: list[str], before: str, data: st.DataObject) -> None:
    more = data.draw(st.lists(st.sampled_from(words), max_size=4))
    text, either = LONG + before + "".join(more), re.compile("|".join(map(re.escape, words)))
    assert _spans(matches(either, Beginnings(*words), text)) == _spans(either.finditer(text))


def test_every_title_is_known_by_its_beginning() -> None:
    for title in TITLES.split()[:-4]:
        assert TITLE_BEGINS.at(title)[:1] == [0], title


def test_every_changwat_is_found_bare_or_behind_its_word() -> None:
    for name in gazetteer.changwat():
        (spot,) = spots(f"ไป จังหวัด{name} แล้ว")
        assert spot.area.name == name


@pytest.mark.parametrize(
    ("said", "country"),
    [
        ("ฮานอย เวียดนาม และ Nguyen Hoang กับ Đỗ Minh", "VN"),
        ("ลาว และเวียงจันทน์ เจ้าแขวงบ่อแก้ว", "LA"),
        ("ทหารสหรัฐ และสหรัฐฯ โจ ไบเดน ทรัมป์", "US"),
        ("ปักกิ่ง จีน สีจิ้นผิง มณฑลกวางตุ้ง", "CN"),
    ],
)
def test_a_country_is_known_by_words_that_are_patterns(said: str, country: str) -> None:
    found = foreign(said, thai_places=0)
    assert found is not None
    assert found.country == country


def _spans(found: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    return [one.span() for one in found]
