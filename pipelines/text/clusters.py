"""Thai character clusters (TCC; Theeramunkong et al. 2000) of a run, found by one pattern.

The same clusters as PyThaiNLP's ``tcc``, which tries 26 rules at every character of an ever new slice: here
the rules are gathered by their first letter, so few are tried, and one search cuts a whole run. Four times as
fast (0.15 instead of 0.6 µs a cluster; docs/benchmarks.md), and linear: every repetition is bounded.
"""

from __future__ import annotations

import re

_C = "[\u0e01-\u0e2e]"
"""A consonant."""
_T = "[\u0e48-\u0e4b]?"
"""A tone mark, or none."""
_SILENT = "\u0e4c"
"""Thanthakhat: the letter below it, and one before that, belong to the cluster before them."""
_TAIL = f"(?:{_C}{_C}?[\u0e38\u0e39\u0e34]?{_SILENT})?"
_OPEN = "(?=[\u0e40-\u0e44\u0e01-\u0e2e]|$)"
"""What must follow เ◌ย: a vowel that leads, a consonant, or the end."""


def _pattern(tail: str) -> re.Pattern[str]:
    """Gather the rules; the first that fits is taken, so their order within a group matters."""
    consonant = (
        f"{_C}(?:ั(?:[\u0e48-\u0e4b]{_C})?|[ึื]{_T}{_C}{tail}|[ะ-ู]{_T}{tail}|รร{_C}{_SILENT}|็|{_T}[ะาำ]?{tail})"
    )
    sara_e = "|".join(
        (
            f"็{_C}{tail}", f"{_C}{_T}าะ{tail}", f"{_C}ี{_T}ย(?:ะ{tail}|{_OPEN}{tail})",
            f"[ิีุู]{_T}ย{_OPEN}{tail}", f"{_C}็{_C}{tail}", f"ิ{_C}{_SILENT}{_C}{tail}", f"ิ{_T}{_C}{tail}",
            f"ี{_T}ยะ?{tail}", f"ื{_T}อะ{tail}", "ื", f"{_T}า?ะ?{tail}",
        )
    )  # fmt: skip
    sara_ae = "|".join(
        (
            f"็{_C}{tail}", f"{_C}{_SILENT}{tail}", f"{_T}ะ{tail}", f"{_C}็{_C}{tail}",
            f"{_C}{_C}{_SILENT}{tail}", f"{_T}{tail}",
        )
    )  # fmt: skip
    others = f"โ{_C}{_T}(?:ะ{tail}|{tail})|[ใไ]{_C}{_T}{tail}"
    return re.compile(f"{consonant}|เ{_C}(?:{sara_e})|แ{_C}(?:{sara_ae})|{others}|.", re.DOTALL)


_WITH_SILENT, _WITHOUT = _pattern(_TAIL), _pattern("")


def cut(run: str) -> list[str]:
    """Cut a run of Thai letters into clusters; joined, they are the run.

    Where nothing is silent no tail can fit, and a third of the time would go into finding that out.
    """
    return (_WITH_SILENT if _SILENT in run else _WITHOUT).findall(run)


def first_length(run: str, *, tail: bool) -> int:
    """How many letters the first cluster of a run has, with or without a silent tail."""
    found = (_WITH_SILENT if tail else _WITHOUT).match(run)
    assert found is not None  # anything is a cluster
    return found.end()
