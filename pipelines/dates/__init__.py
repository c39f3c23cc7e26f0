"""Dates of Thai pages: read one, find all, and tell which is which. Rules and figures: docs/dates.md."""

from __future__ import annotations

from pipelines.dates.choose import Dates, pick
from pipelines.dates.finder import Found, find
from pipelines.dates.reader import read, read_stated
from pipelines.dates.values import kind_of
from pipelines.dates.window import in_window

__all__ = ["Dates", "Found", "find", "in_window", "kind_of", "pick", "read", "read_stated"]
