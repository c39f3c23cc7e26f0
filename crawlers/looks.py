"""What looks at offices leave at once: their states in the store, and a round that may be broken off.

A round over a nation takes hours. Each finding is a line of a file in the home as soon as it is known, so
that the next round goes on where this one was interrupted; a round that came to its end leaves no file. The
nation's round has its own file, and each province's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from crawlers import memory, selection
from crawlers.finding import Finding, said_of
from crawlers.verdict import LASTING, OFFLINE
from pipelines import issues
from pipelines.codec import from_json, to_json
from pipelines.errors import ConfigError, SettingsError
from pipelines.store import sources

FRESH = timedelta(days=1)
"""What an older round found may be otherwise by now."""
NO_NAME = "dns"
"""The one code that tells of an office only where others of its round have an address."""


def file_of(home: Path, province: str | None = None) -> Path:
    """Where a round over a province, or over all offices, leaves what it finds.

    Raises:
        SettingsError: the province is unknown.
    """
    return home / (f"looks-{selection.province_code(province)}.jsonl" if province else "looks.jsonl")


def keep(file: Path, finding: Finding) -> None:
    """Add a finding that says something of its office; a mishap of the day is looked at again.

    Raises:
        SettingsError: the file cannot be written.
    """
    if not (finding.state or not finding.code):
        return
    try:
        with file.open("a", encoding="utf-8") as lines:
            lines.write(f"\n{to_json(finding)}\n")  # the line before may be torn
    except OSError as error:
        cure = "free some space on its disk and run again; it goes on there"
        raise SettingsError(f"{file}: {error.strerror}", cure=cure) from error


def kept(file: Path, *, now: datetime) -> dict[str, Finding]:
    """Read what an interrupted round found, by office; nothing where there is none, or it is old."""
    try:
        text, written = file.read_text(encoding="utf-8", errors="replace"), file.stat().st_mtime
    except OSError:
        return {}
    if abs(now.timestamp() - written) > FRESH.total_seconds():
        forget(file)
        return {}
    found = (_finding(line) for line in text.split("\n") if line)
    return {one.id: one for one in found if one is not None}


def forget(file: Path) -> None:
    """End a round."""
    file.unlink(missing_ok=True)


def _finding(line: str) -> Finding | None:
    try:
        return from_json(line, Finding)
    except ConfigError:  # cut while it was written, or of another version
        return None


def judged(found: Sequence[Finding], *, all_of_them: bool) -> Sequence[Finding]:
    """Those without an address that say something: where no name of several had one, our network is away."""
    if len(found) < 2 or not all_of_them:
        return found
    for one in found:
        one.state, one.cure = "", issues.todo(OFFLINE, "en")
    return ()


def note(connection: Connection, found: Finding, *, now: datetime) -> None:
    """Give an office the state that a look shows; what may be a mishap of the day, once it has lasted."""
    if found.code in LASTING and not memory.believed(connection, found.id, found.code, now=now):
        found.state = ""
    if found.state:
        sources.set_state(connection, found.id, found.state, f"probe: {said_of(found)}", now=now)
    if not found.code:
        memory.recovered(connection, found.id)
