"""A document as engines take it: JSON, made where the document is; whoever writes it sends it on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from pipelines.codec import to_json_bytes
from search.documents import IndexDocument, IndexIdentity, IndexLabels, IndexStanding
from search.texts import IndexTexts
from search.times import IndexTimes

_NAMES = {
    part: tuple(field.name for field in fields(part))
    for part in (IndexIdentity, IndexTexts, IndexLabels, IndexStanding, IndexTimes)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedDocument:
    """What an engine must know of a document, and the document itself."""

    id: str
    year: int | None
    body: bytes
    """A JSON object of its fields; null and empty ones are left out."""


def packed(document: IndexDocument) -> PackedDocument:
    """Pack a document."""
    held = {name: value for name, value in _fields(document) if value is not None and value not in ("", ())}
    return PackedDocument(id=document.identity.id, year=document.times.year, body=to_json_bytes(held))


def _fields(document: IndexDocument) -> Iterator[tuple[str, Any]]:
    for part in (document.identity, document.texts, document.labels, document.standing, document.times):
        for name in _NAMES[type(part)]:
            yield name, getattr(part, name)
