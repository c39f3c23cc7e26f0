"""The web app: routes of pages and of the API, one guard around all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from secrets import token_urlsafe

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pipelines.archive import Archive
from pipelines.moment import clock as bangkok_clock
from pipelines.store.database import Store
from search.service import Searcher
from search.web import failures, slim
from search.web.door import OPEN, Access, Door
from search.web.guard import LOOPBACK, Guard
from search.web.metrics import Metrics
from search.web.routes import (
    about,
    api,
    archived,
    build,
    by_office,
    collections,
    compare,
    coverage,
    datasets,
    documents,
    export,
    facets,
    feed,
    find,
    go,
    item,
    kwic,
    offices,
    people,
    province_list,
    provinces,
    saved,
    series,
    stories,
    time,
    travelled,
    unapi,
    words,
)
from search.web.site import Site, only_samples

HERE = Path(__file__).parent
SLIM = {".css": slim.style, ".js": slim.script}
A_YEAR = 31_536_000
"""Seconds that browsers keep a static file whose address carries its digest."""
AT_ONCE = 6
"""Pages made at the same time; the store has fifteen connections."""
WORTH_PACKING = 1_000
"""Bytes from which an answer is compressed."""
PACKED = 4
"""Level of compression: a page of 109 kB takes 0.9 ms and 20 kB; at Starlette's 9 it is 3.7 ms and 18 kB."""
PARTS = (
    find,
    go,
    coverage,
    kwic,
    compare,
    words,
    time,
    provinces,
    by_office,
    facets,
    build,
    archived,  # before item: an id may hold slashes
    travelled,
    item,
    series,
    stories,
    people,
    province_list,
    offices,
    collections,
    saved,
    feed,
    about,
    export,
    datasets,
    documents,
    unapi,
    api,
)
"""Modules of routes; the first whose pattern fits an address answers."""


def create_app(
    store: Store,
    searcher: Searcher,
    *,
    sample: bool | None = None,
    hosts: Iterable[str] = (),
    clock: Callable[[], datetime] = bangkok_clock,
    access: Access = OPEN,
    archive: Archive | None = None,
    own: bool | None = None,
    token: str | None = None,
) -> FastAPI:
    """Make the app.

    Args:
        store: Where items, offices and captures lie; only what readers make is written.
        searcher: Answers questions.
        sample: Show that the data are samples; null = look whether all offices of the store are.
        hosts: Host names served beside those of loopback.
        clock: Tells the moment that citations name.
        access: Who may ask the API how often.
        archive: Where captured pages are shown from; null = they are not.
        own: Whether the only reader is whoever runs it, who may change collections and saved searches; null =
            where no other host name is served.
        token: What forms carry against other sites' pages; null = made anew.
    """
    app = FastAPI(title="Khaosan", docs_url=None, redoc_url=None, lifespan=_fair, openapi_url=None)
    known = only_samples(store) if sample is None else sample
    named = tuple(hosts)
    alone = {name.lower() for name in named} <= LOOPBACK if own is None else own
    app.state.site = Site(store, searcher, known, clock, archive, own=alone, token=token or token_urlsafe(24))
    for part in PARTS:
        app.include_router(part.router)
    app.mount("/static", _Static(directory=HERE / "static"))
    failures.install(app)
    app.add_middleware(Door, store=store, access=access)
    app.add_middleware(GZipMiddleware, minimum_size=WORTH_PACKING, compresslevel=PACKED)
    app.add_middleware(Metrics, store=store)
    app.add_middleware(Guard, hosts=named, on_error=failures.inside)
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
    """Static files that browsers may keep when asked for by digest; style and script are sent slim."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if Path(path).suffix in SLIM and response.status_code == 200:
            response = Response(_slim(path), media_type=response.media_type, headers=_kept(response))
        if response.status_code == 200 and scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        return response


@cache
def _slim(path: str) -> bytes:
    """A style sheet or script as it is sent: it changes with the app alone, as its address does."""
    whole = (HERE / "static" / path).read_text(encoding="utf-8")
    return SLIM[Path(path).suffix](whole).encode()


def _kept(response: Response) -> dict[str, str]:
    """Headers by which browsers ask whether a file has changed."""
    return {name: response.headers[name] for name in ("ETag", "Last-Modified")}
