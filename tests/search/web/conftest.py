"""What the tests of the web app share: sample offices, indexed, and a client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from pipelines.store.database import Store
from search.engines import open_engine
from search.indexing import index
from search.service import Searcher
from search.web.app import create_app
from search.web.door import OPEN, Access
from tests.search.web.asking_app import Client
from tests.search.web.office_samples import NOW, web_store


def app_on(store: Store, home: Path, access: Access = OPEN) -> FastAPI:
    """The app on a store, with an embedded index of it."""
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    return create_app(store, Searcher(store, engine), clock=lambda: NOW, access=access)


def client_of(app: FastAPI) -> Client:
    """A client that asks as a Thai browser on this machine does; faults become pages, as in service."""
    return Client(app)


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of the app on the sample offices."""
    home = tmp_path_factory.mktemp("web")
    store = web_store(home)
    yield client_of(app_on(store, home))
    store.close()
