"""An export as a file: the format by its suffix. It appears whole: written beside its place, then renamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.drafts import draft_of
from pipelines.errors import SettingsError
from pipelines.progress import Progress, silent
from search.exports.formats import FORMATS, Format, Options
from search.exports.reading import Exported, exported
from search.records import SearchQuery
from search.service import Searcher

PLAIN = Options()


def write(
    searcher: Searcher,
    query: SearchQuery,
    file: Path,
    *,
    options: Options = PLAIN,
    progress: Progress = silent,
) -> int:
    """Export what a query finds; return how many articles were written.

    Args:
        searcher: Where from.
        query: What; with ``copies`` off, one article a story (its earliest).
        file: Where to; its suffix chooses csv, jsonl, parquet, ris, bib or csl.json.
        options: What the format is told.
        progress: Told of articles written and in all.

    Raises:
        SettingsError: the suffix is none of these, or the file cannot be written.
    """
    counted = _Counted(exported(searcher, query, progress))
    write_rows(format_of(file), counted, file, options)
    return counted.done


def write_rows(form: Format, rows: Iterable[Exported], file: Path, options: Options = PLAIN) -> None:
    """Write rows in a format; raise SettingsError where the file cannot be written."""
    with _beside(file) as draft, draft.open("wb") as out:
        for piece in form.make(rows, options):
            out.write(piece)


def format_of(file: Path) -> Format:
    """The format that a file's suffix names; raise SettingsError for another."""
    for name, form in FORMATS.items():
        if file.name.lower().endswith(f".{name}"):
            return form
    raise SettingsError(
        f"{file}: cannot tell the format", cure=f"end the file's name in one of .{', .'.join(FORMATS)}"
    )


class _Counted:
    def __init__(self, rows: Iterable[Exported]) -> None:
        self.rows = rows
        self.done = 0

    def __iter__(self) -> Iterator[Exported]:
        for one in self.rows:
            yield one
            self.done += 1


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    try:
        with draft_of(file) as draft:
            yield draft
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}", cure="choose a folder you may write") from error
