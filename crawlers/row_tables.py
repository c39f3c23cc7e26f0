"""What is wrong with the tables of a row: how pages are read, and what they are expected to give. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawlers.row_values import is_number

SELECTORS = ("links", "next", "title", "body", "date", "author", "category", "drop")
SHARES, LEAST = ("date", "title", "body"), "min_per_month"
"""What ``expect`` may speak of: shares of articles, and a count."""


def table_faults(row: dict[str, Any]) -> Iterator[str]:
    """A key of a table that nothing reads would be kept in silence."""
    selectors, expect = row.get("selectors", {}), row.get("expect", {})
    if not isinstance(selectors, dict) or not isinstance(expect, dict):
        yield 'selectors, expect: tables, as { title = "h1" } and { date = 0.9 }'
        return
    for name, value in selectors.items():
        if name not in SELECTORS:
            yield f"selectors: {name!r} is none of {', '.join(SELECTORS)}"
        elif not isinstance(value, str):
            yield f"selectors: {name}: {value!r} is no CSS"
    for name, value in expect.items():
        if name not in (*SHARES, LEAST):
            yield f"expect: {name!r} is none of {', '.join((*SHARES, LEAST))}"
        elif not is_number(value) or (name in SHARES and value > 1):
            yield f"expect: {name}: {value!r} is no {'share from 0 to 1' if name in SHARES else 'number'}"
