"""What a part of a query also means: full and short forms, the other era, the Thai name of a Latin place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines import provinces
from pipelines.text import fold
from search.language import abbreviations, days, labels, romanised
from search.language.periods import year_pair
from search.language.tree import Node, Part
from search.records import Expansion

MOST_VARIANTS = 8
MOST_TOGETHER = 40
"""Parts of a query whose neighbours are read together; more are a pasted text, and 200 took seconds."""
MOST_GROUPS = 3
"""Groups of a telephone number."""
_GROUPED = re.compile("(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])")
_PLAIN = re.compile("(?<![0-9.,])[1-9][0-9]{3,11}(?![0-9,])")
_DIALLED = re.compile("0[0-9]{1,2}[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}")
"""A telephone number, with or without its dashes."""
_DIALS = {9: ((3, 3, 3), (3, 6), (2, 3, 4)), 10: ((3, 3, 4), (3, 7), (2, 4, 4))}
"""How offices group the digits of telephone numbers, by their count: 053-511-234, 053-511234, 02-123-4567."""
_LETTERS_DIGITS = re.compile("([a-z]+)([0-9][0-9.,]*)")
_PM = re.compile("pm ?25")
"""Fine dust, typed without its point."""
_YEAR = re.compile("(?<![0-9])[0-9]{4}(?![0-9])")
_LATIN = re.compile("[a-z][a-z'-]+")
MOST_NAME_PARTS = 5
"""``Mueang Nong Bua Lam Phu``."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to write a part, and what was replaced in it."""

    text: str
    expansions: tuple[Expansion, ...]
    days: tuple[int, int] | None = None
    """First and last day as YYYYMMDD, where it names a day or month: published then is meant too."""

    @property
    def names_place(self) -> bool:
        """Whether it is the Thai name of a place typed in Latin letters."""
        return any(one.kind == "place" for one in self.expansions)


def variants(text: str) -> tuple[Variant, ...]:
    """All other ways to write a part, at most :data:`MOST_VARIANTS`."""
    folded = fold.search(text)
    shortened = (*abbreviations.variants(folded), *labels.variants(folded))
    forms = [Variant(written, why) for written, why in shortened]
    eras = [other for form in (Variant(folded, ()), *forms) for other in _other_era(form)]
    return tuple((*forms, *eras, *_numbers(folded))[:MOST_VARIANTS])


def _numbers(folded: str) -> Iterator[Variant]:
    """Numbers as others write them: 9850000 and 9,850,000; a telephone number in groups; covid19 apart."""
    for other in (
        _GROUPED.sub(lambda found: found[0].replace(",", ""), folded),
        _PLAIN.sub(_grouped, folded),
        *_dialled(folded),
        _LETTERS_DIGITS.sub(r"\1 \2", folded) if _LETTERS_DIGITS.fullmatch(folded) else folded,
        _PM.sub("pm2.5", folded),
    ):
        if other != folded:
            yield Variant(other, (Expansion(kind="number", written=folded, also=other),))


def _grouped(found: re.Match[str]) -> str:
    number = found[0]
    return number if len(number) == 4 and year_pair(int(number)) else f"{int(number):,}"


def _dialled(folded: str) -> Iterator[str]:
    if not _DIALLED.fullmatch(folded):
        return
    digits = folded.replace("-", "").replace(" ", "")
    yield digits
    for groups in _DIALS.get(len(digits), ()):
        ends = list(itertools.accumulate(groups))
        yield " ".join(digits[end - size : end] for end, size in zip(ends, groups, strict=True))


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


def neighbours(parts: Sequence[Node], at: int = 0) -> tuple[int, Variant] | None:
    """Find what the parts from ``at`` on mean together: how many they are, and how else that is written."""
    if len(parts) > MOST_TOGETHER:
        return None
    rest = parts[at:]
    return place(rest) or day(rest) or _joined(rest)


def day(parts: Sequence[Node]) -> tuple[int, Variant] | None:
    """Find the day or month that the first parts name."""
    texts = list(itertools.takewhile(bool, (part.text if isinstance(part, Part) else "" for part in parts)))
    found = days.typed(texts[: days.MOST_PARTS])
    if found is None:
        return None
    size, named = found
    also = Expansion(kind="date", written=" ".join(texts[:size]), also=named.written)
    return size, Variant(named.written, (also,), (named.first, named.last))


def _joined(parts: Sequence[Node]) -> tuple[int, Variant] | None:
    """Letters and digits that others write as one: PM 2.5 as PM2.5, covid 19 as covid19; 053 511 234."""
    texts = [fold.search(part.text) if isinstance(part, Part) else "" for part in parts[:MOST_GROUPS]]
    for size in range(len(texts), 1, -1):
        written = " ".join(texts[:size])
        dialled = all(texts[:size]) and _DIALLED.fullmatch(written)
        if dialled or (size == 2 and all(texts[:2]) and _LETTERS_DIGITS.fullmatch("".join(texts[:2]))):
            other = "".join(texts[:size]).replace("-", "")
            return size, Variant(other, (Expansion(kind="number", written=written, also=other),))
    return None


def place(parts: Sequence[Node]) -> tuple[int, Variant] | None:
    """Find the place that the first parts name in Latin letters: how many they are, and its Thai name."""
    for size in range(min(MOST_NAME_PARTS, len(parts)), 0, -1):
        names = [fold.search(part.text) for part in parts[:size] if isinstance(part, Part)]
        if len(names) < size or not all(map(_LATIN.fullmatch, names)):
            continue
        written = " ".join(names)
        found = provinces.find(written) or romanised.province(written)
        name = found.name_th if found else romanised.district(written)
        if name is not None and len(written) > 2:
            return size, Variant(name, (Expansion(kind="place", written=written, also=name),))
    return None
