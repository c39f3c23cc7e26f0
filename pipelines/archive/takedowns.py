"""Takedowns beside the archive, a file each: a store made anew from the archive alone keeps them too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pipelines.archive.durable import sync_file, sync_folder
from pipelines.codec import from_json, to_json

FOLDER = "takedowns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """A person's decision that an article must not come back."""

    article_id: str
    reason: str
    at: datetime


def note(archive: Path, takedown: Takedown) -> Path:
    """Keep a takedown, safe on disk when this returns; a later one of the same article replaces it.

    Returns:
        Its file, to be copied to where the archive's segments go.
    """
    folder = archive / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{sha256(takedown.article_id.encode()).hexdigest()}.json"
    part = file.with_suffix(".part")
    part.write_text(to_json(takedown), encoding="utf-8")
    sync_file(part)
    part.replace(file)
    sync_folder(folder)
    return file


def noted(archive: Path) -> list[Takedown]:
    """All takedowns kept beside an archive, oldest first."""
    kept = [from_json(file.read_bytes(), Takedown) for file in (archive / FOLDER).glob("*.json")]
    return sorted(kept, key=lambda one: (one.at, one.article_id))
