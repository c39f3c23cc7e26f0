"""A document as engines take it: JSON, made where the document is; whoever writes it sends it on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from pipelines.codec import to_json
from search.documents import IndexDocument, IndexIdentity, IndexLabels, IndexStanding
from search.texts import IndexTexts
from search.times import IndexTimes

Part: TypeAlias = IndexIdentity | IndexTexts | IndexLabels | IndexStanding | IndexTimes
_NAMES: dict[type[Part], tuple[str, ...]] = {
    part: tuple(field.name for field in fields(part))
    for part in (IndexIdentity, IndexTexts, IndexLabels, IndexStanding, IndexTimes)
}
_PLAIN = frozenset({"words", "g2", "g3", "title_words", "title_g2", "file_words", "file_g2"})
"""Fields of terms: letters, digits, their marks, points and spaces, of which JSON escapes none."""
_UTF_16 = "utf-16-le"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedDocument:
    """What an engine must know of a document, and the document itself."""

    id: str
    year: int | None
    body: bytes
    """A JSON object of its fields in UTF-16, as Python holds a Thai text: nothing is encoded in a worker and
    decoded by who writes, and the way between them is a third shorter than in UTF-8."""

    @classmethod
    def of(cls, article_id: str, year: int | None, text: str) -> PackedDocument:
        """Hold a JSON object."""
        return cls(id=article_id, year=year, body=text.encode(_UTF_16))

    @property
    def json(self) -> str:
        """The JSON object; made anew each time."""
        return self.body.decode(_UTF_16)


def packed(document: IndexDocument) -> PackedDocument:
    """Pack a document; null and empty fields are left out."""
    parts = (document.identity, document.texts, document.labels, document.standing, document.times)
    held = ",".join(field for part in parts for field in _fields(part))
    return PackedDocument.of(document.identity.id, document.times.year, f"{{{held}}}")


def _fields(part: Part) -> Iterator[str]:
    """Yield the fields of a part as JSON: texts of terms as they are, all others together."""
    others: dict[str, Any] = {}
    for name in _NAMES[type(part)]:
        value = getattr(part, name)
        if value is None or value in ("", ()):
            continue
        if name in _PLAIN:
            yield from _together(others)
            others = {}
            yield f'"{name}":"{value}"'
        else:
            others[name] = value
    yield from _together(others)


def _together(others: dict[str, Any]) -> Iterator[str]:
    if others:
        yield to_json(others)[1:-1]
