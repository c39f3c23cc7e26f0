"""``khaosan dedup``: the copies in any file of texts, without a store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

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


def dedup(file: Path, *, common: Common = COMMON) -> int:
    """Print ``{id, cluster}`` for every line of a file; a text without a copy has a cluster of its own.

    Args:
        file: JSON Lines of ``{id, title, body, date, source}``, in any order; gzip by suffix.
    """
    from flows.output import emit_lines
    from pipelines.copies.stream import cluster_stream

    pairs = cluster_stream(_documents(file))
    emit_lines(({"id": one, "cluster": cluster} for one, cluster in pairs), json=True, text=str)
    return 0


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
