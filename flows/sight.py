"""What the pipeline sees in bytes: Article records, or one row that says what a page is instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.settings import Settings
from pipelines import families
from pipelines.codec import to_builtins
from pipelines.enrich import enrich
from pipelines.errors import NotAnArticle, PageError, SettingsError
from pipelines.identity import digest_of
from pipelines.inspect import inspect
from pipelines.moment import clock
from pipelines.records import Draft, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Bytes and what came with them."""

    body: bytes
    url: str = ""
    content_type: str | None = None
    status: int = 200


def fetch(place: str, settings: Settings) -> Sight:
    """Fetch an address through the crawler's guards; a PageError says why it did not come."""
    from crawlers.api import look

    seen = look(settings, place)
    return Sight(body=seen.body, url=seen.url, content_type=seen.content_type, status=seen.status)


def see(sight: Sight, source: Source | None) -> Iterator[dict[str, Any]]:
    """Yield a row for each article, or one whose ``kind`` is null, with the page's role and the reason."""
    try:
        drafts, family = inspect(
            sight.body,
            url=sight.url,
            content_type=sight.content_type,
            source=source,
            status=sight.status,
            now=clock(),
        )
    except NotAnArticle as error:
        yield _no_article(sight, error.role, error.reason, error.canonical_url)
        return
    except PageError as error:
        yield _no_article(sight, error.code, error.reason)
        return
    for draft in drafts:
        yield _row(draft, sight, source, family)


def _row(draft: Draft, sight: Sight, source: Source | None, family: str) -> dict[str, Any]:
    try:
        article = enrich(
            draft,
            source=source,
            family_version=families.version(family),
            captured_at=None,
            page_sha256=digest_of(sight.body),
            now=clock(),
        )
    except NotAnArticle as error:
        return _no_article(sight, error.role, error.reason, error.canonical_url)
    row: dict[str, Any] = to_builtins(article)
    return row


def _no_article(sight: Sight, role: str, reason: str, canonical_url: str = "") -> dict[str, Any]:
    return {
        "kind": None,
        "role": role,
        "reason": reason,
        "url": sight.url or None,
        "canonical_url": canonical_url or sight.url or None,
        "page_sha256": digest_of(sight.body),
    }


def office(identity: str, settings: Settings) -> Source:
    """The registry's row of that id, or the store's."""
    from crawlers.registry import load
    from flows.workspace import workspace
    from pipelines.store import sources

    rows = {row.id: row for row in load(Path(settings.registry) if settings.registry else None)}
    if identity not in rows:
        with workspace(settings) as space, space.store.read() as connection:
            rows |= sources.load(connection, [identity])
    if identity not in rows:
        raise SettingsError(f"{identity}: no such office", cure="khaosan source list shows all ids")
    return rows[identity]
