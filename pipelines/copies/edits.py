"""What an office changed when it passed a release on: the edit types of one step."""

from __future__ import annotations

import re
from typing import Literal

from pipelines import bylines
from pipelines.copies.align import Alignment
from pipelines.copies.key import BUDDHIST_YEAR, key_text
from pipelines.copies.records import Document

Edit = Literal[
    "headline changed", "lead added", "lead cut", "tail added", "cut", "digits changed", "era changed",
    "credit changed",
]  # fmt: skip

EDGE_CHARACTERS = 20
"""Key characters that make a lead or a tail; fewer are a date line or a slip of the alignment."""
CUT_SHARE = 0.15
"""Share of the parent that must be gone to speak of a cut."""
_THAI_DIGIT = re.compile("[๐-๙]")
_ARABIC_DIGIT = re.compile("[0-9]")
_COMMON = re.compile("(?<![0-9])(?:19|20)[0-9][0-9](?![0-9])")
_BOTH = "(?:ภาพ|ข่าว) ?(?:และ|/|-|&) ?(?:ภาพ|ข่าว)"
_CREDIT = re.compile(f"^[\\s(\\[/*-]*{_BOTH} ?(?:โดย|[:：/])|{_BOTH}[\\s)\\]]*$")
"""What a byline's reader leaves: offices write them without colon and space, too."""
_CREDIT_LINE = 80
"""Characters of the longest line that is a credit; longer ones are sentences that mention news."""
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def edits(parent: Document, child: Document, found: Alignment) -> tuple[Edit, ...]:
    """Name the changes from parent to child; ``found`` aligns (parent, child) in this order."""
    kept = found.covered_a
    happened: tuple[tuple[Edit, bool], ...] = (
        ("headline changed", key_text(parent.title) != key_text(child.title)),
        ("lead added", found.ends_b[0] >= EDGE_CHARACTERS),
        ("lead cut", found.ends_a[0] >= EDGE_CHARACTERS),
        ("tail added", found.ends_b[1] >= EDGE_CHARACTERS),
        ("cut", kept < 1 - CUT_SHARE),
        ("digits changed", _digits(parent.body) != _digits(child.body)),
        ("era changed", _era(parent.body) != _era(child.body)),
        ("credit changed", _credits(parent) != _credits(child)),
    )
    return tuple(edit for edit, so in happened if so)


def _digits(text: str) -> str:
    """``thai`` or ``arabic`` by majority; empty for a text without digits."""
    thai, arabic = len(_THAI_DIGIT.findall(text)), len(_ARABIC_DIGIT.findall(text))
    return "" if not thai + arabic else "thai" if thai > arabic else "arabic"


def _era(text: str) -> str:
    plain = text.translate(_THAI_DIGITS)
    buddhist, common = len(BUDDHIST_YEAR.findall(plain)), len(_COMMON.findall(plain))
    return "" if not buddhist + common else "BE" if buddhist >= common else "CE"


def _credits(document: Document) -> frozenset[str]:
    """Whom a text credits, as keys: what was lifted out of it, and what still stands in it."""
    named = set(document.credits)
    for line in document.body.split("\n"):
        if len(line) > _CREDIT_LINE:
            continue
        _, found = bylines.read(line)
        named.update(name for role, names in found.items() if role != "posted_by" for name in names)
        if not found and _CREDIT.search(line):
            named.add(line)
    return frozenset(map(key_text, named))
