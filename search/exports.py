"""What a query finds, to a file: the format by the file's suffix, streamed, without a cap.

The file appears whole: it is written beside its place and renamed at the end.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, TypeAlias

from pipelines.codec import to_json
from pipelines.errors import SettingsError
from pipelines.progress import Progress, silent
from pipelines.records import Article, Source
from pipelines.store import sources
from search.citations import citation, csl
from search.records import SearchQuery
from search.rows import columns, defused, row
from search.service import EXPORT_BATCH, Searcher
from search.stories import ALONE, Story, stories_of

Exported: TypeAlias = tuple[Article, Source, Story]
"""An article, its office and its story."""
ROW_GROUP = 2_000
"""Rows of a Parquet row group: about 15 MB of text in memory."""
BOM = "\ufeff"
FORMATS = ("csv", "jsonl", "parquet", "ris", "bib", "csl.json")


def write(
    searcher: Searcher,
    query: SearchQuery,
    file: Path,
    *,
    bom: bool = False,
    accessed: datetime | None = None,
    progress: Progress = silent,
) -> int:
    """Export what a query finds; return how many articles were written.

    Args:
        searcher: Where from.
        query: What; with ``copies`` off, one article a story (its earliest).
        file: Where to; its suffix chooses csv, jsonl, parquet, ris, bib or csl.json.
        bom: Begin a CSV with a byte order mark, which Excel needs to read UTF-8.
        accessed: The day that citations give; null = the moment each page was captured.
        progress: Told of articles written and in all.

    Raises:
        SettingsError: the suffix is none of these, or the file cannot be written.
    """
    chosen = format_of(file)
    run = _Run(searcher, query, progress)
    with _beside(file) as draft:
        if chosen == "parquet":
            _parquet(run.rows(), draft)
        else:
            with draft.open("w", encoding="utf-8", newline="") as out:
                _text(chosen, run.rows(), out, bom=bom, accessed=accessed)
    return run.done


def format_of(file: Path) -> str:
    """The format that a file's suffix names; raise SettingsError for another."""
    for name in FORMATS:
        if file.name.lower().endswith(f".{name}"):
            return name
    raise SettingsError(
        f"{file}: cannot tell the format", cure=f"end the file's name in one of .{', .'.join(FORMATS)}"
    )


class _Run:
    """Reads the articles with their offices and stories, and counts them."""

    def __init__(self, searcher: Searcher, query: SearchQuery, progress: Progress) -> None:
        self.searcher = searcher
        self.query = query
        self.progress = progress
        self.done = 0
        self._offices: dict[str, Source] = {}

    def rows(self) -> Iterator[Exported]:
        total = self.searcher.count(self.query)
        self.progress(0, total)
        everything = self.searcher.export(self.query)
        while batch := list(islice(everything, EXPORT_BATCH)):
            with self.searcher.store.read() as connection:
                stories = stories_of(connection, {one.cluster for one in batch if one.cluster})
            for article in batch:
                yield article, self._office(article), stories.get(article.cluster or "", ALONE)
                self.done += 1
                self.progress(self.done, max(total, self.done))

    def _office(self, article: Article) -> Source:
        if article.source not in self._offices:
            with self.searcher.store.read() as connection:
                self._offices |= sources.load(connection, [article.source])
        return self._offices[article.source]


def _text(name: str, rows: Iterable[Exported], out: IO[str], *, bom: bool, accessed: datetime | None) -> None:
    if name == "csv":
        _csv(rows, out, bom=bom)
    elif name == "jsonl":
        out.writelines(f"{to_json(article)}\n" for article, _, _ in rows)
    elif name == "csl.json":
        _csl(rows, out, accessed)
    else:
        for article, source, _ in rows:
            out.write(citation(article, source, style=name, accessed=_seen(article, accessed)))


def _csv(rows: Iterable[Exported], out: IO[str], *, bom: bool) -> None:
    if bom:
        out.write(BOM)
    writer = csv.DictWriter(out, fieldnames=columns())
    writer.writeheader()
    writer.writerows(defused(row(*one)) for one in rows)


def _csl(rows: Iterable[Exported], out: IO[str], accessed: datetime | None) -> None:
    out.write("[")
    for number, (article, source, _) in enumerate(rows):
        out.write(",\n" if number else "\n")
        out.write(to_json(csl(article, source, _seen(article, accessed))))
    out.write("\n]\n")


def _parquet(rows: Iterator[Exported], draft: Path) -> None:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    schema = pyarrow.schema([(name, pyarrow.string()) for name in columns()])
    with ParquetWriter(draft, schema, compression="zstd") as writer:
        while group := [row(*one) for one in islice(rows, ROW_GROUP)]:
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))


def _seen(article: Article, accessed: datetime | None) -> datetime:
    return accessed or article.captured_at or datetime(1970, 1, 1, tzinfo=UTC)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    draft = file.with_name(f".{file.name}.part")
    try:
        yield draft
        draft.replace(file)
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}", cure="choose a folder you may write") from error
    finally:
        draft.unlink(missing_ok=True)
