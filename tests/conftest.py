"""What all tests share: the folder of real inputs, and a fresh home."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import elasticsearch as services_elasticsearch
from tests.services import postgres as services_postgres

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
ASKING = ("flows/test_demo.py", "flows/test_fortnight.py", "flows/test_machines.py")
"""Tests outside of search that ask Elasticsearch."""


def pytest_configure(config: pytest.Config) -> None:
    """Say once, in one line, that tests on real inputs cannot run here; in CI their absence is a failure."""
    if not SHARED.is_dir() and os.environ.get("CI"):
        raise pytest.UsageError(f"{SHARED} is missing: in CI the tests on real inputs must run")


def pytest_report_header(config: pytest.Config) -> str:
    """One line at the top of the run."""
    return "real inputs: ../shared" + ("" if SHARED.is_dir() else " is absent, tests that read it do not run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep a file's tests on one worker, and all that ask Elasticsearch on the same: one node a run."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item.path)))
    if SHARED.is_dir():
        return
    absent = [item for item in items if "shared" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=absent)
    items[:] = [item for item in items if item not in absent]


def _group(file: Path) -> str:
    inside = file.relative_to(Path(__file__).parent)
    asks_elasticsearch = inside.parent == Path("search") or str(inside) in ASKING
    return "elasticsearch" if asks_elasticsearch else str(inside)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real inputs beside the project."""
    return SHARED


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
