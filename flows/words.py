"""The words that operators read, Thai and English, from one table: the report's, and the doctor's in Thai."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def words() -> dict[str, dict[str, dict[str, str]]]:
    """All words, by section and key."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
