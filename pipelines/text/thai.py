"""Repair of Thai spelling on the character level: order and number of the marks around a consonant.

Thai marks are stored in the order they were typed or pasted in, and many orders look alike on screen. Here
every run of marks gets one canonical order, so texts that look alike are alike.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.text.glance import Pair
from pipelines.text.rewrite import Sub

AA, AM, NIKHAHIT, LAKKHANGYAO = "\u0e32", "\u0e33", "\u0e4d", "\u0e45"
TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_PHINTHU = "\u0e3a"
_VOWELS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47"
_LAST = "\u0e4c\u0e4e\u0e4d"
MARKS = _PHINTHU + _VOWELS + TONES + _LAST
"""Marks that stand above or below: they have no place of their own."""

# Phinthu before vowels before tones is also NFC's order (combining classes 9, 103, 107).
_ORDER = {mark: place for place, group in enumerate((_PHINTHU, _VOWELS, TONES, _LAST)) for mark in group}
_ORDER[NIKHAHIT] = len(_ORDER)


@lru_cache(maxsize=4096)
def canonical(run: str) -> str:
    """Order a run of marks, sara aa and sara am: marks once each, one tone, then the vowel.

    >>> canonical("\u0e33\u0e49") == "\u0e49\u0e33"  # tone typed after sara am
    True
    """
    marks = sorted(dict.fromkeys(run.replace(AM, NIKHAHIT + AA)), key=lambda mark: _ORDER.get(mark, 0))
    tones = [mark for mark in marks if mark in TONES]
    kept = [mark for mark in marks if mark != AA and mark not in tones[1:]]
    if AA not in marks:
        return "".join(kept)
    if NIKHAHIT in kept:
        return "".join(kept[:-1]) + AM
    return "".join(kept) + AA


# A run of one needs no order, nor one whose marks stand in it two by two: nothing before phinthu, after what
# stands last, twice, or a tone before a vowel. The classes are single, so every pattern here is linear.
ORDER = Sub(
    re.compile(f"[{MARKS}{AA}{AM}]{{2,}}"),
    lambda run: canonical(run[0]),
    pairs=(
        Pair(f"{TONES}{_PHINTHU}{_LAST}{AA}{AM}", f"{_PHINTHU}{_VOWELS}{TONES}"),
        Pair(_VOWELS, f"{_PHINTHU}{_VOWELS}"),
        Pair(f"{_PHINTHU}{_LAST}{AA}{AM}", f"{_LAST}{AA}{AM}"),
    ),
)
DOUBLE_E = Sub(re.compile("\u0e40\u0e40"), lambda _: "\u0e41", pairs=(Pair("\u0e40", "\u0e40"),))
LONE_LAKKHANGYAO = Sub(
    re.compile(f"{LAKKHANGYAO}(?<![\u0e24\u0e26]{LAKKHANGYAO})"), lambda _: AA, pairs=(Pair(LAKKHANGYAO),)
)
# A mark may still stand behind the sara aa that it belongs above; ordering would bring it beside the space.
SPACE_BEFORE_MARK = Sub(
    re.compile(f" (?={AA}*[{MARKS}{AM}])(?<=[\u0e01-\u0e2e{MARKS}] )"),
    lambda _: "",
    pairs=(Pair(" ", f"{MARKS}{AA}{AM}"),),
)
SPACE_BEFORE_MAIYAMOK = Sub(
    re.compile(" (?=\u0e46)(?<=[\u0e01-\u0e4e] )"), lambda _: "", pairs=(Pair(" ", "\u0e46"),)
)
