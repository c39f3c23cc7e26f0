"""Provinces and districts in Latin letters, however spelled: Petchaburi, Chieng Mai, Cholburi, Koh Lanta.

Thai names have one official romanisation (Royal Institute, 1999) and many others. They differ where the sound
does not: aspirates, long vowels, finals, letters that are written and not spoken. A key without these
differences is the same for nearly all spellings of a province, and another one for every province.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

from pipelines import provinces
from pipelines.provinces import Province

SHORTEST = 4
"""Letters of a key that is taken for a province unasked: ``pra`` and ``tak`` are also other words."""
SHORTEST_DISTRICT = 6
"""The same for the 928 districts: of 211,000 words in English texts none but ``langue`` sounds like one."""
SHORTEST_EXACT = 3
"""Letters of a district's official spelling that is taken for it unasked (``Pai``), but for English words."""
_ENGLISH_WORDS = {"fang", "hot", "long", "mayo", "pong", "song", "uthai", "raman"}
"""Official spellings of districts that are also words or names of the world (Uthai Thani is a province)."""
CLOSE = 0.75
"""Ratio of :mod:`difflib` from which a key is offered as what may be meant."""
MOST_NEAR = 3
_URBAN = "เขต"
"""The kind of Bangkok's districts."""
_EVERYDAY: Mapping[str, str] = {
    "krungthep": "10", "bkk": "10", "ayutthaya": "14", "ayudhya": "14", "prachin": "25", "korat": "30",
    "ubon": "34", "udon": "41", "ratburi": "70", "phetburi": "76", "prachuap": "77", "chantaboon": "22",
}  # fmt: skip
_MISSPELT: Mapping[str, str] = {"bankok": "10"}
"""Spellings, by their letters, that sound like another place (Ban Khok)."""
_KINDS = re.compile("province$|metropolis$|district$|^amphoe|^changwat")
_TOWNS: Mapping[str, str] = {"pattaya": "พัทยา", "samui": "สมุย", "phiphi": "พีพี", "khaoyai": "เขาใหญ่"}
"""Places that are no district, by their letters."""
_SEVERAL = re.compile("[A-Za-z][ -]+[A-Za-z]")
_SOUNDS = tuple(
    (re.compile(written), sound)
    for written, sound in (
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
    if code := _MISSPELT.get(letters(text)):
        return provinces.by_code(code)
    made = key(text)
    return _by_key().get(made) if len(made) >= SHORTEST else None


def district(text: str) -> str | None:
    """The Thai name of the district that a text names, exactly or by its sound; null for none or several.

    A short name alone (``Phimai``), or one that sounds like another (``Wang Noi``), must be spelled
    officially and is looked for with its kind (อำเภอพิมาย): without, many are also words.
    """
    made, written = key(text), letters(text)
    names = _districts().get(made, ())
    shortest = SHORTEST if _SEVERAL.search(text) else SHORTEST_DISTRICT
    if len(names) == 1 and len(made) >= shortest:
        return names[0]
    if len(written) < SHORTEST_EXACT or written in _ENGLISH_WORDS:
        return None
    return _official().get(written)


def near(text: str) -> list[str]:
    """Thai names of provinces, districts and towns that a text may mean, the closest first."""
    towns = {key(latin): (thai,) for latin, thai in _TOWNS.items()}
    known = towns | _districts() | {made: (one.name_th,) for made, one in _by_key().items()}
    return [
        name
        for made in get_close_matches(key(text), known, n=MOST_NEAR, cutoff=CLOSE)
        for name in known[made]
    ]


def letters(text: str) -> str:
    """The Latin letters of a name alone, small, without its kind."""
    return _KINDS.sub("", "".join(one for one in text.lower() if one.isascii() and one.isalpha()))


@lru_cache(maxsize=4_096)
def key(text: str) -> str:
    """What all spellings of a name have in common."""
    made = letters(text)
    for written, sound in _SOUNDS:
        made = written.sub(sound, made)
    return made


@cache
def _districts() -> dict[str, tuple[str, ...]]:
    return _gathered((key(latin), thai.removeprefix(_URBAN)) for latin, thai in _rows())


@cache
def _official() -> dict[str, str]:
    """Names with their kind, by their official letters; towns, by theirs."""
    full = ((letters(latin), thai if thai.startswith(_URBAN) else f"อำเภอ{thai}") for latin, thai in _rows())
    return {**{made: names[0] for made, names in _gathered(full).items() if len(names) == 1}, **_TOWNS}


def _rows() -> Iterator[tuple[str, str]]:
    import geothai

    rows = (row for one in geothai.provinces() for row in geothai.districts(one.code))
    yield from ((row.name_en, row.name_th) for row in rows)


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    named: dict[str, set[str]] = {}
    for made, name in pairs:
        named.setdefault(made, set()).add(name)
    return {made: tuple(sorted(names)) for made, names in named.items()}


@cache
def _by_key() -> dict[str, Province]:
    names = {one.name_en: one for one in provinces.load()}
    names |= {name: provinces.by_code(code) for name, code in _EVERYDAY.items()}
    return {key(name): one for name, one in names.items()}
