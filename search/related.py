"""What else: articles like one, and words that stand out among the matches of a query."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from pipelines.store import articles
from pipelines.text.terms import words_from_segmented
from search import ranking
from search.clauses import Bool, OneOf, Term
from search.engines.protocol import SearchRequest
from search.hits import hits_of
from search.language.compile import Needles
from search.records import Hit, SearchQuery
from search.service import Searcher

LEAD = 400
"""Characters of the body that speak for it beside its headline: a release says first what it is about."""
LOOKED_AT = 200
"""Matches whose headlines are read for words that stand out, the best first."""
CANDIDATES = 40
"""Words counted in the whole index; each is one count."""
SHORTEST = 3
"""Characters; shorter ones are particles, or scraps of names."""
FEWEST = 2
"""Headlines that hold a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A word more frequent among the matches than in the index."""

    word: str
    matching: int
    """Headlines that hold it, of those looked at."""
    looked_at: int
    indexed: int
    """Headlines that hold it in the whole index."""
    score: float
    """Gain in share times ratio of shares (JLH, as Elasticsearch's significant terms)."""


def similar(searcher: Searcher, article_id: str, *, size: int = 5) -> tuple[Hit, ...]:
    """Find articles like one, of other stories, the most similar first; none for an unknown id."""
    with searcher.store.read() as connection:
        stored = articles.load(connection, [article_id]).get(article_id)
    if stored is None:
        return ()
    article = stored.article
    rank = ranking.ranking(f"{article.headline} {article.article_body[:LEAD]}")
    if not rank:
        return ()
    own = OneOf("cluster", (article.cluster or article.id,))
    clause = Bool(must=(rank.clause,), never=(own,))
    found = searcher.engine.search(SearchRequest(clause=clause, size=size, collapse=True, total=False))
    with searcher.store.read() as connection:
        return hits_of(connection, found.hits, Needles())


def standing_out(searcher: Searcher, query: SearchQuery, *, size: int = 10) -> tuple[Standing, ...]:
    """Name the words that set the matches of a query apart from everything else.

    Counted in the headlines of the best matches, so of a sample; ``looked_at`` says how large it is.
    """
    best = searcher.search(replace(query, size=LOOKED_AT, offset=0, copies=True, facets=False))
    with searcher.store.read() as connection:
        read = articles.load(connection, [hit.id for hit in best.hits])
    counts: Counter[str] = Counter()
    for one in read.values():
        counts.update(set(words_from_segmented(one.segmented.headline)))
    asked = set(best.query.words)
    kept = [(word, n) for word, n in counts.items() if _counts(word, n) and word not in asked]
    frequent = sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]
    found = [_standing(searcher, word, times, len(read), best.indexed) for word, times in frequent]
    return tuple(sorted((one for one in found if one.score > 0), key=_rank)[:size])


def _counts(word: str, times: int) -> bool:
    return len(word) >= SHORTEST and times >= FEWEST and not word[0].isdigit()


def _standing(searcher: Searcher, word: str, times: int, looked_at: int, indexed: int) -> Standing:
    everywhere = searcher.engine.search(SearchRequest(clause=Term("title_words", word), size=0)).total
    here, there = times / looked_at, max(everywhere, 1) / max(indexed, 1)
    score = round((here - there) * here / there, 6)
    return Standing(word=word, matching=times, looked_at=looked_at, indexed=everywhere, score=score)


def _rank(one: Standing) -> tuple[float, str]:
    return -one.score, one.word
