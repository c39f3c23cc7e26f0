"""The log of crawls in a home: it begins anew when it is long and one older is kept, so it fills no disk."""

from __future__ import annotations

from pathlib import Path

LONG = 10 * 2**20
"""Bytes: some ten thousand warnings with their tracebacks."""


def log_file(home: Path) -> Path:
    """Give the file that a crawl appends to; a long one is first put aside as ``crawlers.log.1``."""
    file = home / "logs" / "crawlers.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists() and file.stat().st_size > LONG:
        file.replace(file.with_name(f"{file.name}.1"))
    return file
