"""Which kinds of offices the registry has in each province, and in which states they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from crawlers.registry_check import is_pattern
from pipelines import provinces
from pipelines.records import OFFICES
from pipelines.store.sources import SourceState

READ = ("live", "quiet")
"""States of an office that can be read."""


def table(rows: Iterable[SourceState]) -> list[dict[str, Any]]:
    """One row a province, all 77 of them: names, kinds, states, and how many addresses are patterns.

    Returns:
        ``{province, name_th, name_en, offices: {kind: {state: count}}, states: {state: count}, pattern}``.
    """
    within: dict[str, list[SourceState]] = {}
    for row in rows:
        within.setdefault(row.source.province, []).append(row)
    known = [(one.iso, one.name_th, one.name_en) for one in provinces.ALL]
    others = [(code, "", "") for code in sorted(set(within) - {code for code, _, _ in known})]
    return [
        {"province": code, "name_th": thai, "name_en": english, **_counted(within.get(code, []))}
        for code, thai, english in [*known, *others]
    ]


def text(rows: Sequence[dict[str, Any]]) -> str:
    """The table for a person: of each kind how many can be read, of how many."""
    kinds = [kind for kind in OFFICES if any(kind in row["offices"] for row in rows)]
    head = ["province", "", "", *kinds, "pattern"]
    body = [_cells(row, kinds) for row in rows]
    states = Counter(dict.fromkeys(READ, 0))
    for row in rows:
        states.update(row["states"])
    said = ", ".join(f"{count} {state}" for state, count in sorted(states.items()) if count)
    total = {"offices": _summed(rows, kinds), "pattern": sum(row["pattern"] for row in rows)}
    foot = ["all", "", "", *_kinds(total, kinds)]
    return "\n".join(
        [*_aligned([head, *body, foot]), said, "live or quiet of all; a row's offices: --offices"]
    )


def _counted(rows: Sequence[SourceState]) -> dict[str, Any]:
    offices: dict[str, Counter[str]] = {}
    for row in rows:
        offices.setdefault(row.source.office, Counter())[row.state] += 1
    return {
        "offices": {kind: dict(states) for kind, states in sorted(offices.items())},
        "states": dict(Counter(row.state for row in rows)),
        "pattern": sum(is_pattern(row.source) for row in rows),
    }


def _summed(rows: Sequence[dict[str, Any]], kinds: Sequence[str]) -> dict[str, Counter[str]]:
    summed = {kind: Counter[str]() for kind in kinds}
    for row in rows:
        for kind, states in row["offices"].items():
            summed[kind].update(states)
    return summed


def _cells(row: dict[str, Any], kinds: Sequence[str]) -> list[str]:
    return [row["province"], row["name_th"], row["name_en"], *_kinds(row, kinds)]


def _kinds(row: dict[str, Any], kinds: Sequence[str]) -> list[str]:
    return [*(_share(row["offices"].get(kind)) for kind in kinds), str(row["pattern"] or "–")]


def _share(states: dict[str, int] | None) -> str:
    if not states:
        return "–"
    return f"{sum(states.get(state, 0) for state in READ)}/{sum(states.values())}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of one width; a Thai vowel above or below its letter takes no cell of the screen."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
