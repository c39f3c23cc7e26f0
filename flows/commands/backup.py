"""``khaosan backup`` and ``khaosan restore``: a home on another disk, and back."""

from __future__ import annotations

from pathlib import Path

from flows.commands.common import COMMON, AtLeastOne, Common


def backup(folder: Path, *, keep: AtLeastOne = 7, archive: bool = True, common: Common = COMMON) -> int:
    """Copy store and archive of a home to a folder; crawls and searches may go on meanwhile.

    Args:
        folder: Where to; a later backup copies only what is new of the archive.
        keep: How many backups of the store to keep there.
        archive: Copy the archive as well; --no-archive where it is backed up by other means.
    """
    from flows import backup as backups
    from flows.output import emit
    from flows.progress import bars
    from pipelines.moment import clock

    with bars() as bar:
        made = backups.take(common.settings, folder, now=clock(), bar=bar, keep=keep, archive=archive)
    answer = {"backup": str(made), "kept": backups.taken(folder)}
    emit(answer, json=common.json, text=lambda: f"{made}: whole; khaosan restore {folder} reads it back")
    return 0


def restore(folder: Path, *, name: str | None = None, common: Common = COMMON) -> int:
    """Make an empty home, or an empty database, from a backup.

    Args:
        folder: Where backups lie.
        name: Which of them (its folder's name); the newest if not given.
    """
    from flows import backup as backups
    from flows.output import emit
    from flows.progress import bars

    with bars() as bar:
        manifest = backups.restore(common.settings, folder, name=name, bar=bar)
    rows = sum(table.rows for table in manifest.tables.values())
    answer = {"taken_at": manifest.taken_at, "rows": rows, "archive_files": len(manifest.archive)}
    emit(
        answer,
        json=common.json,
        text=lambda: (
            f"{rows} rows of {manifest.taken_at:%Y-%m-%d %H:%M} are back; now run: khaosan index --rebuild"
        ),
    )
    return 0
