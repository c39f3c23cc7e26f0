"""Where an office's news can be read, as addresses: pure string work, shared by the families."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipelines.records import Source

Via = Literal["rest", "feed", "html"]


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: its kind, and the list pages it begins with."""

    via: Via
    urls: tuple[str, ...]


def in_order(source: Source, own: Iterable[Door]) -> tuple[Door, ...]:
    """The doors as the row's ``via`` orders and limits them; the family's own order without one."""
    doors = tuple(door for door in own if door.urls)
    if not source.via:
        return doors
    return tuple(door for via in source.via for door in doors if door.via == via)
