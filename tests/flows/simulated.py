"""A simulated day for this process and all that it starts: its clock, and a disk that has so much room.

``pipelines.moment.clock`` is the one place that looks at the clock, so it is moved there. Children (a crawl,
a pool, ``khaosan run``) move it when they start, by a ``sitecustomize`` that lies in ``PYTHONPATH``.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from runpy import run_path

import pytest

import pipelines.moment
from pipelines.moment import BANGKOK

AHEAD = "SIMULATED_SECONDS_AHEAD"
ROOM = "SIMULATED_ARCHIVE_BYTES"
SITE = f"""
import errno, os, sys

if {AHEAD!r} in os.environ:
    from datetime import datetime, timedelta

    import pipelines.moment

    class Moved(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(seconds=float(os.environ[{AHEAD!r}]))

    pipelines.moment.datetime = Moved

if {ROOM!r} in os.environ and "crawlers" in sys.orig_argv:
    written, room, write = 0, int(os.environ[{ROOM!r}]), os.write

    def into_the_room(descriptor, data):
        global written
        if os.readlink(f"/proc/self/fd/{{descriptor}}").endswith(".warc.gz"):
            written += len(data)
            if written > room:
                raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    os.write = into_the_room
"""


class Simulated:
    """The simulation of one test; ``monkeypatch`` ends it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        folder.mkdir(parents=True, exist_ok=True)
        self._site = folder / "sitecustomize.py"
        self._site.write_text(SITE, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(folder))
        monkeypatch.setattr(pipelines.moment, "datetime", datetime)  # set back at the end

    def at(self, moment: datetime) -> None:
        """Set the clock; it goes on from there."""
        ahead = (moment - datetime.now(BANGKOK)).total_seconds()
        self._monkeypatch.setenv(AHEAD, str(ahead))
        run_path(str(self._site))

    def room(self, size: int | None) -> None:
        """Give the archive of each crawl so many bytes; null = as many as there are."""
        if size is None:
            os.environ.pop(ROOM, None)
        else:
            self._monkeypatch.setenv(ROOM, str(size))
