"""Collections on the web: the list, one with its members, and the forms that change them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args
from urllib.parse import quote

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipelines.errors import SettingsError
from pipelines.store import articles, collections, sources
from pipelines.store.collections import Collection, Kind, Member
from search.api.parameters import Given
from search.exports.formats import FORMATS
from search.rows import Row
from search.web import lists
from search.web.frame import csv_of
from search.web.posting import nothing_to_do, posted
from search.web.site import Visit

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 100
COLUMNS = ("id", "name", "tags", "note", "added_at")


@dataclass(frozen=True, slots=True)
class Shown:
    """A member by its name or headline; an empty one is no longer here."""

    member: Member
    name: str


@router.api_route("/collections", methods=["GET", "HEAD"])
def every(request: Request) -> Response:
    """List the collections, with the form that makes one."""
    visit = Visit.of(request)
    with visit.site.store.read() as connection:
        rows = collections.every(connection)
    return visit.page("collections.html", rows=rows, kinds=get_args(Kind), own=lists.OWN)


@router.post("/collections")
async def make(request: Request) -> Response:
    """Make a collection."""
    return await posted(request, _make)


@router.post("/collections/add")
async def add(request: Request) -> Response:
    """Add members to a collection, which is made where there is none."""
    return await posted(request, _add)


@router.post("/collections/{name}")
async def change(request: Request, name: str) -> Response:
    """Change a collection as the button ``do`` says: note, member, drop, remove."""
    return await posted(request, lambda visit, given: _change(visit, given, name))


@router.api_route("/collections/{name}.csv", methods=["GET", "HEAD"])
def sheet(request: Request, name: str) -> Response:
    """The members with tags and notes, as CSV."""
    found, members = _all(Visit.of(request), name)
    return csv_of(map(_cells, members), COLUMNS, f"khaosan-collection.{found.kind}.csv")


@router.api_route("/collections/{name}.json", methods=["GET", "HEAD"])
def record(request: Request, name: str) -> Response:
    """The members with tags and notes, as JSON."""
    found, members = _all(Visit.of(request), name)
    rows = [_cells(one) | {"tags": list(one.member.tags)} for one in members]
    answer = {"name": found.name, "kind": found.kind, "note": found.note, "members": rows}
    return Response(json.dumps(answer, ensure_ascii=False, indent=1), media_type="application/json")


@router.api_route("/collections/{name}", methods=["GET", "HEAD"])
def one(request: Request, name: str) -> Response:
    """Show a collection."""
    visit = Visit.of(request)
    listed = lists.read(request, path_of(name), ("added",))
    found, members = _all(visit, name)
    fitting = [one for one in members if _fits(one, listed.q)]
    start = (listed.page - 1) * ON_A_PAGE
    return visit.page(
        "collection.html",
        listed=listed,
        found=found,
        rows=fitting[start : start + ON_A_PAGE],
        more=start + ON_A_PAGE < len(fitting),
        formats=tuple(FORMATS),
        query=f"collection:{found.name}",
        path=path_of(found.name),
        own=lists.OWN,
    )


def path_of(name: str) -> str:
    """The path of a collection's page."""
    return f"/collections/{quote(name, safe='')}"


def _all(visit: Visit, name: str) -> tuple[Collection, list[Shown]]:
    with visit.site.store.read() as connection:
        found = collections.get(connection, name)
        if found is None:
            raise HTTPException(404)
        return found, list(_shown(connection, found.kind, collections.members(connection, name)))


def _shown(connection: Connection, kind: Kind, members: Sequence[Member]) -> Iterator[Shown]:
    for at in range(0, len(members), 500):  # SQLite takes 999 parameters in old builds
        some = members[at : at + 500]
        names = _names(connection, kind, [one.id for one in some])
        yield from (Shown(one, names.get(one.id, "")) for one in some)


def _names(connection: Connection, kind: Kind, ids: Sequence[str]) -> dict[str, str]:
    if kind == "offices":
        return {key: source.name for key, source in sources.load(connection, ids).items()}
    found = articles.load(connection, ids)
    return {key: one.article.headline or key for key, one in found.items() if one.state != "taken_down"}


def _fits(one: Shown, text: str) -> bool:
    return any(
        text.lower() in each.lower() for each in (one.name, one.member.id, one.member.note, *one.member.tags)
    )


def _make(visit: Visit, given: Given) -> str:
    name, kind = collections.named(given.one("name")), _kind(given)
    with visit.site.store.write() as connection:
        collections.make(connection, name, kind, note=given.one("note"), now=visit.site.clock())
    return path_of(name)


def _add(visit: Visit, given: Given) -> str:
    name, kind, now = collections.named(given.one("name")), _kind(given), visit.site.clock()
    tags, note = given.one("tags").strip(), given.one("note").strip()
    with visit.site.store.write() as connection:
        found = collections.get(connection, name)
        if found is None or found.kind != kind:
            collections.make(connection, name, kind, now=now)
        collections.put(
            connection,
            name,
            [one.strip() for one in given.getlist("member") if one.strip()],
            tags=tags.split(",") if tags else None,
            note=note or None,
            now=now,
        )
    return path_of(name)


def _change(visit: Visit, given: Given, name: str) -> str:
    now, member = visit.site.clock(), given.one("member")
    with visit.site.store.write() as connection:
        found = collections.must(connection, name)
        match given.one("do"):
            case "note":
                collections.make(connection, name, found.kind, note=given.one("note"), now=now)
            case "member":
                tags = given.one("tags").split(",")
                collections.put(connection, name, [member], tags=tags, note=given.one("note"), now=now)
            case "drop":
                collections.drop(connection, name, [member], now=now)
            case "remove":
                collections.remove(connection, name)
                return "/collections"
            case other:
                raise nothing_to_do(other)
    return path_of(name)


def _kind(given: Given) -> Kind:
    kinds: dict[str, Kind] = {"offices": "offices", "articles": "articles"}
    kind = kinds.get(given.one("kind"))
    if kind is None:
        raise SettingsError(
            "a collection is of offices or articles",
            cure="choose one",
            message_th="ชุดรวมเป็นชุดของหน่วยงาน หรือของรายการ",
            cure_th="เลือกอย่างใดอย่างหนึ่ง",
        )
    return kind


def _cells(one: Shown) -> Row:
    return {
        "id": one.member.id,
        "name": one.name,
        "tags": "; ".join(one.member.tags),
        "note": one.member.note,
        "added_at": one.member.added_at,
    }
