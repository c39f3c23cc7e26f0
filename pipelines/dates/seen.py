"""A date found in a body, with the words that tell what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.dates.finder import Found, find_in
from pipelines.records import Era
from pipelines.text import fold

_AROUND = 60  # characters before a date that can hold its cue


@dataclass(frozen=True, slots=True)
class Seen:
    """A date found, with the folded words before it, and where it stood."""

    found: Found
    before: str
    at: int

    @property
    def day_like(self) -> bool:
        """Whether it is a day or a span of days."""
        return self.found.kind == "day"


def look(body: str, prior: Era | None, near: date | None) -> Iterator[Seen]:
    """Yield the dates of a body in order."""
    above, _, last = body.rpartition("\n")
    folded = fold.search_map_of_two(above, last)
    for found in find_in(folded, body, prior, near):
        begin = found.folded[0]
        yield Seen(found, folded.text[max(0, begin - _AROUND) : begin], found.span[0])
