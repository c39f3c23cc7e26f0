"""From names to codes: which of 25 tambon called หนองบัว, told by the amphoe and changwat that stand around it."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines import provinces
from pipelines.places.gazetteer import MUEANG, amphoe
from pipelines.places.spot import Spot, spots

_NEXT = 30
"""Characters between a name and the larger area that completes it: ``ต.ป่าสัก  อ.เมือง (ในเมือง) จ.ลำพูน``."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of one area: half-open span (the name, without its level word), code, and how it was found."""

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
                code = _decide(found, index, codes, prior)
                if code:
                    codes[index] = code
    return tuple(_mention(found[index], code) for index, code in sorted(codes.items()))


def _mention(spot: Spot, code: str) -> Mention:
    confidence = {"prefix": 1.0, "list": 0.95, "bare": 0.8}[spot.how]
    return Mention(spot.start, spot.end, code, spot.prefix, spot.how, confidence)


def _decide(found: tuple[Spot, ...], index: int, codes: dict[int, str], prior: str | None) -> str | None:
    """Narrow the candidates by the larger areas around: next after it, last before it, the only one, the office's."""
    spot = found[index]
    candidates = spot.area.codes
    if spot.level == "changwat":
        return candidates[0]
    following = _following(found, index, codes)
    if following is not None:
        candidates = tuple(code for code in candidates if code.startswith(following))
        return _only(candidates)
    if len(candidates) == 1:
        return candidates[0]
    for larger in _around(found, index, codes, prior):
        chosen = _only(tuple(code for code in candidates if code.startswith(larger)))
        if chosen:
            return chosen
    return None


def _following(found: tuple[Spot, ...], index: int, codes: dict[int, str]) -> str | None:
    """The larger area written right after: ``อ.เมือง จ.ลำพูน``; siblings of a list stand between."""
    spot, end = found[index], found[index].end
    for later in range(index + 1, len(found)):
        other = found[later]
        if other.prefix - end > _NEXT:
            return None
        end = other.end
        if _rank(other) > _rank(spot):
            return codes.get(later)
        if _rank(other) < _rank(spot):
            return None
    return None


def _around(found: tuple[Spot, ...], index: int, codes: dict[int, str], prior: str | None) -> list[str]:
    rank = _rank(found[index])
    before = [codes[i] for i in range(index - 1, -1, -1) if i in codes and _rank(found[i]) > rank]
    after = [codes[i] for i in range(index + 1, len(found)) if i in codes and _rank(found[i]) > rank]
    return [*before, *after, *([prior] if prior else [])]


def _rank(spot: Spot) -> int:
    return ("tambon", "amphoe", "changwat").index(spot.level)


def _only(codes: tuple[str, ...]) -> str | None:
    return codes[0] if len(codes) == 1 else None


def capital(changwat: str) -> str | None:
    """Code of the amphoe that ``อำเภอเมือง`` means in this changwat."""
    area = amphoe().get(MUEANG + provinces.by_code(changwat).name_th)
    return _only(area.codes) if area else None
