"""``khaosan dedup``: the copies in any file of texts, without a store; or the store's own, placed again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

from cyclopts import Parameter

from flows.commands.common import COMMON, Common

if TYPE_CHECKING:
    from pipelines.copies.records import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line of the input."""

    id: str
    title: str = ""
    body: str = ""
    date: str | None = None
    source: str | None = None


def dedup(
    file: Path | None = None,
    *,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    csv: Annotated[bool, Parameter(negative="")] = False,
    again: Annotated[bool, Parameter(negative="")] = False,
    common: Common = COMMON,
) -> int:
    """Write ``{id, cluster}`` for every line of a file; a text without a copy has a cluster of its own.

    Args:
        file: JSON Lines of ``{id, title, body, date, source}``, in any order; gzip by suffix.
        output: The file to write; CSV where it ends in .csv. Else stdout.
        csv: Write CSV to stdout.
        again: Without a file: place the store's texts anew that an earlier version of the rule placed, and
            their series with them. May be stopped and run again.
    """
    from pipelines.errors import SettingsError

    if (file is None) != again:
        raise SettingsError("dedup takes a file or --again", cure="khaosan dedup texts.jsonl -o clusters.csv")
    return _again(common) if file is None else _clusters(file, output, csv=csv)


def _clusters(file: Path, output: Path | None, *, csv: bool) -> int:
    from flows.progress import bars
    from pipelines.copies.stream import cluster_stream

    with bars() as progress:
        pairs = cluster_stream(_documents(file), progress=progress("dedup"))
        with _opened(output) as target:
            as_csv = csv or (output is not None and output.suffix == ".csv")
            _write(pairs, target, as_csv=as_csv)
    return 0


def _again(common: Common) -> int:
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.refine.stories import place_again

    with workspace(common.settings) as space, bars() as progress:
        count = place_again(space.store, now=clock(), progress=progress("dedup"))
    emit({"texts": count}, json=common.json, text=lambda: f"{count} texts placed by the rule in force")
    return 0


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Stdout, or a file that bears its name only when it is whole."""
    import sys

    from pipelines.errors import SettingsError

    if output is None:
        yield sys.stdout
        return
    part = output.with_name(output.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as target:
            yield target
        part.replace(output)
    except OSError as error:
        raise SettingsError(f"{output}: {error.strerror}", cure="choose a file you may write") from error


def _write(pairs: Iterable[tuple[str, str]], target: TextIO, *, as_csv: bool) -> None:
    import csv

    from pipelines.codec import to_json

    if as_csv:
        rows = csv.writer(target, lineterminator="\n")
        rows.writerow(("id", "cluster"))
        rows.writerows(pairs)
    else:
        target.writelines(to_json({"id": one, "cluster": cluster}) + "\n" for one, cluster in pairs)
    target.flush()


def _documents(file: Path) -> Iterator[Document]:
    from flows.jsonl import read_lines
    from pipelines.copies.records import Document
    from pipelines.errors import ConfigError

    seen: set[str] = set()
    for text in read_lines(file, Text):
        if text.id in seen:
            raise ConfigError(f"{file}: id {text.id} occurs twice", cure="give each text its own id")
        seen.add(text.id)
        yield Document(text.id, text.title, text.body, _day(text.date), text.source or "")


def _day(text: str | None) -> date | None:
    """The day of an ISO date or moment; a line without a whole date is undated."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
