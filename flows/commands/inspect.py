"""``khaosan inspect``: what the pipeline sees in a page, without storing anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.commands.common import COMMON, Common
from pipelines.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.settings import Settings
    from flows.sight import Sight


def inspect(
    *places: str,
    url: str = "",
    content_type: str | None = None,
    source: str | None = None,
    common: Common = COMMON,
) -> int:
    """Show what the pipeline sees: the Article record, or what a page is instead.

    Args:
        places: Files (HTML, plain text, PDF, a feed, a REST answer) or addresses (http, https).
        url: Where a file is from.
        content_type: Its Content-Type header.
        source: The office it belongs to, by id.
    """
    from flows.output import emit_lines
    from flows.sight import Sight

    if not places:
        raise SettingsError("inspect: nothing to look at", cure="name a file or an address")
    given = Sight(body=b"", url=url, content_type=content_type)
    rows = [row for place in places for row in _look(place, given, source, common.settings)]
    emit_lines(rows, json=common.json, text=_text)
    return 0


def _look(place: str, given: Sight, source: str | None, settings: Settings) -> Iterator[dict[str, Any]]:
    from flows import sight

    office = sight.office(source, settings) if source else None
    if place.startswith(("http://", "https://")):
        seen = sight.fetch(place, settings)
    else:
        seen = replace(given, body=_read(place))
    return sight.see(seen, office)


def _read(place: str) -> bytes:
    try:
        return Path(place).read_bytes()
    except OSError as error:
        raise SettingsError(f"{place}: {error.strerror}", cure="name a file that can be read") from error


def _text(row: dict[str, Any]) -> str:
    if row["kind"] is None:
        return f"{row['url'] or '–'}: no article: {row['role']} ({row['reason']})"
    dates = [
        f"{name} {row[name]['value']}" for name in ("published", "event", "deadline", "order") if row[name]
    ]
    places = ", ".join(place["name"] for place in row["places"])
    people = ", ".join(person["name"] for person in row["people"])
    lines = [row["headline"], f"{row['kind']} · {row['scope']} · {row['issuer'] or '–'}", " · ".join(dates)]
    return "\n".join([*lines, places, people, "", row["article_body"], ""])
