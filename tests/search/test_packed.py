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
from search.texts import texts_of
from tests.search.samples import OFFICES, article, as_stored
from tests.search.test_relevance import document

TEXTS = st.text(alphabet='กขน้ำ่ A1,."\\/\t\n\x00\x1f\u2028é¶{}&<', max_size=40)
ALONE = "\ud800"


@given(TEXTS, TEXTS)
def test_a_packed_document_is_json_of_its_fields(headline: str, body: str) -> None:
    made = document("ตัวอย่าง:1", headline, body)
    parts = (made.identity, made.texts, made.labels, made.standing, made.times)
    fields = {name: value for part in parts for name, value in asdict(part).items()}
    held = {name: value for name, value in fields.items() if value is not None and value not in ("", ())}
    read = json.loads(packed(made).json)
    assert [*read] == [*held]
    assert read == {name: [*value] if isinstance(value, tuple) else value for name, value in held.items()}


@pytest.mark.parametrize(
    ("key", "term"), [(f"krabi-pao:{ALONE}", "ข่าว"), ("krabi-pao:1", ALONE)], ids=["id", "term"]
)
def test_a_lone_surrogate_makes_no_document_but_a_reason(key: str, term: str) -> None:
    """The store holds none; one that a fault of ours made must stop no other article of the batch."""
    whole = replace(article(1, "2024-01-01", "news", "ข่าวของเรา", "เนื้อความ"), id=key)
    read = shown_text(as_stored(whole))
    texts = replace(texts_of([read])[0], words=term)
    made = _made(as_stored(whole), OFFICES[1], Stories({}), read, texts)
    assert made.id == key
    assert made.document is None
    assert made.reason.startswith("UnicodeEncodeError")
