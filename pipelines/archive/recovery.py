"""After a hard kill: a torn tail is moved aside with its reason, records without a row are handed back."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.archive.durable import sync_file, sync_folder
from pipelines.archive.scan import Damage, scan_file
from pipelines.records import Capture

ASIDE = "damaged"
"""Folder inside the archive for what was cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Torn:
    """A tail that was moved aside."""

    damage: Damage
    moved_to: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What an archive held beside its index."""

    adopted: tuple[Capture, ...] = ()
    """Whole records that no row points to, oldest first; to be stored."""
    torn: tuple[Torn, ...] = ()
    damaged: tuple[Damage, ...] = ()
    """Damage in front of whole records: left where it is."""


def recover(folder: Path, indexed_to: Callable[[str], int]) -> Recovery:
    """Look behind the last indexed byte of every segment that no living writer holds.

    Args:
        folder: The archive.
        indexed_to: Says for a file name where the last record ends that has a row; 0 where none has.
    """
    adopted: list[Capture] = []
    torn: list[Torn] = []
    damaged: list[Damage] = []
    for path in sorted(folder.glob("*.warc.gz")):
        start = indexed_to(path.name)
        if path.stat().st_size <= start:
            continue
        with idle(path) as free:
            if not free:
                continue
            for found in scan_file(path, start):
                if isinstance(found, Capture):
                    adopted.append(found)
                elif found.offset + found.length == path.stat().st_size:
                    torn.append(_move_aside(path, found))
                else:
                    damaged.append(found)
    return Recovery(adopted=tuple(adopted), torn=tuple(torn), damaged=tuple(damaged))


@contextmanager
def idle(path: Path) -> Iterator[bool]:
    """Hold a segment's lock meanwhile; False where a living writer has it."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        yield _locked(descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _move_aside(path: Path, damage: Damage) -> Torn:
    target = path.parent / ASIDE
    target.mkdir(exist_ok=True)
    saved = target / f"{path.name}.{damage.offset}.torn"
    with path.open("r+b") as stream:
        stream.seek(damage.offset)
        saved.write_bytes(stream.read())
        reason = json.dumps(asdict(damage), ensure_ascii=False, indent=1)
        saved.with_suffix(".json").write_text(reason + "\n", encoding="utf-8")
        # Only now, with its copy on disk, is the tail cut off.
        for file in (saved, saved.with_suffix(".json")):
            sync_file(file)
        sync_folder(target)
        sync_folder(path.parent)
        stream.truncate(damage.offset)
        stream.flush()
        os.fsync(stream.fileno())
    return Torn(damage=damage, moved_to=saved)
