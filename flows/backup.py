"""Backing up a home, and making one from a backup: the store's tables, and the archive's files beside them.

::

    FOLDER/
      2026-11-25T0530/manifest.json   written last: a backup without one is none
      2026-11-25T0530/tables/…        pipelines.store.backup
      archive/…                       one copy of the archive for all backups; it only ever grows.
                                      Takedowns are always in it: they survive every rebuild

The index is not in it: it is made from the store.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flows.settings import Settings
from flows.workspace import workspace
from pipelines.archive import noted
from pipelines.archive.takedowns import FOLDER as TAKEDOWNS
from pipelines.codec import from_json, to_json
from pipelines.drafts import draft_of, write_whole
from pipelines.errors import SettingsError, StoreMismatch
from pipelines.progress import Progress, silent
from pipelines.refine.takedown import hold_to
from pipelines.store import backup as tables
from pipelines.store.database import open_store
from pipelines.store.migrate import head

MANIFEST = "manifest.json"
LAST = "backup.json"
NAME = "%Y-%m-%dT%H%M%S"
NAMED = re.compile(r"\d{4}-\d\d-\d\dT\d{6}")
ARCHIVE = "archive"
KEEP = 7
"""Backups kept: a week of days."""
Bar = Callable[[str], Progress]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds."""

    taken_at: datetime
    revision: str
    """The schema of its tables."""
    tables: dict[str, tables.Dumped]
    archive: dict[str, int]
    """Bytes of each archive file; empty where the archive is backed up by other means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """When a home was backed up last, and where to."""

    at: datetime
    folder: str


def take(
    settings: Settings, folder: Path, *, now: datetime, bar: Bar, keep: int = KEEP, archive: bool = True
) -> Path:
    """Back up a home; give the folder of this backup.

    The store is read first, the archive copied after it: whatever the store knows of, the copy holds.

    Raises:
        SettingsError: the folder cannot be written, or lies inside the home.
    """
    if folder.resolve().is_relative_to(settings.folder):
        raise SettingsError(
            f"{folder} lies inside the home", cure="back up to another folder, on another disk"
        )
    here = folder / now.strftime(NAME)
    try:
        with workspace(settings) as space, space.store.read() as connection:
            dumped = tables.dump(connection, here / "tables", bar("store"))
        copied = _copy(settings.archive, folder / ARCHIVE, bar("archive")) if archive else {}
        _copy(settings.archive / TAKEDOWNS, folder / ARCHIVE / TAKEDOWNS, silent)
        manifest = Manifest(taken_at=now, revision=head(), tables=dumped, archive=copied)
        write_whole(here / MANIFEST, to_json(manifest))
    except OSError as error:
        raise SettingsError(f"{folder}: {error.strerror}", cure="choose a folder with room") from error
    for old in [*taken(folder)[:-keep], *_broken_off(folder, now)]:
        shutil.rmtree(folder / old)
    _note(settings, Last(at=now, folder=str(folder)))
    return here


def _broken_off(folder: Path, now: datetime) -> list[str]:
    """Names of backups that were killed before their end, a day ago or more: a slow one may be under way."""
    before = (now - timedelta(days=1)).strftime(NAME)
    named = [file.parent for file in folder.glob("*/tables") if NAMED.fullmatch(file.parent.name)]
    return [one.name for one in named if one.name < before and not (one / MANIFEST).exists()]


def last(settings: Settings) -> Last | None:
    """The newest backup that was taken of a home; null where there was none."""
    try:
        return from_json((settings.folder / LAST).read_bytes(), Last)
    except FileNotFoundError:
        return None


def _note(settings: Settings, taken: Last) -> None:
    """Keep in the home when it was backed up last: whoever watches cannot know of the other disk."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    write_whole(settings.folder / LAST, to_json(taken))


def taken(folder: Path) -> list[str]:
    """Names of the whole backups in a folder, oldest first."""
    return sorted(file.parent.name for file in folder.glob(f"*/{MANIFEST}"))


def restore(settings: Settings, folder: Path, *, name: str | None, bar: Bar) -> Manifest:
    """Make store and archive of an empty home from a backup.

    Args:
        settings: Name the home and the database; either kind of database takes either kind's backup.
        folder: Holds the backups.
        name: One of :func:`taken`; null = the newest.

    Raises:
        SettingsError: there is no such backup.
        StoreMismatch: a file of it was altered, or home or database are not empty.
    """
    here = folder / _chosen(folder, name)
    manifest = from_json((here / MANIFEST).read_bytes(), Manifest)
    _refuse_short(folder / ARCHIVE, manifest.archive)
    store = open_store(settings.folder, settings.database_url, revision=manifest.revision)
    try:
        with store.write() as connection:
            tables.load(connection, here / "tables", manifest.tables, bar("store"))
    finally:
        store.close()
    if manifest.archive:
        _copy(folder / ARCHIVE, settings.archive, bar("archive"))
    _copy(folder / ARCHIVE / TAKEDOWNS, settings.archive / TAKEDOWNS, silent)
    with workspace(settings) as space, space.store.write() as connection:
        for takedown in noted(folder / ARCHIVE):  # some are younger than the tables
            hold_to(connection, takedown)
    return manifest


def _chosen(folder: Path, name: str | None) -> str:
    names = taken(folder)
    if not names or (name is not None and name not in names):
        held = ", ".join(names) or "none"
        raise SettingsError(f"{folder}: no backup {name or 'there'}", cure=f"those it holds: {held}")
    return name or names[-1]


def _refuse_short(folder: Path, files: dict[str, int]) -> None:
    for name, size in files.items():
        file = folder / name
        if not file.is_file() or file.stat().st_size < size:
            raise StoreMismatch(
                f"{file}: missing or shorter than when it was backed up", cure="restore an older backup"
            )


def _copy(source: Path, target: Path, progress: Progress) -> dict[str, int]:
    """Copy what is new or has grown; a file appears under its name only when whole."""
    files = sorted(file for file in source.rglob("*") if file.is_file() and not file.name.endswith(".part"))
    sizes: dict[str, int] = {}
    for number, file in enumerate(files, 1):
        name = str(file.relative_to(source))
        copy, sizes[name] = target / name, file.stat().st_size
        if not copy.exists() or copy.stat().st_size < sizes[name]:
            copy.parent.mkdir(parents=True, exist_ok=True)
            with draft_of(copy) as draft:
                shutil.copy2(file, draft)
        progress(number, len(files))
    return sizes
