"""Where the embedded index lies: one folder a generation, and a file that names the live one.

Replacing that file is the swap; it is atomic, so a reader has the old index whole or the new one whole.
One process writes at a time: it holds the lock file, which the system lets go when the process dies.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipelines.codec import from_json, to_json
from pipelines.errors import ServiceAway

LOCK_WAIT_SECONDS = 60.0
"""How long a writer waits for another one: a batch of 500 documents is written in about 2 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One index: its folder's name, and the analysis it was built with."""

    name: str
    analysis: str


class Generations:
    """All generations of one index."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def live(self) -> Generation | None:
        """Which one is searched; null = none yet."""
        try:
            return from_json((self.root / "live.json").read_bytes(), Generation)
        except FileNotFoundError:
            return None

    def folder(self, generation: Generation) -> Path:
        """Where its files lie."""
        return self.root / generation.name

    def begin(self, analysis: str) -> Generation:
        """Make an empty folder for a new one, away with what an interrupted rebuild left."""
        live = self.live()
        number = 1 + (int(live.name.partition("-")[2]) if live else 0)
        begun = Generation(name=f"generation-{number}", analysis=analysis)
        self._sweep(live)
        self.folder(begun).mkdir(parents=True)
        return begun

    def publish(self, generation: Generation) -> None:
        """Make it the live one, durably; remove the others."""
        draft = self.root / "live.json.new"
        with draft.open("w", encoding="utf-8") as file:
            file.write(to_json(generation))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / "live.json")
        _sync_folder(self.root)
        self._sweep(generation)

    def drop(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.root, ignore_errors=True)

    @contextmanager
    def locked(self, wait: float = LOCK_WAIT_SECONDS) -> Iterator[None]:
        """Be the only writer.

        Raises:
            ServiceAway: another process still writes after ``wait`` seconds.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "writer.lock").open("w") as file:
            _lock(file, wait)
            yield

    def _sweep(self, kept: Generation | None) -> None:
        for folder in self.root.glob("generation-*"):
            if kept is None or folder.name != kept.name:
                shutil.rmtree(folder, ignore_errors=True)


def _lock(file: IO[str], wait: float) -> None:
    deadline = time.monotonic() + wait
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise ServiceAway(
                    "index",
                    f"another process is writing {Path(file.name).parent}",
                    cure="wait until it has finished, or end it, then run `khaosan index` again",
                ) from error
            time.sleep(0.1)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
