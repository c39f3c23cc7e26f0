"""Lines of a corpus that somebody has, as documents to be compared.

The field names of all files that Khaosan takes or writes will do: those of ``dedup``, of ``import``, and of
``export`` (Article records). Other fields are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows.jsonl import numbered_lines
from pipelines.copies.records import Document
from pipelines.errors import ConfigError

BODIES = "body, text or article_body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line of the input: each thing under any of its names; null is as good as left out."""

    id: str | int | None = None
    url: str | None = None
    title: str | None = None
    headline: str | None = None
    body: str | None = None
    text: str | None = None
    article_body: str | None = None
    date: str | None = None
    published: Any = None
    """As text, or as Article records have it: ``{value: …}``."""
    source: str | None = None

    @property
    def words(self) -> str:
        """The text."""
        return self.body or self.text or self.article_body or ""

    @property
    def stated(self) -> str | None:
        """The date as it is written."""
        published = self.published.get("value") if isinstance(self.published, dict) else self.published
        return self.date or (published if isinstance(published, str) else None)


@dataclass
class Corpus:
    """A file of texts; counts what it read. ``-`` is standard input."""

    file: Path
    lines: int = 0
    empty: int = 0
    """Lines without a text."""

    def documents(self) -> Iterator[Document]:
        """Read all lines, once.

        A line without an id goes by its address, else by its number.

        Raises:
            ConfigError: the file or a line cannot be read, or an id occurs twice.
        """
        seen: set[str] = set()
        for number, text in numbered_lines(self.file, Text):
            document = _document(text, number)
            if document.id in seen:
                raise ConfigError(
                    f"{self.file}: line {number}: id {document.id} occurs twice",
                    cure="give each text its own id",
                )
            seen.add(document.id)
            self.lines += 1
            self.empty += not document.body.strip()
            yield document


def _document(text: Text, number: int) -> Document:
    given = text.id if text.id is not None else text.url or number
    title = text.title or text.headline or ""
    return Document(str(given), title, text.words, _day(text.stated), text.source or "")


def _day(text: str | None) -> date | None:
    """The day of an ISO date or moment; a line without a whole date is undated."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
