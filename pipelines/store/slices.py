"""Long lists of values, in parts that every database takes in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SLICE = 900
"""Values a statement; SQLite takes 32,766 variables, older builds 999."""


def slices(values: Iterable[str]) -> Iterator[list[str]]:
    """Yield the values in order, each once, at most :data:`SLICE` at a time."""
    some = sorted(set(values))
    return (some[start : start + SLICE] for start in range(0, len(some), SLICE))
