"""What all tests share: the folder of real inputs, and a fresh home."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.crawlers.warm_child import warm_children
from tests.services import elasticsearch as services_elasticsearch
from tests.services import postgres as services_postgres

settings.register_profile(
    "untimed", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")  # how long an example takes says how busy the machine is

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
LONG = (
    "nodes/test_nodes.py",
    "flows/test_scheduled.py",
    "flows/test_fortnight.py",
    "flows/test_machines.py",
    "crawlers/test_nation.py",
    "flows/test_kill.py",
    "search/test_relevance.py",
    "web/test_own_desk_browser.py",
    "web/test_views_browser.py",
    "web/test_browser.py",
    "search/test_troubles.py",
)
"""Files of half a minute and more, the longest first: begun last, one of them would run on alone."""


def pytest_configure(config: pytest.Config) -> None:
    """Say once, in one line, that tests on real inputs cannot run here; in CI their absence is a failure."""
    if not SHARED.is_dir() and os.environ.get("CI"):
        raise pytest.UsageError(f"{SHARED} is missing: in CI the tests on real inputs must run")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Several workers on the whole suite share one Elasticsearch, which starts while they collect."""
    config = session.config
    above = bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")
    part = any(config.getoption(name) for name in ("keyword", "markexpr", "collectonly"))
    if above and not part and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        stack = ExitStack()
        stack.enter_context(services_elasticsearch.begun())
        config.add_cleanup(stack.close)


def pytest_report_header(config: pytest.Config) -> str:
    """One line at the top of the run."""
    return "real inputs: ../shared" + ("" if SHARED.is_dir() else " is absent, tests that read it do not run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the longest files; without real inputs take out what reads them."""
    items.sort(key=_turn)
    if SHARED.is_dir():
        return
    absent = [item for item in items if "shared" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=absent)
    items[:] = [item for item in items if item not in absent]


def _turn(item: pytest.Item) -> int:
    file = str(item.path.relative_to(Path(__file__).parent))
    return LONG.index(file) if file in LONG else len(LONG)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs beside the project."""
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def _warm_crawls() -> Iterator[None]:
    """Crawls that a test's own process begins are forked: each would import the crawler anew."""
    with warm_children():
        yield


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    return tmp_path / "home"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a real PostgreSQL server."""
    with services_postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[str]:
    """URL of a real Elasticsearch server."""
    with services_elasticsearch.server() as url:
        yield url
