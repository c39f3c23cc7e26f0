"""A document as engines take it: JSON, made where the document is; whoever writes it sends it on."""

from __future__ import annotations

from dataclasses import dataclass, fields

from pipelines.codec import to_json_bytes
from search.documents import IndexDocument

_NAMES = tuple(field.name for field in fields(IndexDocument))


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedDocument:
    """What an engine must know of a document, and the document itself."""

    id: str
    year: int | None
    body: bytes
    """A JSON object of its fields; null and empty ones are left out."""


def packed(document: IndexDocument) -> PackedDocument:
    """Pack a document."""
    values = ((name, getattr(document, name)) for name in _NAMES)
    held = {name: value for name, value in values if value is not None and value != "" and value != ()}
    return PackedDocument(id=document.id, year=document.year, body=to_json_bytes(held))
