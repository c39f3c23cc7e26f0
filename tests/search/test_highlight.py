"""Highlights: what is marked, and that marking changes nothing else."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipelines.text.segment import segmented
from search.highlight import SEPARATOR, SNIPPET, mark, snippet, whole
from search.language.compile import Needles, compile_tree
from search.language.parse import parse

MARKS = re.compile("</?mark>")


def marked(text: str, query: str) -> str:
    return whole(mark(segmented(text), compile_tree(parse(query), "all").needles))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("จังหวัดลำพูนจัดงาน", "จังหวัดลำพูน", "<mark>จังหวัดลำพูน</mark>จัดงาน"),
        ("แผนปี ๒๕๖๓ ฉบับ", "2563", "แผนปี <mark>๒๕๖๓</mark> ฉบับ"),
        ("แผนปี ๒๕๖๓ ฉบับ", "2020", "แผนปี <mark>๒๕๖๓</mark> ฉบับ"),
        ("โรค COVID-19 ระบาด", "covid 19", "โรค <mark>COVID</mark>-<mark>19</mark> ระบาด"),
        ("โรค COVID-19 ระบาด", '"covid 19"', "โรค <mark>COVID-19</mark> ระบาด"),
        ("ผู้ว่าราชการจังหวัด", "ราชการ", "ผู้ว่า<mark>ราชการ</mark>จังหวัด"),
        ("งานของ อบจ. วันนี้", "องค์การบริหารส่วนจังหวัด", "งานของ <mark>อบจ</mark>. วันนี้"),
        ("ข่าว ข้าว ขาว", "ข้าว", "ข่าว <mark>ข้าว</mark> ขาว"),
        ("12563 และ 2563", "2563", "12563 และ <mark>2563</mark>"),
        ("น้ำท่วม น้ำหลาก", "น้ำ*", "<mark>น้ำ</mark>ท่วม <mark>น้ำ</mark>หลาก"),
        (
            "<script>น้ำ</script> & “น้ำ”",
            "น้ำ",
            "&lt;script&gt;<mark>น้ำ</mark>&lt;/script&gt; &amp; “<mark>น้ำ</mark>”",
        ),
        ("ไม่มีอะไร", "ฝน", "ไม่มีอะไร"),
    ],
)
def test_marks(text: str, query: str, expected: str) -> None:
    assert marked(text, query) == expected


ALPHABET = "กขนมาิ่้ำเแโๆฯ๑๒ 12aBé<>&\"'\n.-\u200b\u00ad"


@given(
    some.text(alphabet=ALPHABET, max_size=400),
    some.lists(some.text(alphabet=ALPHABET, max_size=6), max_size=4),
)
def test_output_without_marks_is_the_escaped_text(text: str, asked: list[str]) -> None:
    needles = Needles(texts=tuple(asked), words=tuple(asked), beginnings=tuple(asked))
    found = mark(segmented(text), needles)
    clean = text.replace("\u200b", "")
    assert found.text == clean
    assert MARKS.sub("", whole(found)) == html.escape(clean)
    cut = html.unescape(MARKS.sub("", snippet(found, 60))).removeprefix("…").removesuffix("…")
    assert cut in clean.replace("\n", " ")


@given(some.text(alphabet="กขคงา่ ", min_size=1, max_size=300))
def test_marks_are_closed_and_never_nested(text: str) -> None:
    out = whole(mark(segmented(text), Needles(texts=("กา", "ากา", "ข"), words=("ก",))))
    assert re.fullmatch(r"(?:[^<]|<mark>[^<]+</mark>)*", out, re.DOTALL)


def test_a_snippet_shows_the_best_passage_within_its_size() -> None:
    filler = "ข้อความทั่วไปที่ไม่เกี่ยวข้องกับคำค้น " * 30
    text = f"น้ำ {filler} น้ำท่วมหนักที่จังหวัดกระบี่เมื่อคืนนี้ {filler}"
    shown = snippet(mark(segmented(text), compile_tree(parse("น้ำท่วม กระบี่"), "all").needles))
    assert "<mark>น้ำท่วม</mark>" in shown
    assert "<mark>กระบี่</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(html.unescape(MARKS.sub("", shown))) <= SNIPPET + 2


def test_a_text_without_matches_shows_its_beginning() -> None:
    text = "ประกาศรายชื่อผู้มีสิทธิสอบ " * 40
    shown = snippet(mark(segmented(text), Needles(texts=("ฝน",))))
    assert text.startswith(shown.removesuffix("…"))
    assert len(shown) > SNIPPET // 2


def test_hostile_text_takes_no_time_to_speak_of() -> None:
    text = "ก" * 100_000 + "<" * 50_000
    found = mark(segmented(text), Needles(texts=("กก", "กกก", "ก ก ก ก"), words=("ก",), beginnings=("กก",)))
    assert len(found.spans) == 1


@given(some.text(alphabet=ALPHABET, max_size=300), some.text(alphabet=ALPHABET, max_size=6))
def test_words_kept_apart_differ_by_what_stands_between_alone(text: str, asked: str) -> None:
    found = mark(segmented(text), Needles(texts=(asked,), words=(asked,)))
    for make in (whole, lambda marked, between="": snippet(marked, 60, between)):
        apart = make(found, between=SEPARATOR)
        assert apart.replace(SEPARATOR, "") == make(found)
        assert f"<mark>{SEPARATOR}" not in apart
    if not found.spans:
        assert whole(found, SEPARATOR) == html.escape(segmented(text))
