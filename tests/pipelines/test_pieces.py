"""Pieces read by arrays, all together, as each is read by itself."""

from __future__ import annotations

import string
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.pieces import read_all
from pipelines.text.segment import SEPARATOR
from pipelines.text.terms import read

THAI = "".join(map(chr, range(0xE01, 0xE5C)))
SIGNS = string.punctuation + " \n\t“”‘’–•…¶฿°²·\u00a0"
OTHERS = "éßİ\u0301ກ\ufe0f１\uf70a\ue000𝒳"
PIECES = st.text(alphabet=THAI + string.ascii_letters + string.digits + SIGNS + OTHERS, max_size=6)


def by_arrays(pieces: list[str]) -> str:
    codes = read_all([SEPARATOR.join(pieces)], ["|"])
    return " ".join(codes.tobytes().decode("utf-16-le").replace(SEPARATOR, "·").split())


def one_by_one(pieces: list[str]) -> str:
    return " ".join(f" | ·{'·'.join(map(read, pieces))} ".split())


def runs(text: str) -> list[str]:
    """What is between spaces: runs whose Thai words are parted still."""
    return [part for part in (one.strip("·") for one in text.split()) if part]


@pytest.mark.parametrize("before", ["", "ก", "a", "1"])
def test_two_neighbours_of_any_kind(before: str) -> None:
    letters = THAI + "aZ" + "09" + SIGNS + OTHERS
    pieces = [before + "".join(pair) for pair in product(letters, repeat=2)]
    assert runs(by_arrays(pieces)) == runs(one_by_one(pieces))


@pytest.mark.parametrize(
    "piece", ["1,234.50", "1.5b", "PM2.5", "2nd", ".5", "5.", "๑๓.๓๐", "&#3585;", "เเละ", "ต่าง ๆ"]
)
def test_pieces_that_rules_are_about(piece: str) -> None:
    assert runs(by_arrays(["น้ำ", piece, "ท่วม"])) == runs(one_by_one(["น้ำ", piece, "ท่วม"]))


@given(st.lists(PIECES, max_size=8))
@settings(max_examples=300)
def test_any_pieces(pieces: list[str]) -> None:
    assert runs(by_arrays(pieces)) == runs(one_by_one(pieces))


def test_each_text_stands_behind_its_mark() -> None:
    codes = read_all(["ข่าว", "", "ฝน\u200bตก"], ["|", "¶", "|"])
    assert codes.tobytes().decode("utf-16-le").split() == ["|", "ข่าว", "¶", "|", "ฝน\u200bตก"]
