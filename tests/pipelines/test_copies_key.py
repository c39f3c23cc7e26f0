"""The key text and the sketch: what a re-post changes idly must not show in them."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.copies.key import key_text
from pipelines.copies.records import Document
from pipelines.copies.rules import RULES
from pipelines.copies.sketch import grams, sketch, unpack, winnow
from tests.copies_texts import THAI_DIGITS, Writer

THAI = st.text(st.sampled_from("กขคงจชซญดตทนบปผพมยรลวสหอะัาำิีึืุูเแโใไ็่้๊๋์ 0123456789๐๑๒๓๔๕๖๗๘๙abcXYZ.,()-/\n"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ปี ๒๕๖๙", "ปี 2569"),
        ("พ.ศ. 2569", "พ.ศ. 2026"),
        ("น\u200bายก", "นายก"),
        ("กําหนด", "กำหนด"),
        ("นํ้า", "น้ำ"),
        ("เเม่แจ่ม", "แม่แจ่ม"),
        ("ที่่", "ที่"),
        ("Smart City", "smart  city"),
        ("ข่าว https://example.org/a?b=ค1 ดี", "ข่าว ดี"),
        ("ข่าว #ลำพูนบ้านเรา ดี", "ข่าว ดี"),
        ("ติดต่อ pr.office@example.org ได้", "ติดต่อ ได้"),
        ("“ข่าว” — (ดี)!", "ข่าว ดี"),
    ],
)
def test_idle_differences_vanish(one: str, other: str) -> None:
    assert key_text(one) == key_text(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ข่าว", "ข้าว"),
        ("ข่าว", "ขาว"),
        ("2,569 บาท", "2,026 บาท"),
        ("โทร 025690000", "โทร 020260000"),
        ("ครั้งที่ 1", "ครั้งที่ 2"),
    ],
)
def test_real_differences_stay(one: str, other: str) -> None:
    assert key_text(one) != key_text(other)


@given(THAI)
def test_a_key_is_letters_marks_and_digits(text: str) -> None:
    key = key_text(text)
    assert all(unicodedata.category(sign)[0] in "LM" or sign in "0123456789" for sign in key)


@given(st.text(max_size=300))
def test_any_text_has_a_key_and_a_sketch(text: str) -> None:
    made = sketch(Document("a", text[:50], text))
    assert unpack(made.packed) == (text[:50], text) or "\0" in text[:50]
    assert made.key == key_text(text)


@given(THAI, st.integers(0, 2**32))
def test_zero_width_signs_and_thai_digits_change_nothing(text: str, seed: int) -> None:
    rng = random.Random(seed)
    noisy = "".join(
        sign + rng.choice(("", "\u200b", "\ufeff", "\u00ad")) for sign in text.translate(THAI_DIGITS)
    )
    assert key_text(noisy) == key_text(text)


def test_keys_are_bounded() -> None:
    assert len(key_text("ก" * (RULES.max_key + 5_000))) == RULES.max_key


def test_short_keys_prove_nothing() -> None:
    assert sketch(Document("a", "", "ก" * (RULES.exact_min - 1))).digest is None
    assert sketch(Document("a", "", "ก" * RULES.exact_min)).digest is not None


@given(st.text("กขคงจชซดตทนบ", min_size=0, max_size=200), st.text("พฟภมยรลวศษสห", min_size=0, max_size=200))
def test_texts_that_share_a_window_share_a_print(before: str, after: str) -> None:
    shared = Writer(5).release(1).body
    common = key_text(shared)[: RULES.gram + RULES.window - 1]
    one, other = winnow(grams(before + common + after)), winnow(grams(after + common + before))
    assert set(one) & set(other)


def test_prints_are_few_and_fit_32_bits() -> None:
    made = sketch(Writer(1).release(1))
    assert len(made.key) / RULES.window < len(made.prints) < 4 * len(made.key) / RULES.window
    assert all(-(2**31) <= one < 2**31 for one in made.prints)
    assert list(made.prints) == sorted(set(made.prints))


def test_a_sketch_is_the_same_in_every_process() -> None:
    document = Writer(1).release(2)
    code = (
        "import pickle, sys; from pipelines.copies.sketch import sketch; "
        "sys.stdout.buffer.write(pickle.dumps(sketch(pickle.load(sys.stdin.buffer))))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(document), capture_output=True, check=True
    )
    assert pickle.loads(run.stdout) == sketch(document)
