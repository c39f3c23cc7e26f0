"""The map of 77 provinces, shaded in five steps by counts or by shares."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from lxml import etree
from markupsafe import Markup

STEPS = 5
_SVG = "{http://www.w3.org/2000/svg}"
_PAIR = re.compile(r"(-?[0-9.]+),(-?[0-9.]+)|([Mmz])")
_FILE = Path(__file__).parent / "static" / "thailand_provinces.svg"


_SHAPE = '<path class="area step-{}" data-province="{}" d="{}"><title>{}: {}</title></path>'
_BLANK = '<path class="area step-0" fill="url(#none)" d="{}"/>'


@dataclass(frozen=True, slots=True)
class Area:
    """One province as drawn: ``step`` 0 is none, 5 the most."""

    iso: str
    path: str
    count: int
    step: int
    value: float
    """What is shaded: the count, or the share."""


@cache
def centres() -> dict[str, tuple[float, float]]:
    """Where a mark of each province stands, as its drawing says."""
    return {
        path.get("id", ""): (float(path.get("data-label-x", 0)), float(path.get("data-label-y", 0)))
        for path in etree.parse(_FILE).getroot().iter(f"{_SVG}path")
    }


@cache
def outlines() -> tuple[tuple[str, str], ...]:
    """ISO code and outline of each province, read once from the drawing that ships with the app.

    Points are rounded to whole units of the drawing (560 × 1025), about a pixel: all outlines take 13 kB
    instead of 33, and no border is off by more than a unit.
    """
    drawing = etree.parse(_FILE).getroot()
    return tuple((path.get("id", ""), rounded(path.get("d", ""))) for path in drawing.iter(f"{_SVG}path"))


def rounded(path: str) -> str:
    """An outline (absolute or relative moves, then relative lines) in whole units, as short as SVG allows.

    Points that fall together are one; a part of fewer than three points is left out.
    """
    parts: list[list[tuple[int, int]]] = []
    x = y = 0.0
    pen = "m"
    for match in _PAIR.finditer(path):
        if match[3]:
            pen = match[3]
            if pen in "Mm":
                parts.append([])
            continue
        dx, dy = float(match[1]), float(match[2])
        x, y = (dx, dy) if pen == "M" else (x + dx, y + dy)
        pen = "l"
        point = round(x), round(y)
        if not parts[-1] or parts[-1][-1] != point:
            parts[-1].append(point)
    return "".join(_written(part) for part in parts if len(part) > 2)


def _written(part: list[tuple[int, int]]) -> str:
    (x, y), *others = part
    text, at = f"M{x} {y}l", (x, y)
    for point in others:
        dx, dy = point[0] - at[0], point[1] - at[1]
        text += f"{'' if text[-1] == 'l' or dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}"
        at = point
    return f"{text}z"


def thresholds(most: float) -> tuple[int, ...]:
    """Least counts of the five steps: 1, then by equal factors up to the most."""
    return tuple(dict.fromkeys(max(1, round(most ** (step / STEPS))) for step in range(STEPS)))


def levels(most: float) -> tuple[float, ...]:
    """Least shares of the five steps, by equal differences up to the most."""
    return tuple(most * step / STEPS for step in range(STEPS))


def drawn(shaded: Sequence[Area], names: Mapping[str, str]) -> Markup:
    """The shapes of the small map: it is on every page, and a template takes ten times as long for the 77."""
    shapes = (
        _SHAPE.format(one.step, one.iso, one.path, escape(names[one.iso]), f"{one.count:,}")
        if one.count
        else _BLANK.format(one.path)
        for one in shaded
    )
    return Markup("\n".join(shapes))  # noqa: S704 - of our own drawing, and escaped names


def areas(
    counts: Mapping[str, int],
    shares: Mapping[str, float] | None = None,
    *,
    limits: tuple[float, ...] | None = None,
) -> tuple[Area, ...]:
    """Shade each province by its count, or by its share; with ``limits``, as other maps beside it are."""
    values: Mapping[str, float] = counts if shares is None else shares
    most = max(values.values(), default=0)
    limits = limits or (thresholds(most or 1) if shares is None else levels(most))

    def step(iso: str) -> int:
        value = values.get(iso, 0)
        return sum(value >= limit for limit in limits) if value else 0

    return tuple(
        Area(iso, path, counts.get(iso, 0), step(iso), values.get(iso, 0)) for iso, path in outlines()
    )
