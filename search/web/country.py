"""The map of 77 provinces, shaded by counts in five steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

STEPS = 5
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Area:
    """One province as drawn: ``step`` 0 is none, 5 the most."""

    iso: str
    path: str
    count: int
    step: int


@cache
def centres() -> dict[str, tuple[float, float]]:
    """Where a mark of each province stands, as its drawing says."""
    drawing = etree.parse(Path(__file__).parent / "static" / "thailand_provinces.svg").getroot()
    return {
        path.get("id", ""): (float(path.get("data-label-x", 0)), float(path.get("data-label-y", 0)))
        for path in drawing.iter(f"{_SVG}path")
    }


@cache
def outlines() -> tuple[tuple[str, str], ...]:
    """ISO code and outline of each province, read once from the drawing that ships with the app."""
    drawing = etree.parse(Path(__file__).parent / "static" / "thailand_provinces.svg").getroot()
    return tuple((path.get("id", ""), path.get("d", "")) for path in drawing.iter(f"{_SVG}path"))


def thresholds(most: int) -> tuple[int, ...]:
    """Least counts of the five steps: 1, then by equal factors up to the most."""
    return tuple(dict.fromkeys(max(1, round(most ** (step / STEPS))) for step in range(STEPS)))


def areas(counts: Mapping[str, int]) -> tuple[Area, ...]:
    """Shade each province by its count."""
    limits = thresholds(max(counts.values(), default=1))
    return tuple(
        Area(iso, path, counts.get(iso, 0), sum(counts.get(iso, 0) >= limit for limit in limits))
        for iso, path in outlines()
    )
