"""Every route of an app, those of included routers too: FastAPI keeps them to itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount, Route


def routes_of(app: FastAPI) -> dict[str, set[str]]:
    """Paths with their methods; a mounted folder of files by its path alone."""
    found: dict[str, set[str]] = {}
    for route in _walked(app.routes):
        if isinstance(route, Route):
            found.setdefault(route.path, set()).update(route.methods or ())
        elif isinstance(route, Mount):
            found.setdefault(f"{route.path}/", set()).add("GET")
    return found


def _walked(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from _walked(inner.routes)
