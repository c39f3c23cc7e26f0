"""What a part of a query also means: full and short forms, the other era, the Thai name of a Latin place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines import provinces
from pipelines.text import fold
from search.language import abbreviations
from search.language.periods import year_pair
from search.language.tree import Node, Part
from search.records import Expansion

MOST_VARIANTS = 8
_YEAR = re.compile("(?<![0-9])[0-9]{4}(?![0-9])")
_LATIN = re.compile("[a-z][a-z'-]+")
MOST_NAME_PARTS = 3
"""``Phra Nakhon Si Ayutthaya`` has four, but is found by its last one."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to write a part, and what was replaced in it."""

    text: str
    expansions: tuple[Expansion, ...]


def variants(text: str) -> tuple[Variant, ...]:
    """All other ways to write a part, at most :data:`MOST_VARIANTS`."""
    folded = fold.search(text)
    forms = [Variant(written, why) for written, why in abbreviations.variants(folded)]
    eras = [other for form in (Variant(folded, ()), *forms) for other in _other_era(form)]
    return tuple((*forms, *eras)[:MOST_VARIANTS])


def _other_era(form: Variant) -> Iterator[Variant]:
    found: list[Expansion] = []

    def swap(match: re.Match[str]) -> str:
        pair = year_pair(int(match[0]))
        if pair is None:
            return match[0]
        found.append(Expansion(kind="era", written=match[0], also=str(pair)))
        return str(pair)

    changed = _YEAR.sub(swap, form.text)
    if found:
        yield Variant(changed, (*form.expansions, *found))


def place(parts: Sequence[Node]) -> tuple[int, Variant] | None:
    """Find the province that the first parts name in Latin letters: how many they are, and its Thai name."""
    for size in range(min(MOST_NAME_PARTS, len(parts)), 0, -1):
        names = [fold.search(part.text) for part in parts[:size] if isinstance(part, Part)]
        if len(names) < size or not all(map(_LATIN.fullmatch, names)):
            continue
        written = " ".join(names)
        found = provinces.find(written)
        if found is not None and len(written) > 2:
            expansion = Expansion(kind="place", written=written, also=found.name_th)
            return size, Variant(found.name_th, (expansion,))
    return None
