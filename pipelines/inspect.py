"""One file or address, looked at on its own: whatever it is, as drafts or as the reason why there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pipelines import extract, families
from pipelines.errors import NotAnArticle
from pipelines.page import Page
from pipelines.pdf import text_of_pdf
from pipelines.plain import draft_from_text
from pipelines.records import Draft, Source

_NOWHERE = "http://unknown.invalid/"
"""Stands in for the address of a lone file, so that relative links stay relative to nothing real."""


def inspect(
    body: bytes,
    *,
    url: str = "",
    content_type: str | None = None,
    source: Source | None = None,
    status: int = 200,
    now: datetime,
) -> tuple[tuple[Draft, ...], str]:
    """Read a page, plain text, PDF, feed or REST answer.

    Args:
        body: The bytes.
        url: Where they are from; empty for a lone file.
        content_type: The header, if there was one.
        source: The office; without one the family is told by the page itself.
        status: The HTTP status.
        now: The moment relative dates count from, with a zone.

    Returns:
        The drafts (several for a REST answer that lists posts) and the family that read them.

    Raises:
        NotAnArticle: It is a list, feed, print view, error page, image, …; ``role`` says what.
        LayoutChanged: Its family's rule found nothing.
        Undecodable: It is no text, too large or nested too deep.
    """
    encoding = source.encoding if source else None
    page = Page(
        url=url or _NOWHERE, body=body, content_type=content_type, status=status, now=now, encoding=encoding
    )
    if body.startswith(b"%PDF-"):
        return (_from_pdf(body, url),), "generic"
    if page.form == "text":
        return (draft_from_text(page.text, url),), "generic"
    name = source.family if source and source.family in families.NAMES else families.detect(page)
    row = source or Source(id="", name="", province="", office="corpus", family=name)
    try:
        drafts = _drafts(page, row, name)
    except NotAnArticle as error:
        if url:
            raise
        raise NotAnArticle(error.role, error.reason) from error
    return tuple(_as_lone(draft) if not url else draft for draft in drafts), name


def _drafts(page: Page, source: Source, name: str) -> tuple[Draft, ...]:
    if page.form == "json" and isinstance(page.json, list):
        found = families.load("wordpress").listing(page, source).drafts
        if not found:
            raise NotAnArticle("list", "a REST answer whose posts have no text", url=page.url)
        return found
    family = "wordpress" if page.form == "json" else name
    return extract.drafts(page, replace(source, family=family))


def _from_pdf(body: bytes, url: str) -> Draft:
    text = text_of_pdf(body, url=url)
    draft = draft_from_text(text, url)
    return replace(draft, rule="pdf", attachments=(url,) if url else ())


def _as_lone(draft: Draft) -> Draft:
    """Take the stand-in address out of a lone file's draft."""
    own = draft.url == _NOWHERE
    return replace(
        draft,
        url="" if own else draft.url,
        canonical_url="" if draft.canonical_url == _NOWHERE else draft.canonical_url,
        images=tuple(link.replace(_NOWHERE, "") for link in draft.images),
        attachments=tuple(link.replace(_NOWHERE, "") for link in draft.attachments),
    )
