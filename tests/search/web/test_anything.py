"""Whatever stands in an address: an answer or a clear refusal, never a fault; and many readers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.search.web.asking_app import Client
from tests.search.web.parsing import tree

NAMES = ("q", "from", "to", "cluster", "source", "kind", "province", "page", "size", "sort", "lang", "match")
MEANT = st.text(alphabet='กขนำ้่๒๕ ab"()*~:-0123456789ANDOR\u200b', max_size=30)
BYTES = st.binary(max_size=20)
READERS, QUESTIONS = 8, 40
EXAMPLES = 60
"""About 3 s; each is a whole search page."""


@settings(max_examples=EXAMPLES)
@given(name=st.sampled_from(NAMES), value=st.one_of(MEANT.map(str.encode), BYTES))
def test_any_parameter_is_answered_or_refused(client: Client, name: str, value: bytes) -> None:
    answer = client.get(f"/?{name}={quote(value)}")
    assert answer.status_code in (200, 400), answer.text[-300:]
    assert len(tree(answer.text).xpath("//main")) == 1


@settings(max_examples=EXAMPLES)
@given(path=st.one_of(MEANT.map(str.encode), BYTES))
def test_any_path_is_answered_or_not_found(client: Client, path: bytes) -> None:
    for begin in ("/item/", "/api/v1/articles/", "/static/", "/"):
        assert client.get(begin + quote(path, safe="")).status_code in (200, 307, 400, 404)


@pytest.mark.parametrize("address", ["/?q=น้ำท่วม", "/api/v1/search?q=น้ำท่วม", "/item/krabi-pao:100"])
def test_many_readers_get_the_same_answer(client: Client, address: str) -> None:
    alone = client.get(address).text
    with ThreadPoolExecutor(READERS) as readers:
        answers = list(readers.map(lambda _: client.get(address), range(QUESTIONS)))
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.text for answer in answers} == {alone}
