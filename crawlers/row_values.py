"""What is wrong with a number or a day in a row. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.errors import SettingsError
from pipelines.span import day_of_text


def day_faults(text: str) -> Iterator[str]:
    """What is wrong with a day, in words; nothing where it is one."""
    try:
        day_of_text(text)
    except SettingsError as error:
        yield error.message


def is_number(value: object) -> bool:
    """Say whether it is one that is not below nought; TOML's ``true`` is none, nor is its ``nan``."""
    return not isinstance(value, bool) and isinstance(value, int | float) and value >= 0
