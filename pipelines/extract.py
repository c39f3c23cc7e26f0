"""From a page to its records: which reader a page needs, and what is no article.

The family named by the source reads. What it meets instead of an article (a list, a feed, a print view, an
error page that says 200) is a :class:`~pipelines.errors.NotAnArticle` with its role: counted, never stored.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pipelines import families, sitemaps
from pipelines.errors import NotAnArticle
from pipelines.families.reading import require_found
from pipelines.page import Page
from pipelines.records import Capture, Draft, Hint, Listing, Source

DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
"""How PDFs and office files begin; a zip of other things is an item as well."""


def page_of(capture: Capture, body: bytes, source: Source, *, now: datetime) -> Page:
    """The page that a capture is, by what its source's row says of it."""
    return Page(
        url=capture.url,
        body=body,
        content_type=capture.content_type,
        status=capture.status,
        now=now,
        hint=capture.hint,
        encoding=source.encoding,
    )


def drafts(page: Page, source: Source) -> tuple[Draft, ...]:
    """Read a page that was fetched as an article: exactly one draft.

    Raises:
        NotAnArticle: it is something else; ``role`` says what.
        LayoutChanged: the family's rule found nothing where it must.
        Undecodable: it is no text, too large or nested too deep.
    """
    require_found(page)
    if is_listed_file(page.body, page.hint):
        return (_of_file(page, source),)
    if page.form in ("feed", "sitemap"):
        raise NotAnArticle("feed", f"a {page.form}", url=page.url)
    if page.form == "text":
        raise NotAnArticle("not_found", "plain text where a page should be", url=page.url)
    return (_with_hint(families.load(source.family).article(page, source), page),)


def listing(page: Page, source: Source) -> Listing:
    """Read a page that was fetched as a list: links, further lists, and posts that it contains whole.

    Raises:
        NotAnArticle: the address answers with an error page or with something that is no list.
        LayoutChanged: the family's rule found no item.
    """
    require_found(page)
    family = families.load(source.family)
    return sitemaps.listing(page, family) if page.form == "sitemap" else family.listing(page, source)


def is_listed_file(body: bytes, hint: Hint) -> bool:
    """Say whether bytes are a document to which a list gave a title, in place of a page."""
    return bool(hint.title) and body.startswith(DOCUMENTS)


def _of_file(page: Page, source: Source) -> Draft:
    """An item that is a file and no page: its list says what it is called, and of which day it is."""
    draft = Draft(
        url=page.url,
        canonical_url=families.load(source.family).canonical(page.url),
        item=None,
        headline=page.hint.title or "",
        body="",
        attachments=(page.url,),
        rule="file",
    )
    return _with_hint(draft, page)


def _with_hint(draft: Draft, page: Page) -> Draft:
    """Fill what the page itself does not say from what its list page said of it."""
    hint = page.hint
    return replace(
        draft,
        published_raw=draft.published_raw or (hint.published_raw if draft.published is None else None),
        posted_by=draft.posted_by or ((hint.posted_by,) if hint.posted_by else ()),
        category=draft.category or hint.category,
    )
