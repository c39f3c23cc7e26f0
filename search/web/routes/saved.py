"""Saved searches on the web: what each finds that is new, and the forms that save and forget them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipelines.errors import SettingsError
from pipelines.store import articles, collections, saved, sources
from pipelines.store.articles import StoredArticle
from search.api.parameters import Given
from search.arrivals import New, asked_of, since_seen
from search.web import lists
from search.web.asking import WrongValue
from search.web.posting import nothing_to_do, posted
from search.web.site import Visit

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 20
"""Each asks the index."""
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Story:
    """A new story by its newest article."""

    stored: StoredArticle
    office: str
    others: int


@router.api_route("/saved", methods=["GET", "HEAD"])
def every(request: Request) -> Response:
    """List the saved searches, each with how much is new."""
    visit = Visit.of(request)
    listed = lists.read(request, "/saved", ("name",))
    with visit.site.store.read() as connection:
        known = saved.every(connection)
    start = (listed.page - 1) * ON_A_PAGE
    rows = [since_seen(visit.site.searcher, one) for one in known[start : start + ON_A_PAGE]]
    more = start + ON_A_PAGE < len(known)
    return visit.page("saved.html", listed=listed, rows=rows, total=len(known), more=more, own=lists.OWN)


@router.post("/saved")
async def save(request: Request) -> Response:
    """Save a search."""
    return await posted(request, _save)


@router.post("/saved/{name}")
async def change(request: Request, name: str) -> Response:
    """Mark what a search finds as seen, or forget the search, as the button ``do`` says."""
    return await posted(request, lambda visit, given: _change(visit, given, name))


@router.api_route("/saved/{name}", methods=["GET", "HEAD"])
def one(request: Request, name: str) -> Response:
    """Show what a saved search finds that is new."""
    visit = Visit.of(request)
    with visit.site.store.read() as connection:
        known = saved.get(connection, name)
    if known is None:
        raise HTTPException(404)
    new = since_seen(visit.site.searcher, known)
    return visit.page("new.html", new=new, stories=_stories(visit, new), shown_most=SHOWN, own=lists.OWN)


def path_of(name: str) -> str:
    """The path of a saved search's page."""
    return f"/saved/{quote(name, safe='')}"


def _stories(visit: Visit, new: New) -> list[Story]:
    newest: dict[str, str] = {}
    for identity, cluster in new.items:
        newest.setdefault(cluster, identity)
    chosen = list(newest.items())[:SHOWN]
    with visit.site.store.read() as connection:
        found = articles.load(connection, [identity for _, identity in chosen])
        names = sources.load(connection, {one.article.source for one in found.values()})
    clusters = [cluster for _, cluster in new.items]
    return [
        Story(found[identity], names[found[identity].article.source].name, clusters.count(cluster) - 1)
        for cluster, identity in chosen
        if identity in found
    ]


def _save(visit: Visit, given: Given) -> str:
    name, address = collections.named(given.one("name")), given.one("address").lstrip("?")
    try:
        asked = asked_of(address)
        visit.site.searcher.read(asked.query())
    except WrongValue as error:
        raise SettingsError(
            f"{error} in the search",
            cure=f"allowed: {error.allowed}",
            message_th=f"ในการค้นหามี {error} ซึ่งใช้ไม่ได้",
            cure_th=f"ใช้ได้: {error.allowed}",
        ) from error
    with visit.site.store.write() as connection:
        engine = visit.site.searcher.engine.name
        saved.save(connection, name, asked.change().address(), now=visit.site.clock(), engine=engine)
    return "/saved"


def _change(visit: Visit, given: Given, name: str) -> str:
    with visit.site.store.write() as connection:
        saved.must(connection, name)
        match given.one("do"):
            case "seen":
                engine = visit.site.searcher.engine.name
                saved.see(connection, name, engine=engine, now=visit.site.clock())
            case "remove":
                saved.remove(connection, name)
            case other:
                raise nothing_to_do(other)
    return "/saved"
