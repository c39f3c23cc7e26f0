"""Official names of changwat, amphoe and tambon with their DOPA codes (geothai), read once, on first use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines import provinces
from pipelines.records import Level

MUEANG = "เมือง"
"""``อำเภอเมือง`` is short for the amphoe named after its changwat: ``อำเภอเมืองลำพูน``."""

ALIASES = {"กรุงเทพฯ": "10", "กรุงเทพ ฯ": "10", "กรุงเทพ": "10", "กทม.": "10", "อยุธยา": "14", "โคราช": "30"}
"""What people write for a changwat besides its official name."""


@dataclass(frozen=True, slots=True)
class Area:
    """One name at one level and every code it can stand for."""

    level: Level
    name: str
    codes: tuple[str, ...]


@cache
def changwat() -> dict[str, Area]:
    """Changwat by name, aliases included."""
    names = {province.name_th: province.code for province in provinces.load()} | ALIASES
    return {name: Area("changwat", name, (code,)) for name, code in names.items()}


@cache
def amphoe() -> dict[str, Area]:
    """Amphoe by name without level word; Bangkok's khet are amphoe too. ``เมือง`` stands for 75."""
    import geothai

    rows = [row for province in geothai.provinces() for row in geothai.districts(province.code)]
    capitals = [row.code for row in rows if row.name_th == MUEANG + provinces.by_code(row.code).name_th]
    named = _by_name("amphoe", [(row.name_th.removeprefix("เขต"), row.code) for row in rows])
    return named | {MUEANG: Area("amphoe", MUEANG, tuple(capitals))}


@cache
def tambon() -> dict[str, Area]:
    """Tambon by name without level word; Bangkok's khwaeng are tambon too."""
    import geothai

    amphoes = [row.code for province in geothai.provinces() for row in geothai.districts(province.code)]
    rows = [row for code in amphoes for row in geothai.subdistricts(code)]
    return _by_name("tambon", [(row.name_th.removeprefix("แขวง"), row.code) for row in rows])


def full_name(code: str) -> str:
    """The Thai name with its level word: ``จังหวัดลำพูน``, ``อำเภอเมืองลำพูน``, ``แขวงบวรนิเวศ``."""
    if len(code) == 2:
        return provinces.by_code(code).full_name
    words = {4: ("เขต", "อำเภอ"), 6: ("แขวง", "ตำบล")}[len(code)]
    word = words[0] if code.startswith("10") else words[1]
    return word + _names()[code]


def name_of(code: str) -> str:
    """The same; empty for a code that is none."""
    return full_name(code) if code in _names() else ""


@cache
def _names() -> dict[str, str]:
    capitals = amphoe()[MUEANG]  # has the codes of 75 others; a tambon เมือง is one of its own
    areas = [area for area in (*amphoe().values(), *tambon().values()) if area is not capitals]
    return {code: area.name for area in areas for code in area.codes}


def _by_name(level: Level, rows: list[tuple[str, str]]) -> dict[str, Area]:
    codes: dict[str, list[str]] = {}
    for name, code in rows:
        codes.setdefault(name, []).append(code)
    return {name: Area(level, name, tuple(found)) for name, found in codes.items()}


def longest(table: dict[str, Area], text: str, at: int) -> Area | None:
    """The longest name of ``table`` that begins at ``at``; at most 40 look-ups."""
    for length in range(min(_LONGEST, len(text) - at), 1, -1):
        area = table.get(text[at : at + length])
        if area is not None:
            return area
    return None


def shortened(text: str, at: int) -> Area | None:
    """The changwat whose name begins with what stands at ``at`` before ฯ, if one alone does: ``ประจวบฯ``."""
    found = _SHORTENED.match(text, at)
    if found is None:
        return None
    longer = [area for name, area in changwat().items() if name.startswith(found[1]) and name != found[1]]
    return Area("changwat", found[0], longer[0].codes) if len(longer) == 1 else None


_SHORTENED = re.compile("([ก-๎]{3,14}) ?ฯ")
_LONGEST = 30
"""Characters; the longest name of geothai 3.2.1 has 26."""
