"""The MCP server, asked by the protocol's own client: in process, and over stdio as a program starts it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from pipelines.store.database import Store, open_store
from search.api.desk import Desk
from search.engines import open_engine
from search.indexing import index
from search.mcp_server import MOST_CHARACTERS, MOST_HITS, server, tools
from search.service import Searcher
from tests.search.samples import NOW, article, put, samples
from tests.search.web.test_api_door import contents


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mcp")


@pytest.fixture(scope="module")
def desk(home: Path) -> Iterator[Desk]:
    store = _store(home)
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    yield Desk(store, Searcher(store, engine), lambda: NOW)
    engine.close()
    store.close()


def _store(home: Path) -> Store:
    """The samples, a text longer than one answer, and one that an older rule left unmasked."""
    store = open_store(home)
    long = replace(article(2, "2022", "news", "รายงานยาวมาก", "น้ำขึ้นให้รีบตัก " * 2_000), id="long:1")
    told = replace(article(3, "2022", "news", "ติดต่อ 089-123-4567", "โทร ๐๘๙-๑๒๓-๔๕๖๗ ได้ทุกวัน"), id="told:1")
    put(store, [*samples(), replace(long, canonical_url="https://example.go.th/long"), told])
    return store


def asked(desk: Desk, tool: str, **arguments: Any) -> Any:
    """The structured answer of a tool, by the protocol."""

    async def ask() -> Any:
        async with Client(server(desk)) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(ask())


def test_three_tools_say_what_they_do(desk: Desk) -> None:
    async def listed() -> Any:
        async with Client(server(desk)) as client:
            return (await client.list_tools()).tools

    found = asyncio.run(listed())
    assert [one.name for one in found] == ["search", "read", "count"]
    assert all(one.description for one in found)
    assert found[0].input_schema["required"] == ["query"]


def test_search_count_and_read_agree(desk: Desk) -> None:
    counted = asked(desk, "count", query="น้ำ -ประปา", kind="news").structured_content
    found = asked(desk, "search", query="น้ำ -ประปา", kind="news", limit=5).structured_content
    assert counted["total"] == found["total"] == sum(counted["by_year"].values()) + counted["undated"]
    assert len(found["hits"]) == 5
    second = asked(
        desk, "search", query="น้ำ -ประปา", kind="news", limit=5, cursor=found["next"]
    ).structured_content
    assert not {one["id"] for one in found["hits"]} & {one["id"] for one in second["hits"]}
    whole = asked(desk, "read", id=found["hits"][0]["id"]).structured_content
    assert whole["text"]
    assert "Retrieved November 25, 2026" in whole["citation"]


def test_what_finds_nothing_says_what_to_try(desk: Desk) -> None:
    tried = asked(desk, "search", query="ohemj;,").structured_content["try"]
    assert tried
    for query in tried:
        assert asked(desk, "search", query=query).structured_content["total"], query
    assert asked(desk, "search", query="*").structured_content["try"] == []


def test_answers_are_bounded(desk: Desk) -> None:
    assert len(asked(desk, "search", query="*", limit=5_000).structured_content["hits"]) == MOST_HITS
    first = asked(desk, "read", id="long:1").structured_content
    assert len(first["text"]) == first["next_offset"] == MOST_CHARACTERS
    pieces, offset = [first["text"]], first["next_offset"]
    while offset is not None:
        piece = asked(desk, "read", id="long:1", offset=offset).structured_content
        pieces.append(piece["text"])
        offset = piece["next_offset"]
    assert len("".join(pieces)) == len("น้ำขึ้นให้รีบตัก " * 2_000)


def test_texts_are_masked(desk: Desk) -> None:
    answers = [asked(desk, "search", query="id:told:1"), asked(desk, "read", id="told:1")]
    for answer in answers:
        said = str(answer.structured_content)
        assert "4567" not in said
        assert "๔๕๖๗" not in said
    assert "08x-xxx-xxxx" in str(answers[1].structured_content)


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("search", {"query": '"'}, "a quote is not closed"),
        ("search", {"query": "x", "province": "Atlantis"}, "Atlantis"),
        ("search", {"query": "x", "cursor": "abc"}, "cursor"),
        ("read", {"id": "none"}, "not there"),
    ],
)
def test_errors_are_told_in_words(desk: Desk, tool: str, arguments: dict[str, Any], says: str) -> None:
    answer = asked(desk, tool, **arguments)
    assert answer.is_error
    assert says in answer.content[0].text


def test_nothing_is_written(desk: Desk) -> None:
    before = contents(desk.store)
    asks: tuple[dict[str, Any], ...] = ({"query": "น้ำ"}, {"id": "long:1"}, {"query": "น้ำ"})
    for tool, arguments in zip(tools(desk), asks, strict=True):
        assert tool(**arguments)
    assert contents(desk.store) == before


def test_over_stdio_as_a_program_starts_it(desk: Desk, home: Path) -> None:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "flows.cli", "mcp", "--home", str(home)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd())},
    )

    async def ask() -> Any:
        async with Client(command) as client:
            return await client.call_tool("count", {"query": "น้ำ"})

    answer = asyncio.run(ask())
    assert answer.structured_content["total"] == asked(desk, "count", query="น้ำ").structured_content["total"]
