"""Stories and series from the archive on: whatever the order of arrival, the store and the index agree."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from flows.cli import call
from pipelines.archive import Archive
from pipelines.copies import tables as copies
from pipelines.imports import CONTENT_TYPE, FAMILY
from pipelines.moment import clock
from pipelines.records import Source
from pipelines.refine.stage import refine
from pipelines.refine.takedown import take_down
from pipelines.store import captures, sources
from pipelines.store.database import Store, open_store
from pipelines.store.tables import articles
from tests.copies_texts import Writer, chain
from tests.flows.test_corpus import asked, write
from tests.pipelines.test_copies_series import WATER, issue

OFFICES = ("a", "b", "c")
Line = dict[str, Any]
Groups = set[frozenset[str]]


class World:
    """A home whose texts arrive, change and go through archive and refining."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.archive = folder / "archive"
        self.store: Store = open_store(folder)
        self.moment = clock()
        with self.store.write() as connection:
            known = [Source(id=one, name=one, province="", office="corpus", family=FAMILY) for one in OFFICES]
            sources.sync(connection, known, now=self.moment)

    def arrive(self, *lines: Line, kill: int = 0) -> None:
        """Archive lines and refine them; the first try dies at its ``kill``-th write, if any."""
        self.moment += timedelta(minutes=1)
        with Archive(self.archive).writer(now=lambda: self.moment) as writer:
            written = [
                writer.resource(
                    source_id=line["source"],
                    url=f"https://example.org/{line['id']}",
                    content_type=CONTENT_TYPE,
                    body=json.dumps(line, ensure_ascii=False).encode(),
                    fetched_at=self.moment,
                )
                for line in lines
            ]
            writer.sync()
        with self.store.write() as connection:
            for capture in written:
                captures.add(connection, capture)
        if kill:
            with suppress(InterruptedError), dying(self.store, kill):
                refine(self.store, Archive(self.archive), now=self.moment)
        refine(self.store, Archive(self.archive), now=self.moment)

    def take_down(self, identity: str) -> None:
        """Take an article down by command."""
        with self.store.write() as connection:
            take_down(connection, identity, "test", now=self.moment)

    def groups(self) -> tuple[Groups, Groups]:
        """Stories and series as the articles carry them; the layer of copies must hold the same."""
        a, d = articles.c, copies.documents.c
        with self.store.read() as connection:
            rows = connection.execute(select(a.id, a.cluster_id, a.series_id)).all()
            layer = connection.execute(select(d.id, d.cluster, d.series)).all()
        assert sorted(map(tuple, rows)) == sorted(map(tuple, layer))
        return _grouped((row[0], row[1]) for row in rows), _grouped((row[0], row[2]) for row in rows)


@contextmanager
def dying(store: Store, at: int) -> Iterator[None]:
    """Let the store's ``at``-th write raise, inside its transaction."""
    left = at

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        nonlocal left
        left -= statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))
        if left == 0:
            raise InterruptedError(statement)

    event.listen(store.engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(store.engine, "before_cursor_execute", count)


def _grouped(rows: Any) -> Groups:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for identity, group in rows:
        if group is not None:
            found[group].add(identity)
    return {frozenset(group) for group in found.values()}


def lines() -> list[Line]:
    """Two releases with their re-posts, three issues of a bulletin, and a stranger."""
    writer = Writer(11)
    documents = [*chain(writer, 1, 4), *chain(writer, 2, 3), writer.release(3)]
    documents += [issue(WATER, number, "w") for number in range(3)]
    return [
        {
            "id": one.id,
            "title": one.title,
            "text": one.body,
            "published": one.published_day.isoformat() if one.published_day else None,
            "source": OFFICES[number % 3],
        }
        for number, one in enumerate(documents)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_late_originals_changes_takedowns_and_kills_end_as_an_undisturbed_run(
    seed: int, tmp_path: Path
) -> None:
    everything = lines()
    gone = everything[2]["id"]
    kept = [line for line in everything if line["id"] != gone]
    whole = World(tmp_path / "whole")
    whole.arrive(*kept)
    stories, series = whole.groups()
    assert sorted(map(len, stories)) == [1, 1, 1, 1, 3, 3]
    assert sorted(map(len, series)) == [3]

    rng = random.Random(seed)
    world = World(tmp_path / "disturbed")
    # the releases come last: every re-post is there before its original
    late = rng.sample(everything, len(everything))
    late.sort(key=lambda line: line["id"] in (everything[0]["id"], everything[4]["id"]))
    changed = rng.sample(kept, 3)
    before = Writer(77 + seed)
    early = {line["id"]: {**line, "text": before.release(n).body} for n, line in enumerate(changed)}
    while late:
        size = rng.randint(1, 4)
        some, late = late[:size], late[size:]
        world.arrive(*(early.get(line["id"], line) for line in some), kill=rng.choice((0, 3, 9, 17, 26, 40)))
    world.take_down(gone)
    world.arrive(*changed, kill=rng.randint(1, 30))
    assert world.groups() == (stories, series)
    whole.store.close()
    world.store.close()


def test_the_command_line_finds_and_shows_a_series(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--home", str(home)]
    asked(["import", str(write(tmp_path / "c.jsonl", lines())), *where], capsys)
    asked(["index", *where], capsys)
    shown = asked(["show", "w1", *where], capsys)
    name = shown["series"]
    issues = asked(["show", name, *where], capsys)
    assert issues["series"] == name
    assert [(one["id"], one["published"]) for one in issues["issues"]] == [
        ("w0", "2026-03-02"), ("w1", "2026-03-09"), ("w2", "2026-03-16"),
    ]  # fmt: skip
    found = asked(["search", f"series:{name}", *where], capsys)
    assert {hit["id"] for hit in found["hits"]} == {"w0", "w1", "w2"}
    assert found["total"] == found["stories"] == 3
    assert asked(["show", lines()[0]["id"], *where], capsys)["series"] is None
    assert call(["show", "s-0000000000000000", *where]) == 2
    capsys.readouterr()
