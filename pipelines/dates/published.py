"""When a page was published: its exact field, else its own words; never the day of capture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from pipelines.dates import cues
from pipelines.dates.finder import find, find_in
from pipelines.dates.reader import LONGEST, is_alone, read, read_found, too_long
from pipelines.dates.values import is_day
from pipelines.dates.window import in_window
from pipelines.records import DateValue, Era, Kind
from pipelines.text import fold

_EDGE = 4  # lines of the body's head and foot that can be the page's own words about itself


BEGINS_NO_LABEL = frozenset("กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนผฝพฟภมยรศษหฬอฮ0123456789")
"""Letters and digits that stay the first of a line when it is folded; no label begins with one."""


class _When(NamedTuple):
    """What a date is read by: the moment of capture, and the era the source mostly writes."""

    now: datetime
    prior: Era | None


def published(
    exact: DateValue | None,
    notes: Sequence[str],
    body: str,
    *,
    now: datetime,
    kind: Kind,
    prior: Era | None = None,
) -> DateValue | None:
    """Take the exact field, then a line that says when it was published, then a release's closing line."""
    if exact is not None and in_window(exact, now):
        return exact
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    when = _When(now, prior)
    return next(_stated(notes, lines, when), None) or (_closing(lines, when) if kind == "news" else None)


def _stated(notes: Sequence[str], lines: list[str], when: _When) -> Iterator[DateValue]:
    for note in notes:
        value = _labelled_in(note, when) or _alone(note, when, "page:date-line") or _bylined(note, when)
        if value is not None:
            yield value
    for line in (*lines[:_EDGE], *lines[_EDGE:][-_EDGE:]):
        value = _labelled_in(line, when)
        if value is not None:
            yield value


def _labelled_in(line: str, when: _When) -> DateValue | None:
    """Read the date right after a label such as ``Published on``; a relative one needs the whole rest."""
    if line[:1] in BEGINS_NO_LABEL:
        return None
    folded = fold.search(line[:300])
    label = cues.PUBLISHED.match(folded)
    if label is None:
        return None
    rest = folded[label.end() :]
    found = find(rest, now=when.now, era_prior=when.prior)
    value = found[0].date if found else read(rest, now=when.now, era_prior=when.prior)
    near = not found or cues.BETWEEN.fullmatch(rest[: found[0].span[0]]) is not None
    if value is None or not near or not is_day(value) or not in_window(value, when.now):
        return None
    return replace(value, method=cues.published_method(label))


def _closing(lines: list[str], when: _When) -> DateValue | None:
    """Read the date line that closes a release.

    Of 280 such lines in 5,000 releases of thaigov 98 % are within three days of the publishing date.
    """
    for line in reversed(lines[-3:]):
        value = _alone(line, when, "text:closing-line")
        if value is not None and value.precision == "day":
            return replace(value, confidence=0.9 * value.confidence)
    return None


def _alone(line: str, when: _When, method: str) -> DateValue | None:
    """Read a line that is a date and nothing else."""
    if too_long(line):
        return None
    folded = fold.search_map(line[:LONGEST])
    found = find_in(folded, line, when.prior)
    if len(found) > 1 or (found and not is_alone(folded.text, found)):
        return None
    if cues.NOT_PUBLISHED.search(folded.text):
        return None
    if len(line) > LONGEST:  # what of it was folded may be too little
        folded = fold.search_map(line[: 4 * LONGEST])
        found = find_in(folded, line, when.prior)
    value = read_found(line, folded, found, now=when.now, kind="published", era_prior=when.prior)
    return replace(value, method=method) if value is not None and is_day(value) else None


def _bylined(note: str, when: _When) -> DateValue | None:
    """Read the one date of a note that also names who posted it (``by admin | Jan 5, 2021 | ข่าว``)."""
    folded = fold.search_map(note[:200])
    found = find_in(folded, note, when.prior)
    if len(found) != 1 or cues.NOT_PUBLISHED.search(folded.text):
        return None
    begin, end = found[0].folded
    named = cues.BYLINE.match(folded.text, 0, begin) or cues.BYLINE.match(folded.text[end:].lstrip(" |,(-"))
    value = found[0].date
    if named is None or not is_day(value) or not in_window(value, when.now):
        return None
    return replace(value, method="page:byline")
