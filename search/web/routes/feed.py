"""An Atom feed of any query: what came last, then what was published last; a story once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipelines.moment import BANGKOK
from pipelines.privacy import mask
from pipelines.records import DateValue
from pipelines.store import articles, saved, sources
from pipelines.store.articles import StoredArticle
from search.arrivals import matching
from search.web.asking import Asked, read
from search.web.atom import Entry, Feed, written
from search.web.routes.api.tags import answered
from search.web.site import Visit

router = APIRouter(include_in_schema=False)

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
MOST = 50
"""Entries: a reader that asks daily sees all of a query with fifty new stories a day."""
MOST_ARRIVALS = 2_000
LATELY = timedelta(days=30)
SUMMARY = 300
"""Characters of an entry's text."""


@router.api_route("/feed.atom", methods=["GET", "HEAD"])
def feed(request: Request) -> Response:
    """Give what a query finds as a feed; it has an ETag, so that asking again costs little."""
    visit = Visit.of(request)
    asked = read(request.query_params)
    words, base = visit.words, f"{request.url.scheme}://{request.url.netloc}"
    address = asked.change().address()
    made = Feed(
        key=f"feed:{address}",
        title=words("saved.feed_title", q=asked.q or words("saved.everything")),
        subtitle=words("site.tagline"),
        url=f"{base}/feed.atom?{address}" if address else f"{base}/feed.atom",
        page=f"{base}/?{address}" if address else f"{base}/",
        entries=[_entry(one, name, base) for one, name in _found(visit, asked)],
        language=words.language,
    )
    return answered(request, written(made), MEDIA_TYPE)


def _found(visit: Visit, asked: Asked) -> list[tuple[StoredArticle, str]]:
    """Articles, one a story, with their offices; those that came lately first."""
    site = visit.site
    query = replace(asked.change().query(), fallback=False, facets=False, size=MOST, sort="newest")
    with site.store.read() as connection:
        since = (site.clock() - LATELY).isoformat()
        came = saved.arrivals(connection, since, limit=MOST_ARRIVALS)
    chosen: dict[str, str] = {}
    for identity, cluster in matching(site.searcher, query, came):
        chosen.setdefault(cluster, identity)
    for hit in site.searcher.search(query).hits:
        chosen.setdefault(hit.cluster, hit.id)
    ids = list(chosen.values())[:MOST]
    with site.store.read() as connection:
        found = articles.load(connection, ids)
        names = sources.load(connection, {one.article.source for one in found.values()})
    kept = [found[one] for one in ids if one in found and found[one].state == "live"]
    return [(one, names[one.article.source].name) for one in kept]


def _entry(stored: StoredArticle, office: str, base: str) -> Entry:
    article = stored.article
    body = " ".join(article.article_body.split())
    return Entry(
        key=f"story:{article.cluster or article.id}",
        title=mask(article.headline) or office,
        url=f"{base}/item/{quote(article.id, safe='')}",
        author=office,
        updated=article.captured_at.isoformat() if article.captured_at else stored.first_captured_at,
        published=_published(article.published),
        summary=mask(body)[:SUMMARY] + ("…" if len(body) > SUMMARY else ""),
        category=article.kind,
        language=article.language,
    )


def _published(date: DateValue | None) -> str | None:
    """A day or minute as a moment; nothing that is less precise."""
    if date is None or date.precision not in ("day", "minute"):
        return None
    return datetime.fromisoformat(date.value).replace(tzinfo=BANGKOK).isoformat()
