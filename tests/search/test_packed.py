"""Documents as they are sent: whole JSON of all their fields, whatever stood in the article."""

from __future__ import annotations

import json
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from search.packed import packed
from tests.search.test_relevance import document

TEXTS = st.text(alphabet='กขน้ำ่ A1,."\\/\t\n\x00\x1f\u2028é¶{}&<', max_size=40)


@given(TEXTS, TEXTS)
def test_a_packed_document_is_json_of_its_fields(headline: str, body: str) -> None:
    made = document("ตัวอย่าง:1", headline, body)
    parts = (made.identity, made.texts, made.labels, made.standing, made.times)
    fields = {name: value for part in parts for name, value in asdict(part).items()}
    held = {name: value for name, value in fields.items() if value is not None and value not in ("", ())}
    read = json.loads(packed(made).json)
    assert [*read] == [*held]
    assert read == {name: [*value] if isinstance(value, tuple) else value for name, value in held.items()}
