"""Borders of clusters found by arrays: those of the pattern, for any letters."""

from __future__ import annotations

from itertools import accumulate, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text.borders import borders
from pipelines.text.segment import run_clusters

EVERY = "".join(map(chr, (*range(0xE01, 0xE3B), *range(0xE40, 0xE4F))))
KINDS = "กยรอ่ะัาำิีึืุ็์เแโใๆ"
"""One letter of each kind that a rule names."""
RUNS = st.text(alphabet=KINDS, min_size=1, max_size=12) | st.text(alphabet="รกเแิ์", min_size=1, max_size=14)


def by_arrays(runs: list[str]) -> list[int]:
    codes = np.frombuffer(f" {' '.join(runs)} ".encode("utf-16-le"), np.uint16)
    return [int(at) for at in np.flatnonzero(borders(codes) & (codes != ord(" ")))]


def by_the_pattern(runs: list[str]) -> list[int]:
    pieces = [piece for run in runs for piece in (" ", *run_clusters(run))]
    begin = accumulate((len(piece.encode("utf-16-le")) // 2 for piece in pieces), initial=0)
    return [at for at, piece in zip(begin, pieces, strict=False) if piece != " "]


def test_all_pairs_of_letters_and_all_short_runs_of_their_kinds() -> None:
    runs = ["".join(letters) for letters in product(EVERY, repeat=2)]
    runs += ["".join(letters) for size in (1, 3) for letters in product(KINDS, repeat=size)]
    runs += [first + "".join(letters) for first in "กเ" for letters in product("กย่ะัีิ์ร", repeat=4)]
    assert by_arrays(runs) == by_the_pattern(runs)


@given(st.lists(RUNS | st.sampled_from(["2563", "covid", "𝒳𝒴"]), min_size=1, max_size=30))
@settings(max_examples=500)
def test_any_runs(runs: list[str]) -> None:
    assert by_arrays(runs) == by_the_pattern(runs)
