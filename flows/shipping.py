"""Moving finished segments to the archive's object store, and bringing them back for a store made anew."""

from __future__ import annotations

from sqlalchemy import Connection

from flows.workspace import Workspace
from pipelines.archive import ship as move
from pipelines.archive.takedowns import FOLDER as TAKEDOWNS
from pipelines.progress import Progress, silent
from pipelines.store.adoption import indexed_to


def ship(space: Workspace, *, keep: bool = False, progress: Progress = silent) -> list[str]:
    """Move what is finished; give the segments' names. Nothing to do where no object store is set.

    Raises:
        ServiceAway: the object store does not answer; segments stay here and are readable.
    """
    remote = space.archive.remote
    if remote is None:
        return []

    def known_to(file: str) -> int:
        with space.store.read() as connection:
            return indexed_to(connection, file)

    return move(space.settings.archive, remote, known_to, keep=keep, progress=progress)


def bring_back(space: Workspace, connection: Connection, progress: Progress = silent) -> int:
    """Copy takedowns here, and segments that the store does not know whole, so that they can be adopted.

    Returns:
        How many segments.

    Raises:
        ServiceAway: the object store does not answer.
    """
    remote, folder = space.archive.remote, space.settings.archive
    if remote is None:
        return 0
    (folder / TAKEDOWNS).mkdir(parents=True, exist_ok=True)
    there = remote.sizes()
    for name in (name for name in there if name.endswith(".json")):
        remote.get(name, folder / TAKEDOWNS / name)
    wanted = [name for name, size in sorted(there.items()) if _lacks(space, connection, name, size)]
    for number, name in enumerate(wanted, 1):
        remote.get(name, folder / name)
        progress(number, len(wanted))
    return len(wanted)


def _lacks(space: Workspace, connection: Connection, name: str, size: int) -> bool:
    is_segment = name.endswith(".warc.gz") and not (space.settings.archive / name).exists()
    return is_segment and indexed_to(connection, name) < size
