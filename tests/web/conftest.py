"""What the browser tests share: the app on a loopback port, and one Chromium."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser

from pipelines.store.database import Store
from tests.search.web.conftest import app_on
from tests.search.web.office_samples import web_store
from tests.web.browser import chromium

PATIENCE = 300
"""Seconds for the server to open its port."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; its absence is an error that says how to get it.

    Closed with its module: while it runs, its driver holds this thread's event loop.
    """
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, served for the time of the tests."""
    with served(tmp_path_factory.mktemp("browser"), web_store) as found:
        yield found


@contextmanager
def served(home: Path, made: Callable[[Path], Store]) -> Iterator[str]:
    """The app on a store, on a loopback port."""
    store = made(home)
    with serving(app_on(store, home)) as address:
        yield address
    store.close()


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """An app on a loopback port."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.started, "the web app did not open its port"
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(PATIENCE)
