"""The search page: what was found, what narrows it, when it was published, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from starlette.responses import Response

from pipelines import provinces
from pipelines.errors import QueryError
from pipelines.store import sources
from pipelines.store.database import Store
from pipelines.store.tables import articles
from search.engines.protocol import DEEPEST_PAGE
from search.language.parse import parse
from search.language.tree import words_of
from search.records import Bucket, Hit, SearchResult
from search.suggest import advise
from search.web import country
from search.web.asking import Asked, read
from search.web.chart import chart
from search.web.site import Site, Visit
from search.web.words import Words

router = APIRouter(include_in_schema=False)

SHOWN = 7
"""Values of a filter that are shown at once; the rest is one key away."""
MOST_SHOWN = 77
MOST_MEANT = 2
"""Other queries offered beside an answer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter."""

    key: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its values: those shown at once, and the rest."""

    name: str
    shown: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    what: str
    label: str
    href: str


@router.api_route("/", methods=["GET", "HEAD"])
def find(request: Request) -> Response:
    """Search, or browse everything where nothing is asked."""
    visit = Visit.of(request)
    asked = read(request.query_params)
    try:
        result = visit.site.searcher.search(asked.query())
    except QueryError as error:
        return _unreadable(visit, asked, error)
    return _page(visit, asked, result)


def _page(visit: Visit, asked: Asked, result: SearchResult) -> Response:
    words = visit.words
    facets = result.facets
    counts = {bucket.key: bucket.count for bucket in facets.province}
    return visit.page(
        "search.html",
        asked=asked,
        result=result,
        understood=result.query.th if words.language == "th" else result.query.en,
        chips=tuple(_chips(visit, asked)),
        filters=tuple(_filters(asked, result, words)),
        chart=chart(result.histogram, words),
        areas=country.areas(counts),
        limits=country.thresholds(max(counts.values(), default=1)),
        province_names=province_names(words),
        again=_again(visit.site.store, result.hits),
        pages=_pages(asked, result),
        tries=tuple(_tries(visit, asked, result)) if not result.hits else (),
        meant=tuple(_meant(visit, asked)) if result.query.fell_back else (),
    )


def _unreadable(visit: Visit, asked: Asked, error: QueryError) -> Response:
    at = min(error.position, len(asked.q))
    return visit.page(
        "unreadable.html",
        status=400,
        asked=asked,
        message=error.message_th if visit.words.language == "th" else error.message_en,
        before=asked.q[:at],
        here=asked.q[at : at + 1],
        after=asked.q[at + 1 :],
        position=error.position + 1,
        tries=tuple(_tries(visit, asked, None)),
    )


def province_names(words: Words) -> dict[str, str]:
    """Names of the provinces by ISO code."""
    return {one.iso: one.name_th if words.language == "th" else one.name_en for one in provinces.load()}


def _filters(asked: Asked, result: SearchResult, words: Words) -> Iterator[Filter]:
    for name in ("province", "kind", "office", "source", "scope"):
        buckets: Sequence[Bucket] = getattr(result.facets, name)
        chosen: tuple[str, ...] = getattr(asked, name)
        choices = [_choice(name, bucket, chosen, words) for bucket in buckets]
        known = {choice.key for choice in choices}
        choices += [
            _choice(name, Bucket(key=key, count=0), chosen, words) for key in chosen if key not in known
        ]
        shown = [one for at, one in enumerate(choices) if at < SHOWN or one.chosen]
        rest = [one for one in choices[:MOST_SHOWN] if one not in shown]
        if len(choices) > 1 or chosen:
            yield Filter(name, tuple(shown), tuple(rest))


def _choice(name: str, bucket: Bucket, chosen: tuple[str, ...], words: Words) -> Choice:
    label = bucket.label if name == "source" else label_of(name, bucket.key, words)
    return Choice(bucket.key, label or bucket.key, bucket.count, bucket.key in chosen)


def label_of(name: str, key: str, words: Words) -> str:
    """The word for a value of a filter."""
    return province_names(words).get(key, key) if name == "province" else words.name(name, key)


def _chips(visit: Visit, asked: Asked) -> Iterator[Chip]:
    words = visit.words
    for name in ("province", "kind", "office", "source", "scope"):
        values: tuple[str, ...] = getattr(asked, name)
        labels = _source_names(visit.site, values) if name == "source" else {}
        for value in values:
            label = labels.get(value) or label_of(name, value, words)
            yield Chip(words(f"find.{name}"), label, visit.find(asked.without(name, value)))
    if asked.first or asked.last:
        period = asked.first if asked.first == asked.last else f"{asked.first or '…'} – {asked.last or '…'}"
        yield Chip(words("find.period"), period, visit.find(asked.change(first="", last="")))
    if asked.undated:
        yield Chip(words("find.period"), words("find.undated"), visit.find(asked.change(undated=False)))
    if asked.cluster:
        yield Chip(words("find.story"), asked.cluster, visit.find(asked.change(cluster="", copies=False)))
    if asked.series:
        yield Chip(words("find.series"), asked.series, visit.find(asked.change(series="")))


def _source_names(site: Site, ids: tuple[str, ...]) -> dict[str, str]:
    if not ids:
        return {}
    with site.store.read() as connection:
        return {key: source.name for key, source in sources.load(connection, ids).items()}


def _again(store: Store, hits: Sequence[Hit]) -> dict[str, int]:
    """How many other offices published each story of the page."""
    clusters = [hit.cluster for hit in hits if hit.copies]
    if not clusters:
        return {}
    rows = articles.c
    query = select(rows.cluster_id, func.count(rows.source_id.distinct()) - 1)
    query = query.where(rows.cluster_id.in_(clusters), rows.state == "live").group_by(rows.cluster_id)
    with store.read() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in the results a page stands."""

    first: int
    last: int
    previous: Asked | None
    next: Asked | None
    count: int


def _pages(asked: Asked, result: SearchResult) -> Pages:
    total = result.total if asked.copies else result.stories
    reach = min(total, DEEPEST_PAGE // asked.size * asked.size)
    first = (asked.page - 1) * asked.size + 1
    return Pages(
        first=first,
        last=first + len(result.hits) - 1,
        previous=replace(asked, page=asked.page - 1) if asked.page > 1 else None,
        next=replace(asked, page=asked.page + 1) if asked.page * asked.size < reach else None,
        count=-(-reach // asked.size),
    )


@dataclass(frozen=True, slots=True)
class Try:
    """Something to try instead."""

    text: str
    href: str


def _tries(visit: Visit, asked: Asked, result: SearchResult | None) -> Iterator[Try]:
    """Name ways on from an empty answer, the nearest first; three or more."""
    words = visit.words
    if result is not None and not result.total:
        yield from _meant(visit, asked)
    if result is not None and result.total:
        yield Try(words("empty.first_page"), visit.find(asked.change()))
    if asked.filtered:
        yield Try(words("empty.without_filters"), visit.find(replace(asked.unfiltered(), page=1)))
    if result is not None and asked.match == "all" and asked.q.strip():
        yield Try(words("empty.similar"), visit.find(asked.change(match="any")))
    plain = _plain(asked.q)
    if plain and plain != asked.q.strip():
        yield Try(words("empty.unquoted"), visit.find(asked.change(q=plain)))
    parts = plain.split()
    if len(parts) > 1:
        for part in parts[:2]:
            yield Try(words("empty.word", word=part), visit.find(asked.change(q=part)))
    yield Try(words("empty.browse"), visit.find(Asked()))
    yield Try(words("empty.offices"), visit.link("/offices"))


def _meant(visit: Visit, asked: Asked) -> Iterator[Try]:
    """What may have been meant: names that sound or are spelled alike, the other keyboard; each is found."""
    if not asked.q.strip():
        return
    for one in advise(visit.site.searcher, asked.query()).suggestions[:MOST_MEANT]:
        if one.kind != "part":
            text = visit.words("empty.meant", query=one.query, n=one.articles)
            yield Try(text, visit.find(asked.unfiltered().change(q=one.query)))


def _plain(query: str) -> str:
    """The words of a query without its operators."""
    try:
        return words_of(parse(query)) if query.strip() else ""
    except QueryError:
        return " ".join("".join(one if one not in '"()~*:' else " " for one in query).split())
