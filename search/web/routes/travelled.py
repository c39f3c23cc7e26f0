"""The lists of an item's page as CSV, whole: its copies, who answered a letter, versions, attachments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipelines.store import attachments
from pipelines.store.attachments import Attachment
from search.rows import Row
from search.web.frame import csv_of
from search.web.routes.item import Known, look_up
from search.web.site import Visit

router = APIRouter(include_in_schema=False)

COPIES = (
    "place", "article", "office", "province", "published", "lag_days", "taken_from", "share_of_copy",
    "share_of_source", "edits", "story",
)  # fmt: skip
ANSWERS = ("article", "source", "source_name", "days", "order")
VERSIONS = (
    "number", "captured_at", "changed", "headline", "characters", "extractor", "rule", "capture", "file",
    "file_sha256",
)  # fmt: skip
FILES = (
    "position", "label", "address", "state", "reason", "sha256", "media_type", "bytes", "text_status",
    "fetched_at",
)  # fmt: skip


@router.api_route("/item/{identity:path}/copies.csv", methods=["GET", "HEAD"])
def copies(request: Request, identity: str) -> Response:
    """The copies in the order they were published, and what each took from which."""
    return csv_of(_copies(_known(request, identity)), COPIES, "khaosan-copies.csv")


@router.api_route("/item/{identity:path}/answers.csv", methods=["GET", "HEAD"])
def answers(request: Request, identity: str) -> Response:
    """The offices that an official letter addressed, those that published nothing too."""
    return csv_of(_answers(_known(request, identity)), ANSWERS, "khaosan-answers.csv")


@router.api_route("/item/{identity:path}/versions.csv", methods=["GET", "HEAD"])
def versions(request: Request, identity: str) -> Response:
    """All versions, oldest first, and whether the page changed or one of its attachments."""
    known = _known(request, identity)
    with Visit.of(request).site.store.read() as connection:
        files = attachments.changed(connection, known.versions)
    return csv_of(_versions(known, files), VERSIONS, "khaosan-versions.csv")


@router.api_route("/item/{identity:path}/attachments.csv", methods=["GET", "HEAD"])
def attached(request: Request, identity: str) -> Response:
    """All attachments with what is known of each file."""
    return csv_of(_attached(_known(request, identity)), FILES, "khaosan-attachments.csv")


def _known(request: Request, identity: str) -> Known:
    with Visit.of(request).site.store.read() as connection:
        known = look_up(connection, identity)
    if known is None:
        raise HTTPException(404)
    return known


def _copies(known: Known) -> Iterator[Row]:
    for place, one in enumerate(known.copies, 1):
        step = one.step
        yield {
            "place": str(place) if step or one.origin else "",
            "article": one.id,
            "office": one.office,
            "province": one.province,
            "published": one.published.value if one.published else "",
            "lag_days": str(step.lag_days) if step else "",
            "taken_from": step.parent if step else "",
            "share_of_copy": f"{step.share_of_child:.4f}" if step else "",
            "share_of_source": f"{step.share_of_parent:.4f}" if step else "",
            "edits": "; ".join(one.edits),
            "story": known.stored.article.cluster or "",
        }


def _answers(known: Known) -> Iterator[Row]:
    if known.answers is None:
        return
    order = known.answers.ordered.isoformat()
    for one in known.answers.answered:
        yield {
            "article": one.post,
            "source": one.office.id,
            "source_name": one.office.name,
            "days": str(one.days),
            "order": order,
        }
    for office in known.answers.silent:
        yield {"article": "", "source": office.id, "source_name": office.name, "days": "", "order": order}


def _versions(known: Known, files: Mapping[int, Attachment]) -> Iterator[Row]:
    for one in known.versions:
        file = files.get(one.number)
        yield {
            "number": str(one.number),
            "captured_at": one.captured_at,
            "changed": "file" if one.file else "page",
            "headline": one.article.headline,
            "characters": str(len(one.article.article_body)),
            "extractor": one.article.extractor,
            "rule": one.rule,
            "capture": str(one.capture_id or ""),
            "file": file.label if file else "",
            "file_sha256": one.file or "",
        }


def _attached(known: Known) -> Iterator[Row]:
    for position, one in enumerate(known.attachments, 1):
        yield {
            "position": str(position),
            "label": one.label,
            "address": one.url,
            "state": one.state,
            "reason": one.reason or "",
            "sha256": one.sha256 or "",
            "media_type": one.media_type or "",
            "bytes": str(one.bytes or ""),
            "text_status": one.text_status or "",
            "fetched_at": one.fetched_at or "",
        }
