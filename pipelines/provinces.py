"""The 77 provinces of Thailand, and finding one by whatever a person calls it.

Codes and names: ``data/provinces.tsv`` (sources: ``data/README.md``). Nothing is read at import.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    ALL: tuple[Province, ...]

_PREFIXES = ("จังหวัด", "จ.")
_NICKNAMES = {
    "กรุงเทพ": "10",
    "กรุงเทพฯ": "10",
    "กทม": "10",
    "กทม.": "10",
    "อยุธยา": "14",
    "โคราช": "30",
    "ayutthaya": "14",
    "korat": "30",
}
"""Everyday names that are no abbreviation of the official one (keys as :func:`_key` makes them)."""


@dataclass(frozen=True, slots=True)
class Province:
    """One province (changwat); Bangkok counts as one."""

    iso: str
    """ISO 3166-2: ``TH-51``."""
    code: str
    """DOPA code: ``51``."""
    name_th: str
    name_en: str
    region: str
    """``North``, ``Northeast``, ``Central``, ``East``, ``West``, ``South``."""
    letter: str
    """Two letters before the number of its official letters: ``ลพ``."""

    @property
    def full_name(self) -> str:
        """The Thai name with its level word; Bangkok has none."""
        return self.name_th if self.code == "10" else f"จังหวัด{self.name_th}"


@cache
def load() -> tuple[Province, ...]:
    """All provinces in the order of their codes (read once)."""
    text = files("pipelines").joinpath("data/provinces.tsv").read_text(encoding="utf-8")
    return tuple(Province(**row) for row in csv.DictReader(text.splitlines(), delimiter="\t"))


def __getattr__(name: str) -> tuple[Province, ...]:
    if name == "ALL":
        return load()
    raise AttributeError(name)


def find(text: str) -> Province | None:
    """Return the province that ``text`` names as a whole, or None.

    Takes ``TH-51``, ``th-51``, ``51``, ``ลำพูน``, ``จังหวัดลำพูน``, ``จ.ลำพูน``, ``Lamphun``, ``LOP BURI``.
    """
    return _index().get(_key(text))


def by_letter(code: str) -> Province | None:
    """Return the province whose official letters carry this two-letter code (``ลพ`` is Lamphun)."""
    return _letters().get(code)


def by_code(code: str) -> Province:
    """Return the province of a DOPA code of 2, 4 or 6 digits; raise KeyError for an unknown one."""
    return _codes()[code[:2]]


def _key(text: str) -> str:
    key = "".join(text.split()).lower().replace("-", "")
    for prefix in _PREFIXES:
        key = key.removeprefix(prefix)
    return key


@cache
def _index() -> dict[str, Province]:
    index = {name: _codes()[code] for name, code in _NICKNAMES.items()}
    for province in load():
        for name in (province.iso, province.code, province.name_th, province.name_en, province.letter):
            index[_key(name)] = province
    return index


@cache
def _letters() -> dict[str, Province]:
    return {province.letter: province for province in load()}


@cache
def _codes() -> dict[str, Province]:
    return {province.code: province for province in load()}
