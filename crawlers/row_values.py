"""What is wrong with a number or a day in a row. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from math import inf

from pipelines.errors import SettingsError
from pipelines.span import day_of_text


def day_faults(text: str) -> Iterator[str]:
    """What is wrong with a day, in words; nothing where it is one."""
    try:
        day_of_text(text)
    except SettingsError as error:
        yield f"{error.message}; {error.cure}"


def meant(key: str, known: Collection[str]) -> str:
    """What a key that nothing reads was probably meant to be."""
    close = get_close_matches(key, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(sorted(known))}"


def is_number(value: object) -> bool:
    """Say whether it is one that is not below nought; TOML's ``true``, ``nan`` and ``inf`` are none."""
    return not isinstance(value, bool) and isinstance(value, int | float) and 0 <= value < inf
