"""Files that bear their name only when they are whole: who reads one never meets half of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def draft_of(file: Path) -> Iterator[Path]:
    """Give what is written in place of a file, in its folder; it takes the file's name when the block ends.

    Nothing is left of a block that fails; of one that is killed ``.NAME.part`` is, which the next one
    writes over. It is not on disk for sure when this returns: what must be is synced in the block.
    """
    draft = file.with_name(f".{file.name}.part")
    try:
        yield draft
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def write_whole(file: Path, text: str) -> None:
    """Write a text as a file that is whole or as it was."""
    with draft_of(file) as draft:
        draft.write_text(text, encoding="utf-8")
