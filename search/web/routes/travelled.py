"""How a story travelled, and who answered a letter, as CSV: the figures of the page of an item."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

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


@router.api_route("/item/{identity:path}/copies.csv", methods=["GET", "HEAD"])
def copies(request: Request, identity: str) -> Response:
    """The copies in the order they were published, and what each took from which."""
    return csv_of(_copies(_known(request, identity)), COPIES, "khaosan-copies.csv")


@router.api_route("/item/{identity:path}/answers.csv", methods=["GET", "HEAD"])
def answers(request: Request, identity: str) -> Response:
    """The offices that an official letter addressed, those that published nothing too."""
    return csv_of(_answers(_known(request, identity)), ANSWERS, "khaosan-answers.csv")


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
