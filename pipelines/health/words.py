"""Verdicts in words, Thai and English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pipelines import issues
from pipelines.dates.written import in_both_eras
from pipelines.health.records import Label, Reason, Verdict

Language = Literal["th", "en"]


def say(reason: Reason, language: Language) -> str:
    """A reason or cure in a language."""
    section = "cure" if reason.key in _table()["cure"] else "reason"
    values = dict(reason.values)
    if "code" in values:  # of a visit that failed
        values["code"] = issues.what(str(values["code"]), language)
    if "day" in values:
        values["day"] = in_both_eras(date.fromisoformat(str(values["day"])), language)
    return _table()[section][reason.key][language].format(**values)


def said(verdict: Verdict, language: Language) -> str:
    """All reasons of a verdict in one line."""
    return "; ".join(say(reason, language) for reason in verdict.reasons)


def cure(verdict: Verdict, language: Language) -> str:
    """What to do; empty where nothing is to be done."""
    return say(verdict.cure, language) if verdict.cure else ""


def label(name: Label, language: Language) -> str:
    """A label in a language."""
    return _table()["label"][name][language]


def fill(filled: Mapping[str, float], expect: Mapping[str, float], language: Language) -> str:
    """Which share of an office's newest articles has each field, and what its row expects of it."""
    said = _table()["fill"]
    parts = []
    for field, share in filled.items():
        least = expect.get(field, 0.0)
        parts.append(f"{said[field][language]} {share:.0%}")
        if share < least:
            parts[-1] += f" ({said['expected'][language].format(share=f'{least:.0%}')})"
    return ", ".join(parts)


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
