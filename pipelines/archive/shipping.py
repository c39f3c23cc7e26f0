"""Finished segments move from the local disk to an object store.

Object stores cannot append, so a segment grows on a local disk and is shipped when no writer has it and every
record in it has its row.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines.archive.recovery import idle
from pipelines.archive.remote import Remote
from pipelines.progress import Progress, silent


def ship(
    folder: Path,
    remote: Remote,
    indexed_to: Callable[[str], int],
    *,
    keep: bool = False,
    progress: Progress = silent,
) -> list[str]:
    """Move the finished segments of an archive to its object store; give their names.

    Killed anywhere it loses nothing: a local copy goes only after the remote one has all its bytes.

    Args:
        folder: The archive's local part.
        remote: Where to.
        indexed_to: Says for a file name where the last record ends that has a row. A segment with more behind
            it is not finished: it still has to be recovered.
        keep: Leave the local copies.
        progress: Told of segments looked at and in all.

    Raises:
        ServiceAway: the object store does not answer, or refuses.
    """
    there, shipped = remote.sizes(), []
    segments = sorted(folder.glob("*.warc.gz"))
    for number, file in enumerate(segments, 1):
        size = file.stat().st_size
        with idle(file) as free:
            if free and indexed_to(file.name) == size:
                if there.get(file.name) != size:
                    remote.put(file)
                    shipped.append(file.name)
                if not keep:
                    file.unlink()
        progress(number, len(segments))
    return shipped
