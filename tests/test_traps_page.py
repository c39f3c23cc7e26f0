"""The tests that docs/traps.md names are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_each_trap_names_tests_that_exist() -> None:
    text = (ROOT / "docs" / "traps.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| \d", line)]
    named = set(re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", text))
    assert len(rows) == 16
    assert all("::test_" in row for row in rows)
    missing = [
        name for file, name in named if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert missing == []
