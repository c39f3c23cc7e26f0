"""How much of each part of a page is shown, so that the page keeps its weight.

An item may have hundreds of copies, versions, attachments, names and addressed offices at once. Each part
then shows its beginning, says of how many, and leads to the whole list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from starlette.responses import Response

MOST_OF_A_PAGE = 88_000
"""Bytes of the page alone: with style sheet, script and mark (27 kB) it stays below 120 kB."""


@dataclass(frozen=True, slots=True)
class Room:
    """The most that is shown of each part; ``map``: whether the story's way is drawn (38 kB of outlines)."""

    copies: int = 40
    differences: int = 6
    versions: int = 40
    compared: int = 4
    files: int = 50
    names: int = 30
    """Places, people, names of a letter's field, categories: of each."""
    offices: int = 200
    """That a letter addressed: of those that answered, and of those that did not."""
    map: bool = True


@dataclass(frozen=True, slots=True)
class Results:
    """What of results is shown: with a map beside them, with passages, so many characters of headlines."""

    map: bool = True
    passages: bool = True
    headline: int = 1_000


LISTS = (
    Results(),
    Results(map=False),
    Results(map=False, passages=False, headline=300),
    Results(map=False, passages=False, headline=160),
)
"""Tried in this order. A hundred results would fit only with cut headlines."""


ROOMS = (
    Room(),
    Room(copies=25, differences=3, versions=20, compared=2, files=20, names=20, offices=60, map=False),
    Room(copies=12, differences=1, versions=10, compared=1, files=10, names=12, offices=25, map=False),
    Room(copies=6, differences=0, versions=5, compared=0, files=4, names=6, offices=8, map=False),
)
"""Tried in this order until the page is light enough; nearly every item fits into the first."""


Kind = TypeVar("Kind")


def fitting(rooms: Sequence[Kind], made: Callable[[Kind], Response]) -> Response:
    """Make a page with the first room in which it is light enough, else with the last."""
    for room in rooms[:-1]:
        page = made(room)
        if len(page.body) <= MOST_OF_A_PAGE:
            return page
    return made(rooms[-1])
