"""Folding: every trap with a wanted text, and what must hold for any text at all."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text import fold

# Letters, marks, digits, spaces and the troublemakers of thai-text.md, so that they meet often.
THAI = "กขจชดทนบมยรลวสหอฤๅแเโใไะาำๆฯ" + "ัิีึืุู็่้๊๋์ํ๎ฺ" + "๐๑๒๙09"
TROUBLE = (
    " \n\r\t\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad\u2028\x85\x9f"
    + "\uf70a\uf70b\uf710\uf711\uf0b7“”‘–＆Ａ１İΣﬁ\u034f"
)
MISREAD = "&;#x&amp;&lt;&NBSP;\u00e0\u00b8\u00b9\u0152\u20acÅÓ¾Ù¹"
TEXTS = st.text(alphabet=THAI + TROUBLE + MISREAD + "aBc.,-", max_size=60) | st.text(max_size=40)


def traps(shared: Path) -> list[dict[str, str | None]]:
    with (shared / "data" / "thai_fold_traps.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_every_trap_with_a_wanted_text_comes_out_so(shared: Path) -> None:
    wrong = {
        str(trap["name"]): fold.fold(str(trap["input"]))
        for trap in traps(shared)
        if trap["wanted"] is not None and fold.fold(str(trap["input"])) != trap["wanted"]
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("two different tones", "ที่พบ"),  # the first: right in 10 of 13 cases read by a person
        ("elongation มากกกก", "มากกกกก"),  # doubled consonants are spelling (กรรม), so never shortened
        ("leading dangling mark", "ิ้งกัน"),  # its consonant is lost; what is left is kept
        ("double maiyamok", "ต่างๆๆ"),  # read three times, a word of its own
        ("dotted circle", "◌ิ"),  # how a mark is shown alone
    ],
)
def test_traps_without_a_wanted_text_are_decided(shared: Path, name: str, kept: str) -> None:
    trap = next(trap for trap in traps(shared) if trap["name"] == name)
    assert trap["wanted"] is None
    assert fold.fold(str(trap["input"])) == kept


OWN_TRAPS = [
    ("ก\u0e48\u0e35", "กี่"),  # tone typed before its vowel
    ("ก\u0e48\u0e38", "กุ่"),
    ("น\u0e4d\u0e49\u0e32", "น้ำ"),  # sara am in three parts, tone in the middle
    ("น\u0e49\u0e4d\u0e32", "น้ำ"),
    ("จ\u0e4d\u0e32นวน", "จำนวน"),
    ("น \u0e49ำ", "น้ำ"),  # as PDF text sets a tone apart
    ("เเม่", "แม่"),
    ("แม่\u0e48\u0e48", "แม่"),
    ("ก\u0e34\u0e34น", "กิน"),
    ("ศุกร์์", "ศุกร์"),
    ("พัฒนๅ", "พัฒนา"),
    ("ฤๅษี", "ฤๅษี"),
    ("ต่าง ๆ", "ต่างๆ"),
    ("ก\u034fา", "กา"),  # combining grapheme joiner
    ("ประ\u202aชุม\u202c", "ประชุม"),
    ("ofﬁce", "office"),  # a ligature of PDF text
    ("Cafe\u0301", "café"),
    ("ＯＴＯＰ ๒๕๖๘", "otop 2568"),
    ("กิต\u0e3aติ", "กิต\u0e3aติ"),  # phinthu spells Pali and is kept
]
"""Own writing, beyond the shared ones."""


@pytest.mark.parametrize(("written", "wanted"), OWN_TRAPS)
def test_traps_of_our_own_come_out_so(written: str, wanted: str) -> None:
    assert fold.search(written) == wanted


@given(TEXTS)
@settings(max_examples=600)
def test_folding_twice_is_folding_once(text: str) -> None:
    shown, sought = fold.display(text), fold.search(text)
    assert fold.display(shown) == shown
    assert fold.search(sought) == sought
    assert fold.search(fold.fold(text)) == sought


@given(TEXTS)
@settings(max_examples=400)
def test_results_are_nfc_and_hold_nothing_invisible(text: str) -> None:
    for folded in (fold.display(text), fold.search(text)):
        assert unicodedata.is_normalized("NFC", folded)
        assert not any(unicodedata.category(char) in ("Cc", "Cs", "Co") for char in folded.replace("\n", ""))
        assert not set(folded) & set("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u200f")
        assert "  " not in folded


@given(st.text(alphabet=THAI + TROUBLE + "abc.,-", max_size=60).filter(lambda text: "&" not in text))
@settings(max_examples=400)
def test_no_consonant_and_no_digit_is_lost(text: str) -> None:
    """Vowel signs may be joined (ํ and า to ำ), doubled ones dropped; the rest is only ever respelt."""
    table = str.maketrans("๐๑๒๓๔๕๖๗๘๙１", "01234567891")
    wanted = Counter(char for char in text.translate(table) if "ก" <= char <= "ฮ" or char in "0123456789")
    for folded in (fold.display(text).translate(table), fold.search(text)):
        assert Counter(char for char in folded if "ก" <= char <= "ฮ" or char in "0123456789") == wanted


@given(TEXTS)
@settings(max_examples=400)
def test_the_map_says_the_same_and_points_into_the_text(text: str) -> None:
    folded = fold.search_map(text)
    assert folded.text == fold.search(text)
    assert len(folded.starts) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < len(text) for start in folded.starts)


@given(TEXTS, TEXTS)
@settings(max_examples=400)
def test_two_texts_fold_as_one_with_a_line_end_between(first: str, second: str) -> None:
    folded, whole = fold.search_map_of_two(first, second), fold.search_map(f"{first}\n{second}")
    assert folded.text == whole.text
    assert list(folded.starts) == list(whole.starts)


def test_the_map_finds_a_word_in_text_cut_for_display() -> None:
    shown = "ปี\u200bงบประมาณ\u200b พ.ศ. \u200b๒๕๕๙\u200b ต่าง ๆ"  # own text
    folded = fold.search_map(shown)
    at = folded.text.index("2559")
    assert shown[folded.starts[at] : folded.starts[at] + 4] == "๒๕๕๙"
    assert folded.text.endswith("ต่างๆ")


def test_display_keeps_digits_quotes_case_and_paragraphs() -> None:
    text = "“ประกาศ” ที่ ๑/๒๕๖๔  Aa\r\n\r\n\r\n\r\nย่อหน้า\u200bสอง \n บรรทัด ๆ"  # own text
    assert fold.display(text) == "“ประกาศ” ที่ ๑/๒๕๖๔ Aa\n\nย่อหน้าสอง\nบรรทัด ๆ"


def test_real_releases_fold_alike_whole_and_displayed(shared: Path) -> None:
    with gzip.open(shared / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 0, 20_000, 200)]
    for text in texts:
        assert fold.search(fold.display(text)) == fold.search(text) == fold.search_map(text).text


@pytest.mark.parametrize(
    "unit", ["&amp;", "&#35;35;", "่ำ", "ํา", " ", " \n", "เ", "\u00e0\u00b8", "ก ์", "า", "ๆ "]
)
def test_no_input_takes_more_than_its_share(unit: str) -> None:
    """A megabyte of it ends; with one quadratic step it would run into the time limit of the test."""
    assert isinstance(fold.search(unit * (1_000_000 // len(unit))), str)


@pytest.mark.parametrize("text", ["จ ๅ๎", "จ า้", "\u0eb9\u0e32\u0e49"])
def test_what_fuzzing_found_is_stable(text: str) -> None:
    """A mark behind the vowel it belongs above, after a space; a Thai tone beside a Lao mark."""
    shown = fold.display(text)
    assert fold.display(shown) == shown
    assert unicodedata.is_normalized("NFC", shown)
