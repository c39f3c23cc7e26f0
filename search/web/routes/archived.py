"""The captured page of an item, made inert: as a document of its own, under a policy that lets nothing in."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipelines.archive import Archive
from pipelines.errors import ArchiveDamaged, NotAnArticle, Undecodable
from pipelines.inert import Inert, inert
from pipelines.page import Page
from pipelines.records import Article, Capture, Source
from pipelines.store import articles, captures, sources
from search.web.site import Visit
from search.web.versions import chosen, number_of

router = APIRouter(include_in_schema=False)

POLICY = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of this page alone: no sources at all, no scripts, no forms, an origin of its own."""


@dataclass(frozen=True, slots=True)
class Found:
    """A version of an item with its capture and office."""

    article: Article
    number: int
    capture: Capture | None
    source: Source


@router.api_route("/item/{identity:path}/archived", methods=["GET", "HEAD"])
def archived(request: Request, identity: str) -> Response:
    """Show what was captured of an item, or of its version ``version``."""
    visit = Visit.of(request)
    with visit.site.store.read() as connection:
        found = look_up(connection, identity, number_of(request.query_params))
    shown, why = _shown(visit.site.archive, found)
    answer = visit.page(
        "archived.html",
        status=200 if shown else 404,
        article=found.article,
        number=found.number,
        capture=found.capture,
        shown_page=shown,
        body=Markup(shown.html) if shown else "",  # noqa: S704 - written by pipelines.inert, escaped there
        why=why,
    )
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def look_up(connection: Connection, identity: str, number: int | None) -> Found:
    """Find the capture of an item's version.

    Raises:
        HTTPException: 404, there is no such item or version, or it was taken down.
    """
    stored = articles.load(connection, [identity]).get(identity)
    if stored is None or stored.state == "taken_down":
        raise HTTPException(404)
    version = chosen(articles.history(connection, identity), number)
    capture_id = version.capture_id if version else stored.capture_id
    article = version.article if version else stored.article
    return Found(
        article,
        version.number if version else stored.version,
        captures.get(connection, capture_id) if capture_id else None,
        sources.load(connection, [article.source])[article.source],
    )


def _shown(archive: Archive | None, found: Found) -> tuple[Inert | None, str]:
    """What can be shown, or the key of the reason why nothing can."""
    capture = found.capture
    if archive is None or capture is None:
        return None, "none"
    try:
        bytes_there = archive.read(
            capture.warc_file, capture.warc_offset, capture.warc_length, capture.sha256
        )
        page = Page(
            url=capture.url,
            body=bytes_there.body,
            content_type=capture.content_type,
            status=capture.status,
            now=capture.fetched_at,
            encoding=found.source.encoding,
        )
        # A list page names other items, which may have been taken down; of a feed the item's part is shown.
        if capture.role == "listing" and page.form not in ("json", "feed"):
            return None, "list"
        item = found.article.id.removeprefix(f"{found.article.source}:")
        made = inert(page, item=item, urls=(found.article.url, found.article.canonical_url))
    except ArchiveDamaged:
        return None, "damaged"
    except (Undecodable, NotAnArticle):
        return None, "file"
    return made, "" if made else "list"
