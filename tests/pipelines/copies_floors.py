"""Reads the floors of the copies' figures."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

FLOORS = Path(__file__).with_name("floors_copies.json")


def floor(figure: str) -> float:
    """Return the value a figure must not fall below (or, named max, not exceed)."""
    return float(json.loads(FLOORS.read_text(encoding="utf-8"))["floors"][figure])


def digest_of(folder: Path) -> str:
    """Return the digest of a data folder's files, by name."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        whole.update(path.name.encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def data_digest() -> str:
    """Return the digest of the data the floors were measured on."""
    return str(json.loads(FLOORS.read_text(encoding="utf-8"))["data_sha256"])
