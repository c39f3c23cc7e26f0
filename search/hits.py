"""An engine's answer made readable: headlines, snippets, names of offices, counts with labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Connection, func, select

from pipelines import provinces
from pipelines.places import gazetteer
from pipelines.records import Source
from pipelines.store import articles, attachments, sources
from pipelines.store.articles import StoredArticle
from pipelines.store.tables import articles as article_rows
from search.engines.protocol import EngineHit, EngineHits
from search.highlight import mark, snippet, whole
from search.intervals import FIELDS, by_key
from search.language.compile import Needles
from search.records import Bucket, Facets, Histogram, Hit, Interval

MOST_SOURCES = 200
"""Offices shown in a facet; provinces, kinds and years are few."""
MOST_MARKED = 100_000
"""Characters of attachments that are looked through for a passage."""
REMEMBERED = 1_000
"""Passages that were marked, and headlines: fifty pages, about 6 MB."""
MONTHS_UP_TO = 6
"""Years that a histogram shows by month (72 bars fit a phone); longer spans by year."""


def hits_of(
    connection: Connection, found: Sequence[EngineHit], needles: Needles, between: str = ""
) -> tuple[Hit, ...]:
    """Read the hits of a page from the store; one that has just been taken down is left out.

    ``between`` stands between the words of headlines and snippets.
    """
    stored = articles.load(connection, [hit.id for hit in found])
    offices = sources.load(connection, {one.article.source for one in stored.values()})
    members = _members(connection, {hit.cluster for hit in found})
    files = attachments.texts(connection, stored)
    return tuple(
        _hit(
            hit,
            stored[hit.id],
            offices[stored[hit.id].article.source],
            members,
            _passage(stored[hit.id].segmented.body, files.get(hit.id, ""), needles, between),
            needles,
            between,
        )
        for hit in found
        if hit.id in stored and stored[hit.id].state == "live"
    )


def _passage(body: str, files: str, needles: Needles, between: str) -> str:
    """The best passage of the text, or of its attachments where the text has nothing of what was asked."""
    shown, found = _best(body, needles, between)
    if files and not found:
        inside = mark(files[:MOST_MARKED], needles)
        if inside.spans or not body:
            return snippet(inside, between=between)
    return shown


@lru_cache(maxsize=REMEMBERED)
def _best(body: str, needles: Needles, between: str) -> tuple[str, bool]:
    """The best passage of a text, and whether it holds what was asked.

    Remembered: who narrows, sorts or turns a question meets most of its results again.
    """
    marked = mark(body, needles)
    return snippet(marked, between=between), bool(marked.spans)


@lru_cache(maxsize=REMEMBERED)
def _headline(segmented: str, needles: Needles, between: str) -> str:
    return whole(mark(segmented, needles), between)


def _hit(
    hit: EngineHit,
    stored: StoredArticle,
    source: Source,
    members: Mapping[str, int],
    passage: str,
    needles: Needles,
    between: str,
) -> Hit:
    article = stored.article
    return Hit(
        id=hit.id,
        score=hit.score,
        headline=article.headline,
        headline_html=_headline(stored.segmented.headline, needles, between),
        url=article.url,
        published=article.published,
        places=article.places,
        snippet=passage,
        cluster=hit.cluster,
        source=article.source,
        source_name=source.name,
        office=source.office,
        kind=article.kind,
        scope=article.scope,
        captured_at=stored.last_captured_at,
        sample=source.sample,
        copies=max(0, members.get(hit.cluster, 1) - 1),
    )


def _members(connection: Connection, clusters: Iterable[str]) -> dict[str, int]:
    """Count the live articles of each story."""
    rows = article_rows.c
    query = select(rows.cluster_id, func.count()).where(
        rows.cluster_id.in_(list(clusters)), rows.state == "live"
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(rows.cluster_id))}


def facets_of(connection: Connection, found: EngineHits) -> Facets:
    """Label and order the counts of an answer."""
    if not found.facets:
        return Facets()
    counts = found.facets
    offices = dict(sorted(counts["source"].items(), key=_rank)[:MOST_SOURCES])
    provinces_of = {province.iso: province.name_th for province in provinces.load()}
    return Facets(
        province=_buckets(counts["province"], provinces_of),
        office=_buckets(counts["office"]),
        source=_buckets(offices, sources.names(connection, offices)),
        kind=_buckets(counts["kind"]),
        scope=_buckets(counts["scope"]),
        language=_buckets(counts["language"]),
        amphoe=_buckets(counts["amphoe"], _districts(counts["amphoe"])) if "amphoe" in counts else (),
        year=tuple(sorted(_buckets(counts["year"]), key=lambda bucket: bucket.key, reverse=True)),
    )


def _districts(codes: Iterable[str]) -> dict[str, str]:
    return {code: name for code in codes if (name := gazetteer.name_of(code))}


def _buckets(counts: Mapping[str, int], labels: Mapping[str, str] | None = None) -> tuple[Bucket, ...]:
    known = labels or {}
    ordered = sorted(counts.items(), key=_rank)
    return tuple(Bucket(key=key, count=count, label=known.get(key, "")) for key, count in ordered)


def _rank(pair: tuple[str, int]) -> tuple[int, str]:
    key, count = pair
    return -count, key


def histogram_of(found: EngineHits, interval: Interval | None) -> Histogram:
    """Count matches over time; by month for a span of a few years unless told otherwise."""
    if not found.facets:
        return Histogram(interval=interval or "year")
    years = [int(year) for year in found.facets["year"]]
    chosen: Interval = interval or ("month" if years and max(years) - min(years) < MONTHS_UP_TO else "year")
    counts = by_key(found.facets[FIELDS[chosen]], chosen)
    buckets = tuple(Bucket(key=key, count=count) for key, count in counts.items())
    dated = found.facets["dated"].get("1", 0)
    return Histogram(
        interval=chosen,
        buckets=buckets,
        coarse=dated - sum(bucket.count for bucket in buckets),
        undated=found.total - dated,
    )
