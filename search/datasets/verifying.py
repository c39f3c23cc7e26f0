"""Does a store still hold what a manifest names, and is what lies beside it as it was written?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipelines.store.database import Store
from search.datasets import keeping
from search.datasets.reading import LARGEST, path_of, read_file
from search.datasets.rebuilding import Absent, Rebuilding
from search.datasets.records import Manifest

BLOCK = 2**20


def read_kept(store: Store, file: Path) -> Manifest:
    """Read a manifest's file, and compare it with the one that the store keeps under its id.

    Raises:
        ManifestRefused: it is not as it was made.
    """
    given = _stated_id(file)
    with store.read() as connection:
        kept = keeping.as_made(connection, given)
    return read_file(file, kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A manifest that is as it was made, and what of its articles lies where."""

    dataset: str
    articles: int
    present: int
    absent: tuple[Absent, ...]
    files: dict[str, bool]
    """Files beside the manifest that it names, and whether each is as it was written."""

    @property
    def whole(self) -> bool:
        """Nothing is missing, and no file was changed."""
        return not self.absent and all(self.files.values())


def verified(store: Store, manifest: Manifest, file: Path) -> Verified:
    """Look whether a store can rebuild a dataset, and whether the articles beside it are its own."""
    rows = Rebuilding(store, manifest.items, manifest.stories)
    present = sum(1 for _ in rows)
    beside = (file if file.is_dir() else file.parent) / "articles.jsonl"
    named = file.exists() and beside.is_file()
    return Verified(
        dataset=manifest.id,
        articles=len(manifest.items),
        present=present,
        absent=tuple(rows.absent),
        files={beside.name: file_digest(beside) == manifest.articles_jsonl.sha256} if named else {},
    )


def file_digest(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    made = sha256()
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            made.update(block)
    return made.hexdigest()


def _stated_id(file: Path) -> str:
    """The id that a manifest claims; empty where it cannot be read: reading it says why."""
    path = path_of(file)
    try:
        value = json.loads(path.read_bytes()) if path.stat().st_size <= LARGEST else {}
    except (OSError, ValueError, RecursionError):
        return ""
    return str(value.get("id", "")) if isinstance(value, dict) else ""
