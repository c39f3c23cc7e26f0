"""Calls that ask the index: search, count, counts over time, words, words in context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipelines.errors import IndexMismatch
from pipelines.store import articles
from search import kwic
from search.api import cursors
from search.api.cursors import Behind, Ended, Seen
from search.api.desk import Desk
from search.api.parameters import Given
from search.api.records import (
    CountAnswer,
    LineAnswer,
    LinesAnswer,
    Point,
    SearchAnswer,
    TimeAnswer,
    WordAnswer,
    WordsAnswer,
)
from search.clauses import Between, Clause, OneOf
from search.engines.protocol import EngineHit, SearchRequest
from search.hits import histogram_of, hits_of
from search.intervals import FIELDS, by_key, counted_for
from search.meant import Meant, both, count, counted, meant
from search.records import Facets, Histogram, Hit, Interval, SearchResult
from search.suggest import hint
from search.times import sort_key
from search.web.asking import Asked, read
from search.words import Word
from search.words import words as found_words

MOST_LINES = 500
"""Lines of words in context in one answer: about 250 kB."""
NO_HISTOGRAM = Histogram(interval="year")


def search(desk: Desk, given: Given) -> SearchAnswer:
    """Search: one page of hits and the cursor of the next."""
    asked = read(given)
    text = given.one("cursor")
    if not text:
        return _first(desk, asked, given)
    cursor = cursors.read(text, given.question())
    if isinstance(cursor, Ended):
        raise cursors.ended()
    if isinstance(cursor, Behind):
        return _behind(desk, asked, given, cursor)
    return _unseen(desk, asked, given, cursor if isinstance(cursor, Seen) else Seen(tokens=frozenset()))


def _first(desk: Desk, asked: Asked, given: Given) -> SearchAnswer:
    query = asked.query()
    result = desk.searcher.search(query)
    advice = hint(desk.searcher, query, result)
    if asked.copies and result.sort in ("newest", "oldest"):
        order: cursors.Order = "newest" if result.sort == "newest" else "oldest"
        start = Behind(order=order, key=-1 if order == "oldest" else 2**62, undated=False, ids=())
        page = _behind(desk, asked, given, start)
        return replace(page, facets=result.facets, histogram=result.histogram, advice=advice)
    page = _with_next(result, result.hits, asked, given, frozenset())
    return replace(page, advice=advice)


def _unseen(desk: Desk, asked: Asked, given: Given, cursor: Seen) -> SearchAnswer:
    """The best hits that were not given yet."""
    wanted = replace(asked.query(), size=len(cursor.tokens) + asked.size, facets=False)
    result = desk.searcher.search(wanted)
    fresh = [hit for hit in result.hits if _token(hit, asked) not in cursor.tokens]
    return _with_next(result, tuple(fresh[: asked.size]), asked, given, cursor.tokens)


def _with_next(
    result: SearchResult, hits: tuple[Hit, ...], asked: Asked, given: Given, tokens: frozenset[bytes]
) -> SearchAnswer:
    seen = tokens | {_token(hit, asked) for hit in hits}
    of = result.total if asked.copies else result.stories
    if not hits or len(seen) >= of:
        return _answer(result, hits, None)
    then = Seen(tokens=seen) if len(seen) < cursors.DEEPEST else Ended()
    return _answer(result, hits, cursors.written(then, given.question()))


def _token(hit: Hit, asked: Asked) -> bytes:
    return cursors.token(hit.id if asked.copies else hit.cluster)


def _behind(desk: Desk, asked: Asked, given: Given, cursor: Behind) -> SearchAnswer:
    """Hits by date behind a key: the dated ones by their key, then the undated ones by id."""
    understood = meant(desk.searcher, asked.query())
    found, then = _page(desk, understood, cursor, asked.size)
    with desk.store.read() as connection:
        hits = hits_of(connection, found, understood.compiled.needles)
    engine = desk.searcher.engine
    whole = engine.search(SearchRequest(clause=understood.clause, size=0, sort="newest", stories=True))
    return SearchAnswer(
        total=whole.total,
        stories=whole.stories,
        hits=hits,
        facets=Facets(),
        histogram=NO_HISTOGRAM,
        query=understood.understood,
        engine=engine.name,
        sort=cursor.order,
        indexed=engine.count(),
        next=cursors.written(then, given.question()) if then else None,
    )


def _page(desk: Desk, understood: Meant, cursor: Behind, size: int) -> tuple[list[EngineHit], Behind | None]:
    found: list[EngineHit] = []
    if not cursor.undated:
        found, cursor = _dated(desk, understood, cursor, size)
    if cursor.undated and len(found) < size:
        rest = _undated(desk, understood, cursor.ids[-1] if cursor.ids else "")
        for hit in rest:
            if len(found) == size:
                return found, cursor
            found.append(hit)
            cursor = replace(cursor, ids=(hit.id,))
        return found, None
    return found, cursor


def _dated(desk: Desk, understood: Meant, cursor: Behind, size: int) -> tuple[list[EngineHit], Behind]:
    order = cursor.order
    bounds = (None, cursor.key) if order == "newest" else (cursor.key, None)
    clause = both(understood.clause, OneOf("dated", (1,)), Between(order, *bounds))
    request = SearchRequest(clause=clause, sort=order, size=size + len(cursor.ids), total=False)
    hits = [hit for hit in desk.searcher.engine.search(request).hits if hit.id not in cursor.ids][:size]
    if len(hits) < size:
        return hits, replace(cursor, undated=True, ids=())
    keys = _keys(desk, hits)
    end = _end(desk, hits, keys, order)
    last = keys[hits[end - 1].id]
    tied = tuple(hit.id for hit in hits[:end] if keys.get(hit.id) == last)
    kept = cursor.ids if last == cursor.key else ()
    return hits[:end], replace(cursor, key=last, ids=(*kept, *tied))


def _end(desk: Desk, hits: list[EngineHit], keys: Mapping[str, int], order: cursors.Order) -> int:
    """Where the page may end: behind a hit whose key in the index is the one that the store gives it.

    They differ while the index waits to be told of a new date.
    """
    for end in range(len(hits), 0, -1):
        one = hits[end - 1].id
        if one in keys:
            same = both(OneOf("id", (one,)), Between(order, keys[one], keys[one]))
            if count(desk.searcher.engine, same):
                return end
    raise IndexMismatch("the index is behind the store", cure="run `khaosan index`")


def _keys(desk: Desk, hits: list[EngineHit]) -> dict[str, int]:
    with desk.store.read() as connection:
        stored = articles.load(connection, [hit.id for hit in hits])
    keys = {one: sort_key(one, found.article.published) for one, found in stored.items()}
    return {one: key for one, key in keys.items() if key is not None}


def _undated(desk: Desk, understood: Meant, after: str) -> Iterator[EngineHit]:
    clause = both(understood.clause, OneOf("dated", (0,)))
    return (EngineHit(one, 0.0, one) for one in desk.searcher.engine.ids(clause) if one > after)


def _answer(result: SearchResult, hits: tuple[Hit, ...], following: str | None) -> SearchAnswer:
    return SearchAnswer(
        total=result.total,
        stories=result.stories,
        hits=hits,
        facets=result.facets,
        histogram=result.histogram,
        query=result.query,
        engine=result.engine,
        sort=result.sort,
        indexed=result.indexed,
        next=following,
    )


def count_matches(desk: Desk, given: Given) -> CountAnswer:
    """Count what matches, and what lies within the same filters."""
    understood = _meant(desk, given)
    engine = desk.searcher.engine
    found = engine.search(SearchRequest(clause=understood.clause, size=0, sort="newest", stories=True))
    return CountAnswer(
        total=found.total,
        stories=found.stories,
        indexed=engine.count(),
        within=count(engine, understood.scope),
        query=understood.understood,
    )


def count_over_time(desk: Desk, given: Given) -> TimeAnswer:
    """Count what matches over time, beside all that was published within the same filters."""
    understood, interval = _meant(desk, given), read(given).interval
    engine = desk.searcher.engine
    fields = counted_for(interval)
    request = SearchRequest(clause=understood.clause, size=0, sort="newest", facets=fields)
    found = engine.search(request)
    histogram = histogram_of(found, interval)
    mine = {bucket.key: bucket.count for bucket in histogram.buckets}
    every = _every(desk, understood.scope, histogram.interval)
    return TimeAnswer(
        interval=histogram.interval,
        points=tuple(Point(key=key, count=mine.get(key, 0), within=every[key]) for key in sorted(every)),
        coarse=histogram.coarse,
        undated=histogram.undated,
        total=found.total,
        within=count(engine, understood.scope),
        query=understood.understood,
    )


def _every(desk: Desk, scope: Clause, interval: Interval) -> dict[str, int]:
    field = FIELDS[interval]
    return by_key(counted(desk.searcher.engine, scope, (field,))[field], interval)


def words(desk: Desk, given: Given) -> WordsAnswer:
    """Words of the matches: the most frequent, and those that set them apart."""
    understood = _meant(desk, given)
    found = found_words(desk.searcher, understood, stop_words=given.flag("stop"))
    return WordsAnswer(
        top=tuple(map(_word, found.top)),
        significant=tuple(map(_word, found.significant)),
        matching=found.matching,
        background=found.background,
        read=found.read,
        whole=found.whole,
        analysis=found.analysis,
        query=understood.understood,
    )


def _word(one: Word) -> WordAnswer:
    return WordAnswer(
        word=one.word,
        matching=one.matching,
        background=one.background,
        ratio=one.ratio,
        keyness=one.keyness,
    )


def lines(desk: Desk, given: Given) -> LinesAnswer:
    """Words in context: each place of the query with what stands left and right of it."""
    understood = _meant(desk, given)
    found = kwic.concordance(desk.searcher, understood, order=read(given).order)
    return LinesAnswer(
        lines=tuple(
            LineAnswer(
                article=one.article,
                headline=one.headline,
                source=one.source,
                source_name=one.source_name,
                published=one.published,
                left=one.left,
                found=one.found,
                right=one.right,
                in_headline=one.in_headline,
            )
            for one in found.lines[:MOST_LINES]
        ),
        read=found.read,
        articles=found.articles,
        whole=found.whole and len(found.lines) <= MOST_LINES,
        query=understood.understood,
    )


def _meant(desk: Desk, given: Given) -> Meant:
    return meant(desk.searcher, read(given).query())
