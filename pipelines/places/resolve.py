"""From names to codes: which of 25 tambon called หนองบัว, told by the amphoe and changwat around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.places.spot import Spot, spots

_NEXT = 30
"""Characters between a name and the larger area that completes it: ``ต.ป่าสัก  อ.เมือง (ในเมือง) จ.ลำพูน``."""


_EVERYDAY_TAMBON = frozenset(
    {"ใหม่", "และ", "ควร", "เพ", "สระ", "วัด", "ถนน", "โรง", "วัง", "สังคม", "ในเมือง", "เมือง", "ประกอบ"}
)
"""Tambon whose names are everyday words (``พื้นที่ตำบลใหม่``): their amphoe or changwat must stand beside them."""

_LOOK = 100
"""Names before and after one that may tell where it is: it bounds the work on a list of thousands."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of one area: half-open span of the name without its level word, code, how it was found."""

    start: int
    end: int
    code: str
    prefix: int
    how: str
    confidence: float


def mentions(text: str, *, prior: str | None = None) -> tuple[Mention, ...]:
    """Every mention of a Thai place in ``text`` whose code the text, or ``prior``, tells.

    Args:
        text: Display text.
        prior: DOPA code of the office's own changwat: it decides where the text alone leaves several.
    """
    found = spots(text)
    codes: dict[int, str] = {}
    for level in ("changwat", "amphoe", "tambon"):
        for index, spot in enumerate(found):
            if spot.level == level:
                code = _decide(text, found, index, codes, prior)
                if code:
                    codes[index] = code
    return tuple(_mention(found[index], code) for index, code in sorted(codes.items()))


def _mention(spot: Spot, code: str) -> Mention:
    confidence = {"prefix": 1.0, "list": 0.95, "bare": 0.8}[spot.how]
    return Mention(spot.start, spot.end, code, spot.prefix, spot.how, confidence)


def _decide(
    text: str, found: tuple[Spot, ...], index: int, codes: dict[int, str], prior: str | None
) -> str | None:
    """Narrow the candidates by the larger areas around: next after it, last before it, the office's own."""
    spot = found[index]
    candidates = spot.area.codes
    if spot.level == "changwat":
        return candidates[0]
    following = _following(found, index, codes)
    if following is not None:
        later, larger = following
        within = tuple(code for code in candidates if code.startswith(larger))
        if within or not text[spot.end : found[later].prefix].strip():
            return _only(within)
    if spot.level == "tambon" and spot.area.name in _EVERYDAY_TAMBON:
        return None
    if len(candidates) == 1:
        return candidates[0]
    for larger in _around(found, index, codes, prior):
        chosen = _only(tuple(code for code in candidates if code.startswith(larger)))
        if chosen:
            return chosen
    return None


def _following(found: tuple[Spot, ...], index: int, codes: dict[int, str]) -> tuple[int, str] | None:
    """The larger area written right after: ``อ.เมือง จ.ลำพูน``; siblings of a list stand between."""
    spot, end = found[index], found[index].end
    for later in range(index + 1, min(len(found), index + 1 + _LOOK)):
        other = found[later]
        if other.prefix - end > _NEXT or _rank(other) < _rank(spot):
            return None
        end = other.end
        if _rank(other) > _rank(spot):
            return (later, codes[later]) if later in codes else None
    return None


def _around(found: tuple[Spot, ...], index: int, codes: dict[int, str], prior: str | None) -> Iterator[str]:
    """Codes of larger areas: those before it, nearest first, those after it, the office's own."""
    rank = _rank(found[index])
    before = range(index - 1, max(-1, index - 1 - _LOOK), -1)
    after = range(index + 1, min(len(found), index + 1 + _LOOK))
    for other in (*before, *after):
        if other in codes and _rank(found[other]) > rank:
            yield codes[other]
    if prior:
        yield prior


def _rank(spot: Spot) -> int:
    return ("tambon", "amphoe", "changwat").index(spot.level)


def _only(codes: tuple[str, ...]) -> str | None:
    return codes[0] if len(codes) == 1 else None
