"""Index terms: pairs and triples of clusters within runs, the same from text and from segmented text."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.text import fold
from pipelines.text.joined import MOST_TOGETHER, JoinedTerms, joined
from pipelines.text.segment import segmented
from pipelines.text.terms import Terms, terms, words_from_segmented

THAI = "กขคงจชดตทนบปพมยรลวสหอฯๆแเโใไะาำ" + "ัิีึืุู็่้์"
TEXTS = st.text(alphabet=THAI + " \n.,()๑๒12AbC-", max_size=100)


@pytest.fixture(scope="module")
def releases(shared: Path) -> list[str]:
    """A hundred real releases as people see them."""
    with gzip.open(shared / "data" / "thaigov_20k.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [fold.display(json.loads(line)["text"]) for line in islice(lines, 0, 20_000, 200)]


def together(made: Terms) -> JoinedTerms:
    words, g2, g3 = (" ".join(terms).encode("utf-16-le") for terms in (made.words, made.g2, made.g3))
    return JoinedTerms(words, g2, g3, tuple(sorted(made.clusters)), longest=0)


def by_arrays(texts: list[str]) -> list[JoinedTerms]:
    """Make the terms of segmented texts of one part, clusters in order; how long words are is told apart."""
    made = joined([(text,) for text in texts])
    return [replace(one, longest=0, clusters=tuple(sorted(one.clusters))) for one in made]


def test_terms_of_a_short_text() -> None:
    made = terms("น้ำท่วม ลพบุรี ๒๕๖๓ COVID")  # own text
    assert made.words == ["น้ำท่วม", "ลพบุรี", "2563", "covid"]
    assert made.g2 == ["น้ำท่", "ท่ว", "วม", "ลพ", "พบุ", "บุรี", "2563", "covid"]
    assert made.g3 == ["น้ำท่ว", "ท่วม", "ลพบุ", "พบุรี", "2563", "covid"]


def test_a_run_shorter_than_a_gram_is_a_gram() -> None:
    assert terms("ณ วัด") == Terms(["ณ", "วัด"], ["ณ", "วัด"], ["ณ", "วัด"], {"ณ", "วั", "ด"})


@pytest.mark.parametrize("word", ["বাংলাদেশ", "ນະຄອນຫຼວງ", "မြန်မာ", "ភាសាខ្មែរ", "q\u0303a"])
def test_a_word_of_another_script_is_one_term_with_its_marks(word: str) -> None:
    made = terms(f"ข่าว {word} 2563")
    assert made.words == ["ข่าว", word, "2563"]
    assert by_arrays([segmented(f"ข่าว {word} 2563")]) == [together(made)]


def test_text_and_segmented_text_give_the_same(releases: list[str]) -> None:
    made = by_arrays([segmented(text) for text in releases])
    assert made == [together(terms(text)) for text in releases]
    assert list(words_from_segmented(segmented(releases[0]))) == terms(releases[0]).words


@given(st.lists(TEXTS, max_size=3))
@settings(max_examples=120)
def test_any_displayed_texts_and_their_segmented_forms_give_the_same(texts: list[str]) -> None:
    shown = [fold.display(text) for text in texts]
    assert by_arrays([segmented(text) for text in shown]) == [together(terms(text)) for text in shown]


def test_a_text_too_long_to_be_cut_at_once_gives_the_same_among_others() -> None:
    long = "แพทย์เหรี่ยะสาธารณสุขศาสตร์" * 300  # own text: one run
    texts = ["น้ำท่วม", long, "", "ลพบุรี ๒๕๖๓", long[: MOST_TOGETHER // 8]]
    assert by_arrays([segmented(text) for text in texts]) == [together(terms(text)) for text in texts]


@given(st.integers(0xD800, 0xDFFF).map(chr))
@settings(max_examples=20)
def test_half_of_a_surrogate_pair_is_in_no_term(half: str) -> None:
    made = joined([(f"{half}ข่าว\u200b \u200ba{half}2", f"{half}\u200bฝน\u200b{half}")])[0]
    for some in (made.words, made.g2, made.g3):
        some.decode("utf-16-le")
    assert joined([("ข่าว\u200b \u200b𠀀𠀁",)])[0].words.decode("utf-16-le") == "ข่าว 𠀀𠀁"


def test_a_mark_in_a_text_parts_nothing() -> None:
    assert by_arrays(["ข่าว\u200b \u200b¶\u200b \u200bด่วน", "ฝน"]) == [
        together(terms("ข่าว ด่วน")),
        together(terms("ฝน")),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("ต่าง ๆ", "ต่างๆ"), ("ปี ๒๕๖๓", "ปี 2563"), ("นํ้า", "น้ำ"), ("เเละ", "และ"), ("รัฐ\u200bมนตรี", "รัฐมนตรี")],
)
def test_spellings_that_look_alike_give_the_same(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_a_query_is_a_run_of_the_grams_of_what_holds_it(releases: list[str]) -> None:
    """Any stretch between spaces is found again as a phrase, whatever stands around it: no miss at all."""
    missed = []
    for text in releases[:40]:
        grams = terms(text).g2
        for query in [part for part in text.split() if len(part) >= 6][::7]:
            wanted = terms(query).g2
            if not any(grams[at : at + len(wanted)] == wanted for at in range(len(grams))):
                missed.append(query)
    assert missed == []


def test_dropped_words_cut_the_run() -> None:
    drop = frozenset({"ที่ไหน", "อะไร"})
    assert terms("จังหวัดลำพูนอยู่ที่ไหน", drop=drop) == terms("จังหวัดลำพูนอยู่")
    assert terms("ที่ไหน", drop=drop) == terms("ที่ไหน")
    assert terms("ลำพูน อะไร", drop=drop).words == ["ลำพูน"]


@given(TEXTS)
@settings(max_examples=300)
def test_terms_hold_no_space_and_are_folded(text: str) -> None:
    made = terms(text)
    for term in (*made.words, *made.g2, *made.g3):
        assert term
        assert not set(term) & set(" \n\u200b๐๑๒๓๔๕๖๗๘๙")
        assert term == term.lower()
