"""What the tests of search share: both engines, filled alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from pipelines.store.database import Store
from search.engines import Engine, open_engine
from search.indexing import index
from tests.search.samples import NOW, sample_store

ENGINES = ("tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch))


def new_engine(name: str, home: Path, request: pytest.FixtureRequest) -> Engine:
    """An engine of that name with nothing in it."""
    url = request.getfixturevalue("elasticsearch") if name == "elasticsearch" else None
    return open_engine(name, home=home, url=url, index=f"test-{uuid4().hex[:12]}")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, home: Path) -> Iterator[Engine]:
    """Each engine in turn, empty."""
    made = new_engine(request.param, home, request)
    yield made
    made.drop()
    made.close()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the sample articles; it is only read."""
    made = sample_store(tmp_path_factory.mktemp("samples"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def both(
    store: Store, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[Engine, Engine]]:
    """Tantivy and Elasticsearch, filled from the samples."""
    folder = tmp_path_factory.mktemp("engines")
    made = new_engine("tantivy", folder, request), new_engine("elasticsearch", folder, request)
    for one in made:
        index(store, one, now=NOW)
    yield made
    for one in made:
        one.drop()
        one.close()
