"""The sample offices crawled for real: what came is what their content says must come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest

from flows.demo.road import Outcome, travel
from flows.demo.server import Request
from flows.demo.world import World, serve
from flows.settings import Settings
from flows.workspace import workspace
from pipelines.records import Article
from pipelines.store import articles, sources
from pipelines.store.tables import discards

FLOORS = json.loads(Path(__file__).with_name("floors_demo.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class Crawled:
    """A world, travelled twice, and what its home holds then."""

    world: World
    outcomes: tuple[Outcome, Outcome]
    second: tuple[Request, ...]
    """What the second crawl asked."""
    found: dict[str, Article]
    """Articles by address."""
    versions: int
    refused: frozenset[tuple[str, str, str]]
    samples: frozenset[bool]


def _quiet(_stage: str) -> Callable[[int, int], None]:
    return lambda _done, _total: None


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Travel the sample world twice into one home."""
    settings = Settings(home=str(tmp_path_factory.mktemp("demo") / "home"))
    with serve() as world:
        first = travel(settings, world, _quiet)
        asked = len(world.requests)
        second = travel(settings, world, _quiet)
        with workspace(settings) as space, space.store.read() as connection:
            (ids,) = articles.every_id(space.store, 1000)
            stored = articles.load(connection, ids).values()
            rows = connection.execute(discards.select()).mappings().all()
            samples = frozenset(row.sample for row in sources.load(connection).values())
        yield Crawled(
            world=world,
            outcomes=(first, second),
            second=tuple(world.requests[asked:]),
            found={one.article.url: one.article for one in stored},
            versions=sum(one.version for one in stored),
            refused=frozenset((row["code"], row["source_id"], row["url"]) for row in rows),
            samples=samples,
        )


def test_just_the_planted_faults_occur(crawled: Crawled) -> None:
    first, _ = crawled.outcomes
    assert first.unexpected_issues == ()
    assert len(first.expected_issues) == len(crawled.world.expected.issues)
    assert first.exit_code == 0
    planted = {(fault.code, fault.source, fault.url) for fault in crawled.world.expected.discards}
    assert crawled.refused == planted
    assert crawled.samples == {True}


def test_every_article_is_read_as_it_was_written(crawled: Crawled) -> None:
    expected = crawled.world.expected.articles
    assert set(crawled.found) == {one.url for one in expected}
    for one in expected:
        got = crawled.found[one.url]
        assert one.id in (None, got.id)
        day = got.published.value[:10] if got.published else None
        read = (got.headline, day, got.kind, got.scope, got.text_status)
        assert read == (one.headline, one.published, one.kind, one.scope, one.text_status), one.key


def test_personal_number_of_the_letter_is_masked(crawled: Crawled) -> None:
    letter = next(one for one in crawled.found.values() if one.kind == "letter")
    assert "๐๘๑" not in letter.article_body
    assert "08x-xxx-xxxx" in letter.article_body
    assert letter.letter is not None
    assert (letter.letter.urgency, letter.letter.number) == ("ด่วนที่สุด", "ลพ 0017.3/ว 5128")


def test_no_injected_line_reaches_a_text(crawled: Crawled) -> None:
    assert not [one.id for one in crawled.found.values() if "สล็อต" in one.article_body + one.headline]


def test_copies_come_together_and_bulletins_do_not(crawled: Crawled) -> None:
    urls = {one.key: one.url for one in crawled.world.expected.articles}
    clusters = {key: crawled.found[url].cluster for key, url in urls.items()}
    wanted = {
        pair for keys in crawled.world.expected.copies.values() for pair in combinations(sorted(keys), 2)
    }
    together = {pair for pair in combinations(sorted(clusters), 2) if clusters[pair[0]] == clusters[pair[1]]}
    assert len(together & wanted) / len(wanted) >= FLOORS["copies_pairs_found"]
    assert len(together & wanted) / len(together) >= FLOORS["copies_pairs_right"]
    for keys in crawled.world.expected.series.values():
        assert len({clusters[key] for key in keys}) == len(keys)
    assert crawled.outcomes[0].clusters == crawled.world.expected.clusters


def test_second_crawl_asks_conditionally_and_changes_nothing(crawled: Crawled) -> None:
    first, second = crawled.outcomes
    assert (second.articles, second.clusters) == (first.articles, first.clusters)
    assert crawled.versions == len(crawled.found)
    lists = [one for one in crawled.second if one.status in (200, 304) and one.path != "/robots.txt"]
    assert lists
    assert {one.status for one in lists if one.conditional} == {304}


def test_no_request_goes_where_robots_forbid_and_none_for_print_views(crawled: Crawled) -> None:
    paths = {(one.source, one.path) for one in crawled.world.requests}
    assert not [path for _, path in paths if path.startswith("/index.php/internal/")]
    assert not [path for _, path in paths if "print=1" in path]
