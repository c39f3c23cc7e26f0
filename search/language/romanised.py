"""Provinces and districts in Latin letters, however spelled: Petchaburi, Chieng Mai, Cholburi, Koh Lanta.

Thai names have one official romanisation (Royal Institute, 1999) and many others. They differ where the sound
does not: aspirates, long vowels, finals, letters that are written and not spoken. A key without these
differences is the same for nearly all spellings of a province, and another one for every province.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from pipelines import provinces
from pipelines.provinces import Province

SHORTEST = 4
"""Letters of a key that is taken for a province unasked: ``pra`` and ``tak`` are also other words."""
SHORTEST_DISTRICT = 6
"""The same for the 928 districts: of 211,000 words in English texts none but ``langue`` sounds like one."""
CLOSE = 0.75
"""Ratio of :mod:`difflib` from which a key is offered as what may be meant."""
_EVERYDAY: Mapping[str, str] = {
    "krungthep": "10", "bkk": "10", "ayutthaya": "14", "ayudhya": "14", "prachin": "25", "korat": "30",
    "ubon": "34", "udon": "41", "ratburi": "70", "phetburi": "76", "prachuap": "77", "chantaboon": "22",
}  # fmt: skip
_SOUNDS = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("province$|metropolis$", ""),
        ("nakorn", "nakhon"), ("^koh(?=[^aeiou])", "ko"),
        ("sri", "si"), ("sra", "sa"), ("lum", "lam"),
        ("[pb]h", "p"), ("[td]h", "t"), ("kh", "k"), ("j|ch|tch", "c"),  # aspirates
        ("ee", "i"), ("oo|ue", "u"), ("eo", "ew"), ("ae|aa", "a"), ("oey", "oi"), ("oe", "o"),  # vowels
        ("ie", "ia"),
        ("r(?=[bcdfgklmnpqstvwxyz]|$)", ""),  # an r that lengthens its vowel: Sakorn
        ("tc", "c"), ("itsan", "isan"),
        ("l(?=[bcdfgkmnprst]|$)", "n"), ("b(?=[ck]|$)", "p"), ("lob", "lop"), ("[ds]$", "t"),  # finals
        (r"(.)\1", r"\1"),
    )
)  # fmt: skip


def province(text: str) -> Province | None:
    """Find the province that a text in Latin letters names by its sound; null where it names none."""
    made = key(text)
    return _by_key().get(made) if len(made) >= SHORTEST else None


def district(text: str) -> str | None:
    """The Thai name of the district that a text names, exactly or by its sound; null for none or several."""
    made = key(text)
    names = _districts().get(made, ()) if len(made) >= SHORTEST_DISTRICT else ()
    return names[0] if len(names) == 1 else None


def near(text: str) -> Province | None:
    """Find the province that a text may have been meant to name."""
    known = _by_key()
    made = next(iter(get_close_matches(key(text), known, n=1, cutoff=CLOSE)), None)
    return known[made] if made is not None else None


def key(text: str) -> str:
    """What all spellings of a name have in common."""
    made = "".join(letter for letter in text.lower() if letter.isascii() and letter.isalpha())
    for written, sound in _SOUNDS:
        made = written.sub(sound, made)
    return made


@cache
def _districts() -> dict[str, tuple[str, ...]]:
    import geothai

    rows = [row for one in geothai.provinces() for row in geothai.districts(one.code)]
    named: dict[str, set[str]] = {}
    for row in rows:
        named.setdefault(key(row.name_en), set()).add(row.name_th.removeprefix("เขต"))
    return {made: tuple(sorted(names)) for made, names in named.items()}


@cache
def _by_key() -> dict[str, Province]:
    names = {one.name_en: one for one in provinces.load()}
    names |= {name: provinces.by_code(code) for name, code in _EVERYDAY.items()}
    return {key(name): one for name, one in names.items()}
