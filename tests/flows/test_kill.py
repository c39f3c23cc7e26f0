"""Every stage killed with -9 at random moments ends with the same home as an undisturbed run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.demo.world import World, serve
from tests.flows.killing import Contents, contents, run_forked, time_forked

SEED = 20_261_125
"""Printed moments can be had again; the system's own timing cannot."""
KILLS = {"crawl": 9, "refine": 8, "index": 7}
WHOLE = 2
"""Kills of a whole run, which refines beside its crawl."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The sample offices, served."""
    with serve() as served:
        yield served


def environment(world: World) -> dict[str, str]:
    """What a command must know of the sample offices."""
    return {"KHAOSAN_REGISTRY": str(world.registry), "KHAOSAN_ALLOW_ADDRESSES": ",".join(world.hosts)}


@pytest.fixture(scope="module")
def undisturbed(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Contents, dict[str, float]]:
    """What an undisturbed run leaves, and the seconds of each stage."""
    home = tmp_path_factory.mktemp("whole")
    time_forked(["db", "upgrade"], home=home, environment=environment(world))  # its server starts
    seconds = {stage: time_forked([stage], home=home, environment=environment(world)) for stage in KILLS}
    return contents(home), seconds


@pytest.mark.timeout(1800)
def test_killed_stages_lose_nothing_and_double_nothing(
    world: World, undisturbed: tuple[Contents, dict[str, float]], tmp_path: Path
) -> None:
    whole, seconds = undisturbed
    chance = random.Random(SEED)
    done = 0
    for stage, kills in KILLS.items():
        done += run_forked(
            [stage],
            home=tmp_path,
            environment=environment(world),
            kills=kills,
            seconds=seconds[stage],
            chance=chance,
        )
        time_forked([stage], home=tmp_path, environment=environment(world))
    assert whole.indexed
    assert done >= 20
    same(contents(tmp_path), whole)


@pytest.mark.timeout(1800)
def test_a_killed_run_that_refines_beside_its_crawl_loses_nothing_and_doubles_nothing(
    world: World, undisturbed: tuple[Contents, dict[str, float]], tmp_path: Path
) -> None:
    whole, seconds = undisturbed
    done = run_forked(
        ["run"],
        home=tmp_path,
        environment=environment(world) | {"KHAOSAN_WORKERS": "2"},
        kills=WHOLE,
        seconds=sum(seconds.values()),
        chance=random.Random(SEED),
    )
    time_forked(["run"], home=tmp_path, environment=environment(world))
    assert done
    same(contents(tmp_path), whole)


def same(found: Contents, whole: Contents) -> None:
    """What was killed ends as what was not."""
    assert found.captures >= whole.captures
    assert found.articles == whole.articles
    assert found.clusters == whole.clusters
    assert found.discards == whole.discards
    assert found.indexed == whole.indexed
