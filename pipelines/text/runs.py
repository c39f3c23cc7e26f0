"""Runs of one kind in a text: Thai letters, or one Latin word or number kept whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Marks of other scripts belong to their words: \w has the letters only, and would cut Bengali or Lao at every
# vowel sign. Unicode 15, categories Mn and Mc of the basic plane; a span may hold letters that lie between.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07b0\u07eb-\u07f3\u07fd"
    "\u0816-\u082d\u0859-\u085b\u0898-\u08e1\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a51\u0a70-\u0a75"
    "\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0ce3\u0d00-\u0d4d\u0d57"
    "\u0d62-\u0d63\u0d81-\u0ddf\u0df2-\u0df3\u0eb1-\u0ecd\u0f18-\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84"
    "\u0f86-\u0fbc\u0fc6\u102b-\u103e\u1056-\u108f\u109a-\u109d\u135d-\u135f\u1712-\u1734\u1752-\u17d3"
    "\u17dd\u180b-\u180d\u180f\u1885-\u193b\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1abd\u1abf-\u1b44"
    "\u1b6b-\u1b73\u1b80-\u1bad\u1be6-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1dff\u20d0-\u20dc\u20e1"
    "\u20e5-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099-\u309a\ua66f\ua674-\ua67d\ua69e-\ua69f"
    "\ua6f0-\ua6f1\ua802-\ua827\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff\ua926-\ua92d\ua947-\ua953"
    "\ua980-\ua9c0\ua9e5\uaa29-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5-\uaaf6\uabe3-\uabea\uabec-\uabed"
    "\ufb1e\ufe20-\ufe2f"
)
# Thai letters, marks, ฯ and ๆ; ฿ and ๏ ๚ ๛ are signs. Then letters, marks, digits of other scripts, with the
# decimal point and thousands comma of "1,234.50" inside. Every repetition is of one class, so this is linear.
RUN = re.compile(f"[\u0e01-\u0e3a\u0e40-\u0e4e]+|(?:(?![\u0e00-\u0e7f_])[\\w{_MARKS}])+(?:[.,][0-9]+)*")

_PARTED = re.compile(f"({RUN.pattern})")


def runs(folded: str) -> Iterator[str]:
    """Yield the runs of a folded text in order, without what lies between them."""
    return (match[0] for match in RUN.finditer(folded))


def parted(folded: str) -> list[str]:
    """Part a folded text: every second piece is a run, those between may be empty."""
    return _PARTED.split(folded)


def is_thai(run: str) -> bool:
    """Tell whether a run is Thai."""
    return "\u0e01" <= run[0] <= "\u0e4e"
