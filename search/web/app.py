"""The web app: routes of pages and of the API, one guard around all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pipelines.moment import clock as bangkok_clock
from pipelines.store.database import Store
from search.service import Searcher
from search.web import failures
from search.web.door import OPEN, Access, Door
from search.web.guard import Guard
from search.web.metrics import Metrics
from search.web.routes import (
    about,
    api,
    build,
    by_office,
    compare,
    coverage,
    datasets,
    documents,
    export,
    find,
    item,
    kwic,
    offices,
    provinces,
    series,
    time,
    unapi,
    words,
)
from search.web.site import Site, only_samples

A_YEAR = 31_536_000
"""Seconds that browsers keep a static file whose address carries its digest."""
AT_ONCE = 6
"""Pages made at the same time; the store has fifteen connections."""
WORTH_PACKING = 1_000
"""Bytes from which an answer is compressed."""


def create_app(
    store: Store,
    searcher: Searcher,
    *,
    sample: bool | None = None,
    hosts: Iterable[str] = (),
    clock: Callable[[], datetime] = bangkok_clock,
    access: Access = OPEN,
) -> FastAPI:
    """Make the app.

    Args:
        store: Where items, offices and captures lie; only datasets are written.
        searcher: Answers questions.
        sample: Show that the data are samples; null = look whether all offices of the store are.
        hosts: Host names served beside those of loopback.
        clock: Tells the moment that citations name.
        access: Who may ask the API how often.
    """
    app = FastAPI(title="Khaosan", docs_url=None, redoc_url=None, lifespan=_fair, openapi_url=None)
    known = only_samples(store) if sample is None else sample
    app.state.site = Site(store, searcher, known, clock)
    for part in (
        find,
        coverage,
        kwic,
        compare,
        words,
        time,
        provinces,
        by_office,
        build,
        item,
        series,
        offices,
        about,
        export,
        datasets,
        documents,
        unapi,
        api,
    ):
        app.include_router(part.router)
    app.mount("/static", _Static(directory=Path(__file__).parent / "static"))
    failures.install(app)
    app.add_middleware(Door, store=store, access=access)
    app.add_middleware(GZipMiddleware, minimum_size=WORTH_PACKING)
    app.add_middleware(Metrics, store=store)
    app.add_middleware(Guard, hosts=tuple(hosts), on_error=failures.inside)
    return app


@asynccontextmanager
async def _fair(app: FastAPI) -> AsyncIterator[None]:
    """Let few pages be made at once, in the order asked.

    Forty threads, AnyIO's default, fight over one interpreter lock and fifteen connections of the store, and
    neither is given in turn.
    """
    current_default_thread_limiter().total_tokens = AT_ONCE
    yield


class _Static(StaticFiles):
    """Static files that browsers may keep when asked for by digest."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200 and scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        return response
