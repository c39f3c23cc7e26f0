"""The formats of exports, each a stream: exported articles in, pieces of a file out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO

from pipelines.codec import to_json
from pipelines.errors import SettingsError
from search.citations.cited import Cited, article_cited
from search.citations.records import csl
from search.citations.styles import cite
from search.exports.reading import Exported
from search.rows import columns, defused, row

BOM = "\ufeff"
"""Excel takes a CSV for UTF-8 only behind it."""
PIECE = 64 * 1024
"""Characters joined into one piece: a piece an article would cost a system call each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a format can be told."""

    bom: bool = False
    """Begin a CSV with a byte order mark."""
    accessed: datetime | None = None
    """The day that citations give; null = the moment each page was captured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format: its name is the suffix of its files."""

    name: str
    media_type: str
    make: Callable[[Iterable[Exported], Options], Iterator[bytes]]


def chosen(name: str) -> Format:
    """The format of that name.

    Raises:
        SettingsError: there is none.
    """
    if name not in FORMATS:
        raise SettingsError(f"no export format {name!r}", cure=f"choose one of {', '.join(FORMATS)}")
    return FORMATS[name]


def _csv(rows: Iterable[Exported], options: Options) -> Iterator[str]:
    yield BOM if options.bom else ""
    buffer = StringIO(newline="")
    writer = csv.DictWriter(buffer, fieldnames=columns())
    writer.writeheader()
    for one in rows:
        writer.writerow(defused(row(one.article, one.source, one.story, one.files)))
        yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _jsonl(rows: Iterable[Exported], options: Options) -> Iterator[str]:
    return (f"{to_json(one.article)}\n" for one in rows)


def _csl(rows: Iterable[Exported], options: Options) -> Iterator[str]:
    yield "["
    for number, one in enumerate(rows):
        yield f"{',' if number else ''}\n{to_json(csl(_cited_from(one, options)))}"
    yield "\n]\n"


def _cited(style: str) -> Callable[[Iterable[Exported], Options], Iterator[str]]:
    def made(rows: Iterable[Exported], options: Options) -> Iterator[str]:
        for one in rows:
            yield cite(_cited_from(one, options), style)

    return made


def _cited_from(one: Exported, options: Options) -> Cited:
    seen = options.accessed or one.article.captured_at or datetime(1970, 1, 1, tzinfo=UTC)
    return article_cited(one.article, one.source, accessed=seen)


def _encoded(
    make: Callable[[Iterable[Exported], Options], Iterator[str]],
) -> Callable[[Iterable[Exported], Options], Iterator[bytes]]:
    """Join small texts into pieces, so that a stream costs few system calls."""

    def made(rows: Iterable[Exported], options: Options) -> Iterator[bytes]:
        held: list[str] = []
        size = 0
        for text in make(rows, options):
            held.append(text)
            size += len(text)
            if size >= PIECE:
                yield "".join(held).encode()
                held, size = [], 0
        yield "".join(held).encode()

    return made


def _parquet(rows: Iterable[Exported], options: Options) -> Iterator[bytes]:
    from search.exports.parquet import pieces

    return pieces(rows)


FORMATS = {
    one.name: one
    for one in (
        Format(name="csv", media_type="text/csv; charset=utf-8", make=_encoded(_csv)),
        Format(name="jsonl", media_type="application/jsonl", make=_encoded(_jsonl)),
        Format(name="parquet", media_type="application/vnd.apache.parquet", make=_parquet),
        Format(name="ris", media_type="application/x-research-info-systems", make=_encoded(_cited("ris"))),
        Format(name="bib", media_type="application/x-bibtex", make=_encoded(_cited("bib"))),
        Format(name="csl.json", media_type="application/vnd.citationstyles.csl+json", make=_encoded(_csl)),
    )
}
