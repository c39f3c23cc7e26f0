"""A corpus that somebody brings: one JSON object a line, archived like a page, refined like a page.

``{id?, url?, title, text, published?, source?}``. A given id stays the public id, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipelines.codec import from_json, to_json
from pipelines.identity import address_id
from pipelines.moment import BANGKOK
from pipelines.records import DateValue, Draft, Source

FAMILY = "import"
CONTENT_TYPE = "application/x-khaosan-import+json"
"""Marks archived lines: no site answers with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """One line of the file, as given."""

    title: str = ""
    text: str = ""
    id: str | None = None
    url: str | None = None
    published: str | None = None
    source: str | None = None


def line_of(raw: bytes | str) -> ImportLine:
    """Read one line; ConfigError names what does not fit."""
    return from_json(raw, ImportLine)


def article_id(line: ImportLine, source_id: str) -> str:
    """The public id of a line: its own, else the source and a digest of address or text."""
    if line.id is not None:
        return line.id
    key = line.url or f"{line.title}\n{line.text}"
    return address_id(source_id, key)


def archived(line: ImportLine, source_id: str) -> bytes:
    """The bytes that go into the archive: the line with its id decided, keys in a fixed order."""
    identified = ImportLine(
        id=article_id(line, source_id),
        url=line.url,
        title=line.title,
        text=line.text,
        published=line.published,
        source=source_id,
    )
    return to_json(identified).encode()


def address(line_id: str, source_id: str) -> str:
    """An address for a line that has none: the id within its source."""
    return f"urn:khaosan:{address_id(source_id, line_id)}"


def draft_of(body: bytes, source: Source) -> Draft:
    """The draft of an archived line; text and title pass unread, the date as the file states it."""
    line = line_of(body)
    identity = line.id or ""
    url = line.url or address(identity, source.id)
    return Draft(
        url=url,
        canonical_url=url,
        item=identity,
        headline=line.title,
        body=line.text,
        published=_iso(line.published),
        published_raw=line.published,
        rule=FAMILY,
    )


def _iso(text: str | None) -> DateValue | None:
    """Read an ISO date or moment exactly; other forms are left to the date grammar."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= len("2020-12-29"):
        return DateValue(
            value=moment.date().isoformat(), precision="day", era="CE", method="import:published", raw=text
        )
    local = moment.astimezone(BANGKOK) if moment.tzinfo else moment
    value = local.strftime("%Y-%m-%dT%H:%M")
    return DateValue(value=value, precision="minute", era="CE", method="import:published", raw=text)
