"""Values that filters have: districts of the country, languages, offices by name; and the nearest ones.

A filter by a value that does not exist finds nothing, which reads as "nobody wrote of it". So it is refused,
and the refusal names what may be meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from pipelines.places import gazetteer
from pipelines.text import fold

LANGUAGES: Mapping[str, str] = {"th": "ไทย", "en": "อังกฤษ", "lo": "ลาว", "km": "เขมร", "my": "พม่า"}
"""What :func:`pipelines.kinds.language` says of a text."""
MOST_NEAR = 3
CLOSE = 0.6
"""Ratio of :mod:`difflib` from which a value is offered (difflib's own default)."""
_AREA_WORDS = ("อำเภอ", "อ.", "เขต", "amphoe ", "district ")


@cache
def amphoes() -> Mapping[str, str]:
    """Full names of all districts by their DOPA codes."""
    codes = {code for area in gazetteer.amphoe().values() for code in area.codes}
    return {code: gazetteer.full_name(code) for code in sorted(codes)}


def ids_of(known: Mapping[str, str], text: str) -> tuple[str, ...]:
    """The ids that a text stands for, as an id or as a name; several where several areas are called so."""
    if text in known:
        return (text,)
    wanted = _bare(text)
    return tuple(key for key, name in known.items() if wanted in (fold.search(key), _bare(name)))


def nearest(known: Mapping[str, str], text: str) -> list[str]:
    """The ids whose id or name is spelled most like a text, the nearest first."""
    wanted = _bare(text)
    by_spelling: dict[str, str] = {}
    for spelling, key in _spellings(known):
        by_spelling.setdefault(spelling, key)
    near = get_close_matches(wanted, by_spelling, n=2 * MOST_NEAR, cutoff=CLOSE)
    if wanted.isdecimal():  # a code that begins with the same province says more than one of the same digits
        near = [one for one in by_spelling if one[:2] == wanted[:2] and one.isdecimal()] + near
    return list(dict.fromkeys(by_spelling[spelling] for spelling in near))[:MOST_NEAR]


def meant(known: Mapping[str, str], text: str) -> str:
    """Ask whether one of the nearest was meant; empty where none is near."""
    near = " or ".join(f"{key} ({known[key]})" for key in nearest(known, text))
    return f"did you mean {near}?" if near else ""


def _spellings(known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, name in known.items():
        yield fold.search(key), key
        yield _bare(name), key


def _bare(text: str) -> str:
    folded = fold.search(text).strip()
    for word in _AREA_WORDS:
        folded = folded.removeprefix(word)
    return folded
