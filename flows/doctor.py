"""What can be wrong with an installation, looked at one thing at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions

from flows.settings import Settings
from pipelines.errors import KhaosanError

PACKAGES = ("crawlers", "pipelines", "flows", "search")
LITTLE_SPACE = 2**30
"""A gigabyte: about ten days of captures of 1,000 offices at 100 kB an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    check: str
    ok: bool
    detail: str
    cure: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; a failing check never hides the next."""
    return [
        *_packages(),
        _guard("home", lambda: _home(settings)),
        _guard("engine", lambda: _engine(settings)),
    ]


def _packages() -> Iterator[Finding]:
    owners = packages_distributions()
    for name in PACKAGES:
        others = sorted(set(owners.get(name, [])) - {"khaosan"})
        cure = "install Khaosan into an environment of its own" if others else ""
        detail = f"also shipped by {', '.join(others)}" if others else "ours alone"
        yield Finding(check=f"package {name}", ok=not others, detail=detail, cure=cure)


def _home(settings: Settings) -> Finding:
    from flows.workspace import workspace
    from pipelines.store import articles

    with workspace(settings) as space, space.store.read() as connection:
        counts = articles.counts(connection)
    free = shutil.disk_usage(settings.folder).free
    held = f"{counts['captures']} captures, {counts['articles']} articles"
    detail = f"{settings.folder}: {held}, {free // 2**20} MiB free"
    return Finding(
        check="home",
        ok=free > LITTLE_SPACE,
        detail=detail,
        cure="" if free > LITTLE_SPACE else "make room on this disk",
    )


def _engine(settings: Settings) -> Finding:
    from flows.workspace import workspace

    with workspace(settings) as space:
        engine = space.engine()
        return Finding(check="engine", ok=True, detail=f"{engine.name}: {engine.health()}")


def _guard(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except KhaosanError as error:
        return Finding(check=name, ok=False, detail=error.message, cure=error.cure)
