"""What the code of an issue means and what to do about it, Thai and English, from one table.

The report, alerts, command line and web app all speak by it; the raw detail of an issue, English and often
the words of a site or library, stands behind.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["th", "en"]
DETAIL: dict[Language, str] = {"th": "รายละเอียด", "en": "detail"}


def codes() -> frozenset[str]:
    """The codes that have words; one that a stage means otherwise is ``stage.code``."""
    return frozenset(_table())


def what(code: str, language: Language, *, stage: str = "") -> str:
    """What happened, as a sentence without its subject; the code itself where it has no words."""
    told = _entry(code, stage)
    return told["what"][language] if told else code


def todo(code: str, language: Language, *, stage: str = "", source: str | None = None) -> str:
    """What a person can do; ``source`` is named in commands. Empty for a code without words."""
    told = _entry(code, stage)
    return told["do"][language].format(id=source or "ID") if told else ""


def cure(code: str, own: str, language: Language, *, stage: str = "", source: str | None = None) -> str:
    """What a person can do: in English the issue's own cure, which knows the case, else that of the table."""
    known = todo(code, language, stage=stage, source=source)
    return own or known if language == "en" else known or own


def told(code: str, detail: str, language: Language, *, stage: str = "") -> str:
    """What happened, and the raw detail behind it."""
    said = what(code, language, stage=stage)
    return f"{said} ({DETAIL[language]}: {detail})" if detail and detail != said else said


def _entry(code: str, stage: str) -> dict[str, dict[str, str]] | None:
    known = _table()
    name = code.replace("-", "_")  # states are written with a hyphen
    return known.get(f"{stage}.{name}") or known.get(name)


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
