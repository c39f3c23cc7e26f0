"""From what a family read on a page to the Article record: the one road every page takes."""

from __future__ import annotations

import hashlib
from datetime import datetime

from pipelines.errors import NotAnArticle
from pipelines.records import Article, Credits, Draft, Source


def enrich(
    draft: Draft,
    *,
    source: Source | None,
    family_version: str,
    captured_at: datetime | None,
    page_sha256: str,
    now: datetime,
    keep: bool = False,
) -> Article:
    """Understand one draft.

    Args:
        draft: What a family read; its body's paragraphs are separated by newlines.
        source: The office that publishes; None for a lone file, whose issuer and places come from its text.
        family_version: ``wordpress@3``: the family and the version of its rules.
        captured_at: When the page was fetched, with its zone.
        page_sha256: Digest of the page's bytes.
        now: The moment dates are judged by.
        keep: A corpus of the user's own: nothing is discarded, and the item is the public id as it stands.

    Raises:
        NotAnArticle: The page is spam, a (soft) 404 or empty.
    """
    if not keep and not (draft.headline or draft.body or draft.images or draft.attachments):
        raise NotAnArticle("empty", "no text, image or attachment", url=draft.url)
    return Article(
        id=draft.item if keep and draft.item else article_id(draft, source),
        url=draft.url,
        canonical_url=draft.canonical_url,
        source=source.id if source else "",
        family=family_version.partition("@")[0],
        extractor=family_version,
        kind=draft.page_kind or "news",
        scope="thai",
        country="TH",
        headline=draft.headline,
        article_body=draft.body,
        language="th",
        published=draft.published,
        issuer=source.name if source else None,
        credits=Credits(posted_by=draft.posted_by),
        category=draft.category,
        attachments=draft.attachments,
        images=draft.images,
        captured_at=captured_at,
        page_sha256=page_sha256,
    )


def article_id(draft: Draft, source: Source | None) -> str:
    """``source_id:item``, or ``source_id:`` and 16 hex digits of the canonical URL's SHA-256."""
    item = draft.item or hashlib.sha256(draft.canonical_url.encode()).hexdigest()[:16]
    return f"{source.id}:{item}" if source else item
