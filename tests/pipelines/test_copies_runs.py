"""Grams of a key, sorted: what they hold does not depend on how they are sorted."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.copies.runs import Grams

HASHES = st.builds(
    lambda first, last: first << 48 | last,
    st.integers(0, 3) | st.integers(0, 2**16 - 1),
    st.integers(0, 3) | st.integers(0, 2**48 - 1),
)
"""Often equal in their first 16 bits, which are sorted first, or altogether."""


@given(st.lists(HASHES, max_size=60))
def test_grams_are_the_distinct_hashes_and_where_the_single_ones_stand(hashes: list[int]) -> None:
    found = Grams.of(np.array(hashes, dtype=np.uint64))
    assert found.values.tolist() == sorted(set(hashes))
    assert found.single.tolist() == [hashes.count(one) == 1 for one in found.values.tolist()]
    assert [hashes[at] for at in found.at.tolist()] == found.values.tolist()
