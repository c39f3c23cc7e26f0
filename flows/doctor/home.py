"""The home on its disk, the archive, the registry."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flows.doctor.finding import Finding
from flows.settings import Settings

LITTLE_SPACE = 2**30
"""A gigabyte: about ten days of captures of 1,000 offices at 100 kB an article."""


def folder(settings: Settings) -> Iterator[Finding]:
    """Whether the home can be written and has room."""
    home = settings.folder
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=home):
        pass
    free = shutil.disk_usage(home).free
    roomy = free > LITTLE_SPACE
    detail = f"{home}: writable, {free // 2**20:,} MiB free"
    yield Finding(check="home", ok=roomy, detail=detail, cure="" if roomy else "make room on this disk")


def archive(settings: Settings) -> Iterator[Finding]:
    """Whether the archive can be written, and the object store behind it answers."""
    from pipelines.archive import Archive

    settings.archive.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.archive):
        pass
    held = Archive.of(settings.archive, settings.archive_url)
    here = held.files()
    size = sum((settings.archive / file).stat().st_size for file in here)
    detail = f"{len(here)} segments here, {size / 2**20:,.1f} MiB"
    if held.remote:
        detail += f"; {len(held.remote.sizes())} objects at {held.remote.url}"
    yield Finding(check="archive", ok=True, detail=detail)
    torn = sorted((settings.archive / "damaged").glob("*.torn"))
    if torn:
        yield Finding(
            check="archive",
            ok=True,
            detail=f"{len(torn)} torn tails were set aside by kills; what they held was fetched again",
            cure=f"delete {settings.archive / 'damaged'} when you have looked",
        )


def registry(settings: Settings) -> Iterator[Finding]:
    """Whether every row of the registry can be read, and some office is enabled."""
    from crawlers.registry import load

    rows = load(Path(settings.registry) if settings.registry else None)
    yield Finding(
        check="registry",
        ok=True,
        detail=f"{len(rows)} offices in {settings.registry or 'the shipped registry'}",
    )
