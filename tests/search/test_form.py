"""The form of a query: both ways say the same, and what is no form is named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.language.form import Form, Unfit, form_of, query_of
from search.language.parse import parse
from search.language.tree import And

TOKEN = st.one_of(
    st.text(alphabet="กขนำ้ทวมa1-.", min_size=1, max_size=8).filter(lambda one: any(map(str.isalnum, one))),
    st.sampled_from(["OR", "AND", "NOT", "-น้ำ", "ก(ข)", "น้ำ*", "ปี:2563", "title:น้ำ", "ก~3", '"สองคำ ติดกัน"']),
)
TEXT = st.lists(TOKEN, max_size=4).map(" ".join)


@settings(max_examples=60)
@given(TEXT, TEXT, TEXT, TEXT, TEXT, st.integers(0, 30))
def test_what_was_filled_in_comes_back(
    every: str, some: str, never: str, title: str, near: str, gap: int
) -> None:
    """Written, read as a form, written again: the same query, whatever was typed."""
    query = query_of(Form(every=every, some=some, never=never, title=title, near=near, gap=gap))
    if not query:
        return
    read = form_of(query)
    assert isinstance(read, Form)
    assert _parts(query_of(read)) == _parts(query)


def _parts(query: str) -> list[str]:
    """What must hold, in any order; what is said twice is said."""
    node = parse(query)
    return sorted({repr(one) for one in (node.nodes if isinstance(node, And) else (node,))})


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("", Form()),
        ("น้ำท่วม กระบี่", Form(every="น้ำท่วม กระบี่")),
        ('"แผนพัฒนา ท้องถิ่น" งบ', Form(every="งบ", phrase="แผนพัฒนา ท้องถิ่น")),
        ("(ไฟป่า OR หมอกควัน) -ซ้อม", Form(some="ไฟป่า หมอกควัน", never="ซ้อม")),
        ("ไฟป่า OR หมอกควัน", Form(some="ไฟป่า หมอกควัน")),
        ("title:ลำไย ราคา", Form(every="ราคา", title="ลำไย")),
        ('"ถนน น้ำท่วม"~3', Form(near="ถนน น้ำท่วม", gap=3)),
        ("*", Form()),
    ],
)
def test_queries_open_as_forms(query: str, form: Form) -> None:
    assert form_of(query) == form


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("(ก OR ข) (ค OR ง)", "two_groups"),
        ("(กก OR (ขข คค)) งง", "nested"),
        ('"กก ขข"~2 "คค งง"~3', "two_distances"),
        ("-(กก ขข)", "excluded"),
        ("น้ำ จังหวัด:ลำพูน", "field"),
        ("น้ำ ปี:2563", "field"),
        ("ประชา*", "nested"),
    ],
)
def test_what_is_no_form_is_named(query: str, why: str) -> None:
    found = form_of(query)
    assert isinstance(found, Unfit)
    assert found.why == why


def test_signs_typed_as_text_stay_text() -> None:
    assert query_of(Form(every="AND -5 (ก)")) == '"AND" "-5" "(ก)"'
    assert query_of(Form(phrase='เขา "ว่า"')) == '"เขา  ว่า"'
