"""What the web app says: one table of words, two languages, and which of them a reader gets."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = ("th", "en")
_SINGULAR = {
    f"1 {many}": f"1 {one}"
    for one, many in (
        ("item", "items"), ("story", "stories"), ("office", "offices"), ("day", "days"), ("place", "places"),
        ("province", "provinces"), ("copy", "copies"), ("version", "versions"), ("text", "texts"),
    )
}  # fmt: skip
_PLURAL = re.compile(rf"(?<![\d.,])(?:{'|'.join(_SINGULAR)})\b")
"""Of the English texts; Thai nouns have one form."""
MOST_RANGES = 20
"""Language ranges read of an ``Accept-Language`` header; browsers send fewer than ten."""


@cache
def table() -> dict[str, dict[str, str]]:
    """All texts by key (``find.total``), each by language; read once."""
    sections = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
    return {f"{section}.{name}": texts for section, rows in sections.items() for name, texts in rows.items()}


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language. Called with a key and what its braces hold."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """Return a text; whole numbers get their thousands separated.

        Raises:
            KeyError: there is no such text.
        """
        text = table()[key][self.language]
        if not values:
            return text
        said = text.format(**{name: number(value) for name, value in values.items()})
        return _PLURAL.sub(_singular, said) if self.language == "en" else said

    def name(self, section: str, key: str) -> str:
        """Return the word for a value of a record; the value itself where there is no word."""
        texts = table().get(f"{section}.{key.replace('_', '-').replace(' ', '-')}")
        return texts[self.language] if texts else key


def _singular(found: re.Match[str]) -> str:
    return _SINGULAR[found[0]]


def number(value: object) -> str:
    """``12345`` as ``12,345``; anything else as it is."""
    return f"{value:,}" if isinstance(value, int) else str(value)


def negotiate(asked: str | None, accepted: str | None) -> Language:
    """Choose the language: the address decides, then the browser's preference, then Thai."""
    if asked in LANGUAGES:
        return "en" if asked == "en" else "th"
    best: tuple[float, Language] = (0.0, "th")
    for part in (accepted or "").split(",")[:MOST_RANGES]:
        tag, _, weight = part.strip().lower().partition(";q=")
        primary = tag.partition("-")[0]
        if primary in LANGUAGES:
            quality = _quality(weight)
            if quality > best[0]:
                best = (quality, "en" if primary == "en" else "th")
    return best[1]


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
