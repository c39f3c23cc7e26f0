"""A chain leaves out steps by a look at the text; what comes out is as if each had been tried."""

from __future__ import annotations

from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text import characters, thai
from pipelines.text.chain import Chain
from pipelines.text.glance import Pair
from pipelines.text.rewrite import Compose, Lower, Step, Strip, char_table

STEPS: tuple[Step, ...] = (
    char_table(characters.SEARCH), Compose(), thai.LONE_LAKKHANGYAO, thai.SPACE_BEFORE_MARK, thai.DOUBLE_E,
    thai.ORDER, Compose(), thai.SPACE_BEFORE_MAIYAMOK, Strip(), Lower(), Compose(),
)  # fmt: skip
CHAIN = Chain(*STEPS, watched=(Pair("&"), Pair("ก", " ")))
SIGNS = "กขเแาำะัิืุ่้๊๋์ํ๎ฺๅฤๆฯ๒ aAÅΣİ\n-“&" + "\u0301\u1161\u1100\u200b\ufb03\ud800\U00010400\U000e0041"


@given(st.text(st.sampled_from(SIGNS) | st.characters(), max_size=12))
@settings(max_examples=500)
def test_no_step_is_left_out_that_changes_a_text(text: str) -> None:
    every = reduce(lambda made, step: step.plain(made), STEPS, text)
    made, seen = CHAIN.plain(text)
    assert made == every
    assert seen & CHAIN.watch[0] == CHAIN.watch[0] * ("&" in made)
    assert seen & CHAIN.watch[1] == CHAIN.watch[1] * ("ก " in made)


@given(st.text(st.sampled_from(SIGNS) | st.characters(), max_size=12))
@settings(max_examples=500)
def test_offsets_are_carried_by_the_same_steps(text: str) -> None:
    made, starts, seen = CHAIN.mapped(text, range(len(text)))
    assert (made, seen) == CHAIN.plain(text)
    assert len(starts) == len(made)
    assert list(starts) == sorted(starts)
