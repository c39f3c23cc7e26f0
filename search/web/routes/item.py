"""The page of one item: its text, the evidence beside it, where it came from, and its copies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from sqlalchemy import Connection, and_, or_, select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipelines.records import Capture, Source
from pipelines.store import articles, attachments, captures, collections, sources
from pipelines.store.articles import StoredArticle, Version
from pipelines.store.attachments import Attachment
from pipelines.store.tables import articles as rows
from search.citations.cited import article_cited
from search.citations.styles import cite
from search.web import broken, road
from search.web.answers import Answers, answers_to
from search.web.asking import read_page
from search.web.panel import province_names
from search.web.portions import portion_of, portions
from search.web.road import Copy
from search.web.room import ROOMS, fitting
from search.web.site import Visit
from search.web.versions import as_of, changes, chosen, number_of

router = APIRouter(include_in_schema=False)

MOST_LISTED = max(room.versions for room in ROOMS)
MOST_OF_FILES = 6_000
"""Characters of attachments that are shown; the rest is in the file."""
DATES = ("published", "event", "deadline", "order")
CREDITS = ("reporter", "photo", "photo_and_news", "posted_by")


@dataclass(frozen=True, slots=True)
class Collected:
    """A collection, and whether it holds the item."""

    name: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Known:
    """All that the store holds around an item."""

    stored: StoredArticle
    source: Source
    versions: tuple[Version, ...]
    changed_files: Mapping[int, Attachment]
    """The file of each version that the new bytes of an attachment made, by its number."""
    capture: Capture | None
    copies: tuple[Copy, ...]
    members: int
    older: tuple[str, str] | None
    """Id and headline of the item that the office published before it."""
    newer: tuple[str, str] | None
    attachments: tuple[Attachment, ...]
    files: str
    """The text of its attachments, words parted by U+200B."""
    collections: tuple[Collected, ...]
    """All collections of articles, and whether each holds it."""
    answers: Answers | None
    """Who published what an official letter ordered; null for everything else."""


@router.api_route("/item/{identity:path}", methods=["GET", "HEAD"])
def item(request: Request, identity: str) -> Response:
    """Show an item; with a question in the address, its words are marked."""
    visit = Visit.of(request)
    asked = read_page(request.query_params)
    with visit.site.store.read() as connection:
        known = look_up(connection, identity, number_of(request.query_params))
    if known is None:
        raise HTTPException(404)
    stored, wanted = known.stored, broken.needles(asked.q, asked.match)
    parts = portions(stored.segmented.body)
    part = portion_of(request.query_params, len(parts))
    values: dict[str, Any] = {
        "asked": asked,
        "known": known,
        "article": stored.article,
        "headline": broken.headline(stored.segmented.headline, wanted),
        "paragraphs": broken.paragraphs(parts[part - 1], wanted),
        "part": part,
        "parts": len(parts),
        "attached": broken.paragraphs(known.files[:MOST_OF_FILES], wanted),
        "cut": len(known.files) > MOST_OF_FILES,
        "dates": tuple(
            (name, getattr(stored.article, name)) for name in DATES if getattr(stored.article, name)
        ),
        "credits": tuple(_credits(stored)),
        "letter": tuple(_letter(stored)),
        "stops": road.stops(known.copies),
        "province_names": province_names(visit.words),
        "citation": cite(
            article_cited(stored.article, known.source, accessed=visit.site.clock()), visit.words.language
        ),
        "changes": changes(known.versions, known.changed_files),
        "newest": known.versions[-1].number if known.versions else stored.version,
        "held": known.collections,
        "record": f"/api/v1/articles/{quote(identity, safe='')}",
    }
    return fitting(ROOMS, lambda room: visit.page("item.html", room=room, **values))


def look_up(connection: Connection, identity: str, number: int | None = None) -> Known | None:
    """Read an item, or a version of it, and what is around it; null for one not there or taken down."""
    latest = articles.load(connection, [identity]).get(identity)
    if latest is None or latest.state == "taken_down":
        return None
    history = articles.history(connection, identity)
    stored = as_of(latest, chosen(history, number))
    members = _members(connection, stored)
    ids = {one.article.source for one in members} | {stored.article.source}
    offices = sources.load(connection, ids)
    return Known(
        stored=stored,
        source=offices[stored.article.source],
        versions=tuple(history),
        changed_files=attachments.changed(connection, history[-MOST_LISTED:]),
        capture=captures.get(connection, stored.capture_id) if stored.capture_id else None,
        copies=road.copies(latest, members, offices),
        members=len(members),
        older=_neighbour(connection, stored, newer=False),
        newer=_neighbour(connection, stored, newer=True),
        attachments=attachments.of(connection, [identity]).get(identity, ()),
        files=attachments.texts(connection, [identity]).get(identity, ""),
        collections=_collections(connection, identity),
        answers=answers_to(connection, stored, offices[stored.article.source]),
    )


def _collections(connection: Connection, identity: str) -> tuple[Collected, ...]:
    inside = collections.holding(connection, identity, "articles")
    return tuple(Collected(one.name, one.name in inside) for one in collections.every(connection, "articles"))


def _members(connection: Connection, stored: StoredArticle) -> list[StoredArticle]:
    cluster = stored.article.cluster
    return articles.in_cluster(connection, cluster) if cluster else []


def _neighbour(connection: Connection, stored: StoredArticle, *, newer: bool) -> tuple[str, str] | None:
    """The item that the same office published next, or before; undated items have no neighbours."""
    published = stored.article.published
    if published is None:
        return None
    c = rows.c
    same = and_(
        c.published == published.value, c.id > stored.article.id if newer else c.id < stored.article.id
    )
    beyond = or_(c.published > published.value if newer else c.published < published.value, same)
    query = select(c.id, c.segmented_headline).where(
        c.source_id == stored.article.source, c.state == "live", beyond
    )
    order = (c.published, c.id) if newer else (c.published.desc(), c.id.desc())
    found = connection.execute(query.order_by(*order).limit(1)).first()
    return (found[0], found[1].replace("\u200b", "")) if found else None


def _credits(stored: StoredArticle) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in CREDITS:
        values: tuple[str, ...] = getattr(stored.article.credits, name)
        if values:
            yield name, values


def _letter(stored: StoredArticle) -> Iterator[tuple[str, Any]]:
    """The fields of an official letter that are there, with the keys of their words."""
    letter = stored.article.letter
    if letter is None:
        return
    for key, value in (
        ("number", letter.number),
        ("urgency", letter.urgency),
        ("letter_issuer", letter.issuer),
        ("addressees", letter.addressees),
        ("references", letter.references),
    ):
        if value:
            yield key, (value,) if isinstance(value, str) else value
