"""Documents as they are sent: whole JSON of all their fields, whatever stood in the article."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents import shown_text
from search.making import _made
from search.packed import packed
from search.standing import Stories
from search.texts import LONGEST_TERM, ShownText, texts_of
from tests.search.samples import OFFICES, article, as_stored
from tests.search.test_relevance import document

TEXTS = st.text(alphabet='กขน้ำ่ A1,."\\/\t\n\x00\x1f\u2028é¶{}&<', max_size=40)
ALONE = "\ud800"


@given(TEXTS, TEXTS)
def test_a_packed_document_is_json_of_its_fields(headline: str, body: str) -> None:
    made = document("ตัวอย่าง:1", headline, body)
    parts = (made.identity, made.texts, made.labels, made.standing, made.times)
    fields = {name: value for part in parts for name, value in asdict(part).items()}
    held = {name: value for name, value in fields.items() if value is not None and value not in ("", (), b"")}
    read = json.loads(packed(made).json)
    assert [*read] == sorted(held, key=lambda name: isinstance(held[name], bytes))  # else in their order
    assert read == {name: _as_json(value) for name, value in held.items()}


def _as_json(value: object) -> object:
    if isinstance(value, tuple):
        return [*value]
    return value.decode("utf-16-le") if isinstance(value, bytes) else value


def test_a_lone_surrogate_in_an_id_makes_no_document_but_a_reason() -> None:
    """The store holds none; one that a fault of ours made must stop no other article of the batch."""
    key = f"krabi-pao:{ALONE}"
    stored = as_stored(replace(article(1, "2024-01-01", "news", "ข่าวของเรา", "เนื้อความ"), id=key))
    made = _made(stored, OFFICES[1], Stories({}), shown_text(stored), None)
    assert made.id == key
    assert made.document is None
    assert made.reason.startswith("UnicodeEncodeError")


@pytest.mark.parametrize(
    ("headline", "term"),
    [
        ("\ub600\u0101", "\ub600\u0101"),  # in UTF-16 their halves look like the mark
        ("a" * 300, "a" * LONGEST_TERM),
        ("", ""),
    ],
    ids=["halves", "long", "none"],
)
def test_the_terms_of_a_headline_are_those_before_the_mark(headline: str, term: str) -> None:
    made = texts_of([ShownText(headline=headline, segmented_headline=headline, segmented_body="ข่าว")])[0]
    assert made.title_words.decode("utf-16-le") == term
    assert made.words.decode("utf-16-le") == f"{term} ¶ ข่าว".strip()


def test_a_lone_surrogate_in_a_text_is_left_out() -> None:
    stored = as_stored(article(1, "2024-01-01", "news", "ข่าวของเรา", "เนื้อความ"))
    read = replace(shown_text(stored), segmented_body=f"เนื้อ{ALONE}ความ\u200b{ALONE}", headline=f"ข่าว{ALONE}")
    made = _made(stored, OFFICES[1], Stories({}), read, None)
    assert made.document is not None
    assert json.loads(made.document.json)["t_key"] == "ข่าว"
