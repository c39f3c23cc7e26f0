"""What is wrong with what a row says of how an office may be asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawlers.budget import DEFAULTS
from crawlers.hours import hours_of
from crawlers.row_values import day_faults, is_number
from pipelines.errors import SettingsError

DOORS = ("rest", "feed", "html", "sitemap")
LONGEST_DELAY = 3600
"""Seconds; a crawl ends after eight hours."""
LEAST = {"pages": 1, "megabytes": 0.1, "minutes": 0.1}
"""A budget below them asks nothing, each day, and says so each day; no attachments at all can be meant."""


def allowance_faults(row: dict[str, Any]) -> Iterator[str]:
    """By which doors, how fast, back to when, at which hours and how much an office may be asked."""
    via = row.get("via", [])
    if not isinstance(via, list) or any(door not in DOORS for door in via):
        yield f"via: {via!r} names a door that is none of {', '.join(DOORS)}"
    delay = row.get("delay")
    if delay is not None and not (is_number(delay) and delay <= LONGEST_DELAY):
        yield f"delay: {delay!r} is no number of seconds up to {LONGEST_DELAY}; hours and budget bound a day"
    if "since" in row:
        yield from (f"since: {fault}" for fault in day_faults(str(row["since"])))
    yield from _hours_faults(row)
    yield from _budget_faults(row)


def _hours_faults(row: dict[str, Any]) -> Iterator[str]:
    try:
        hours_of(row.get("hours"))
    except (SettingsError, AttributeError):
        yield f"hours: {row['hours']!r} is no span of hours; write it as 20:00-06:00, Bangkok time"


def _budget_faults(row: dict[str, Any]) -> Iterator[str]:
    budget = row.get("budget", {})
    if not isinstance(budget, dict):
        yield f"budget: a table of {', '.join(DEFAULTS)}"
        return
    for name, value in budget.items():
        if name not in DEFAULTS:
            yield f"budget: {name!r} is none of {', '.join(DEFAULTS)}"
        elif not is_number(value):
            yield f"budget: {name}: {value!r} is no number of them"
        elif name in LEAST and value < LEAST[name]:
            yield f"budget: {name}: {value!r} would ask nothing; to switch it off, say why in disabled"
