"""Verdicts in words, Thai and English."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pipelines import issues
from pipelines.health.records import Label, Reason, Verdict

Language = Literal["th", "en"]


def say(reason: Reason, language: Language) -> str:
    """A reason or cure in a language."""
    section = "cure" if reason.key in _table()["cure"] else "reason"
    values = dict(reason.values)
    if "code" in values:  # of a visit that failed
        values["code"] = issues.what(str(values["code"]), language)
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


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
