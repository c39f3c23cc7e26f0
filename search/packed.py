"""A document as engines take it: JSON, made where the document is; whoever writes it sends it on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from pipelines.codec import to_json
from pipelines.text.terms import UTF_16
from search.documents import IndexDocument, IndexIdentity, IndexLabels, IndexStanding
from search.texts import IndexTexts
from search.times import IndexTimes

Part: TypeAlias = IndexIdentity | IndexTexts | IndexLabels | IndexStanding | IndexTimes
_NAMES: dict[type[Part], tuple[str, ...]] = {
    part: tuple(field.name for field in fields(part))
    for part in (IndexIdentity, IndexTexts, IndexLabels, IndexStanding, IndexTimes)
}
_QUOTE, _END = (sign.encode(UTF_16) for sign in '"}')


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
        return cls(id=article_id, year=year, body=text.encode(UTF_16))

    @property
    def json(self) -> str:
        """The JSON object; made anew each time."""
        return self.body.decode(UTF_16)


def packed(document: IndexDocument) -> PackedDocument:
    """Pack a document; null and empty fields are left out, and those of terms come last.

    Terms are letters, digits, their marks, points and spaces, of which JSON escapes none: they are put in as
    they are.
    """
    others: dict[str, Any] = {}
    terms: list[bytes] = []
    for part in (document.identity, document.texts, document.labels, document.standing, document.times):
        for name in _NAMES[type(part)]:
            value = getattr(part, name)
            if value is None or value in ("", (), b""):
                continue
            if isinstance(value, bytes):
                terms += (f',"{name}":"'.encode(UTF_16), value, _QUOTE)
            else:
                others[name] = value
    begin = to_json(others)[:-1].encode(UTF_16)
    body = b"".join((begin, *terms, _END))
    return PackedDocument(id=document.identity.id, year=document.times.year, body=body)
