"""The main job end to end on the sample offices: demo, both engines, a second visit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from flows.demo.road import Outcome, travel
from flows.demo.world import World, serve
from flows.progress import Progress
from flows.settings import Settings
from flows.stages import silent
from flows.workspace import workspace
from pipelines.store import articles
from pipelines.store.articles import StoredArticle


def quietly(_label: str) -> Progress:
    """No bars."""
    return silent


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The sample offices, served."""
    with serve() as served:
        yield served


@pytest.fixture(scope="module")
def travelled(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """A home after one visit, and what was found."""
    home = tmp_path_factory.mktemp("demo")
    return home, travel(Settings(home=str(home)), world, quietly)


@pytest.fixture(scope="module")
def stored(travelled: tuple[Path, Outcome]) -> dict[str, StoredArticle]:
    """All articles of the home by address."""
    with workspace(Settings(home=str(travelled[0]))) as space, space.store.read() as connection:
        return {one.article.url: one for one in articles.every(connection, limit=1000)}


def test_just_the_planted_faults_occur(travelled: tuple[Path, Outcome], world: World) -> None:
    outcome = travelled[1]
    assert outcome.unexpected_issues == ()
    assert len(outcome.expected_issues) == len(world.expected.issues)
    assert outcome.exit_code == 0
    assert (outcome.articles, outcome.indexed) == (len(world.expected.articles),) * 2


def test_every_article_is_read_as_its_office_wrote_it(stored: dict[str, StoredArticle], world: World) -> None:
    wrong = []
    for expected in world.expected.articles:
        article = stored[expected.url].article
        published = article.published.value[:10] if article.published else None
        read = (article.headline, article.kind, article.scope, article.text_status, published)
        wanted = (expected.headline, expected.kind, expected.scope, expected.text_status, expected.published)
        if read != wanted or (expected.id or article.id) != article.id:
            wrong.append((article.id, read, wanted))
    assert wrong == []


def test_copies_are_one_story_and_bulletins_are_not(stored: dict[str, StoredArticle], world: World) -> None:
    by_key = {one.key: stored[one.url].article for one in world.expected.articles}
    for keys in world.expected.copies.values():
        assert len({by_key[key].cluster for key in keys}) == 1, keys
    for keys in world.expected.series.values():
        assert len({by_key[key].cluster for key in keys}) == len(keys), keys


def test_no_mobile_number_leaves_the_archive(
    stored: dict[str, StoredArticle], travelled: tuple[Path, Outcome]
) -> None:
    (letter,) = [one.article for one in stored.values() if one.article.kind == "letter"]
    assert "x" in letter.article_body
    for one in stored.values():
        assert "08๙" not in one.article.article_body


def test_a_second_visit_asks_conditionally_and_adds_nothing(
    travelled: tuple[Path, Outcome], world: World
) -> None:
    before, asked = travelled[1], len(world.requests)
    after = travel(Settings(home=str(travelled[0])), world, quietly)
    assert (after.articles, after.clusters, after.indexed) == (
        before.articles,
        before.clusters,
        before.indexed,
    )
    fresh = world.requests[asked:]
    assert {request.status for request in fresh if request.conditional} == {304}
    with workspace(Settings(home=str(travelled[0]))) as space, space.store.read() as connection:
        assert {one.version for one in articles.every(connection, limit=1000)} == {1}


def search(home: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """Search by the command line."""
    assert call(["search", *words, "--json", "--home", str(home)]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.elasticsearch
def test_both_engines_answer_alike(
    travelled: tuple[Path, Outcome],
    elasticsearch: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = travelled[0]
    embedded = search(home, capsys, "ประชาสัมพันธ์")
    monkeypatch.setenv("KHAOSAN_ELASTICSEARCH_URL", elasticsearch)
    monkeypatch.setenv("KHAOSAN_ELASTICSEARCH_INDEX", "demo-alike")
    assert call(["index", "--json", "--home", str(home)]) == 0
    capsys.readouterr()
    cluster = search(home, capsys, "ประชาสัมพันธ์")
    assert embedded["total"] > 0
    assert (embedded.pop("engine"), cluster.pop("engine")) == ("tantivy", "elasticsearch")
    for answer in (embedded, cluster):
        for hit in answer["hits"]:
            hit["score"] = round(hit["score"], 3)
    assert cluster == embedded
