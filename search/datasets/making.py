"""Make the manifest of what a query finds now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from itertools import islice

from sqlalchemy import Connection, func, select

from pipelines import privacy
from pipelines.moment import BANGKOK
from pipelines.progress import Progress, silent
from pipelines.store import outbox
from pipelines.store.tables import articles, takedowns
from search.datasets.collected import collected
from search.datasets.rebuilding import Rebuilding
from search.datasets.records import (
    FORMAT,
    Counts,
    IndexThen,
    Item,
    Manifest,
    Question,
    Rows,
    Rules,
    StoryThen,
    Tools,
)
from search.datasets.sealing import fingerprint, sealed
from search.exports.formats import FORMATS, Options
from search.exports.reading import Exported
from search.language import explain, written
from search.language.tree import Node
from search.records import SearchQuery
from search.service import EXPORT_BATCH, Searcher
from search.stories import stories_of

RULES = {
    "masking": "mobile numbers and citizens' ids are masked before a text is stored and when it leaves",
    "takedown": "an article taken down by its number is in no dataset made or rebuilt afterwards",
    "deleted_at_source": "an article deleted at its source stays in datasets that held it, but in no new one",
}


def make(
    searcher: Searcher, query: SearchQuery, *, title: str = "", now: datetime, progress: Progress = silent
) -> Manifest:
    """Name what a query finds now, so that it can be cited and rebuilt.

    Args:
        searcher: Where from.
        query: What; with ``copies`` off, one article a story.
        title: What the dataset is called; empty = the query.
        now: The as-of moment.
        progress: Told of articles read and in all.

    Raises:
        QueryError, IndexMismatch, ServiceAway: as in a search.
    """
    node = searcher.read(query)
    index = _index(searcher)
    items = tuple(_items(searcher, searcher.ids(query, node)))
    with searcher.store.read() as connection:
        stories = _stories(connection, items)
        offices = collected(connection, query.filters, Counter(one.source for one in items))
        rules = _rules(connection)
    rows = _Rows(Rebuilding(searcher.store, items, stories), len(items), progress)
    rows.read()
    question = _question(query, node)
    return sealed(
        Manifest(
            format=FORMAT,
            title=title or query.text,
            made_at=now.astimezone(BANGKOK).isoformat(timespec="seconds"),
            query=question,
            counts=_counts(items, rows.undated, searcher.engine.count()),
            items=items,
            stories=stories,
            coverage=offices,
            index=index,
            rules=rules,
            tools=Tools(
                khaosan=version("khaosan"), analysis=index.analysis, extractors=tuple(sorted(rows.extractors))
            ),
            articles_jsonl=rows.made(),
            fingerprint=fingerprint(question, items),
        )
    )


def _question(query: SearchQuery, node: Node) -> Question:
    return Question(
        text=query.text,
        match=query.match,
        syntax=query.syntax,
        copies=query.copies,
        filters=query.filters,
        tree=written.encode(node),
        th=explain.thai(node, query.match),
        en=explain.english(node, query.match),
    )


def _index(searcher: Searcher) -> IndexThen:
    with searcher.store.read() as connection:
        state = outbox.state_of(connection, searcher.engine.name)
    return IndexThen(
        engine=searcher.engine.name,
        analysis=searcher.engine.analysis() or "",
        seq=state.seq if state else 0,
    )


def _rules(connection: Connection) -> Rules:
    gone = connection.scalar(select(func.count()).select_from(takedowns)) or 0
    return Rules(**RULES, masking_digest=privacy.rules_digest(), taken_down=gone)


def _counts(items: tuple[Item, ...], undated: int, indexed: int) -> Counts:
    stories = {one.cluster or one.id for one in items}
    return Counts(articles=len(items), stories=len(stories), undated=undated, indexed=indexed)


def _items(searcher: Searcher, ids: Iterator[str]) -> Iterator[Item]:
    """The versions in force; what was taken away between search and reading is in none."""
    a = articles.c
    while batch := list(islice(ids, EXPORT_BATCH)):
        query = select(a.id, a.source_id, a.version, a.digest, a.cluster_id)
        with searcher.store.read() as connection:
            found = {
                row.id: row for row in connection.execute(query.where(a.id.in_(batch), a.state == "live"))
            }
        for one in batch:
            if one in found:
                row = found[one]
                yield Item(
                    id=one,
                    source=row.source_id,
                    version=row.version,
                    digest=row.digest,
                    cluster=row.cluster_id,
                )


def _stories(connection: Connection, items: Iterable[Item]) -> tuple[StoryThen, ...]:
    found = stories_of(connection, {one.cluster for one in items if one.cluster})
    return tuple(
        StoryThen(
            cluster=cluster,
            members=story.members,
            representative=story.representative,
            earliest=story.earliest,
            series=story.series,
        )
        for cluster, story in sorted(found.items())
        if story.members > 1 or story.series
    )


class _Rows:
    """Reads the articles once, as JSON Lines, for their hash and for what the manifest says of them."""

    def __init__(self, rows: Iterable[Exported], total: int, progress: Progress) -> None:
        self.rows = rows
        self.total = total
        self.progress = progress
        self.undated = 0
        self.done = 0
        self.extractors: set[str] = set()
        self._hash = sha256()
        self._bytes = 0

    def read(self) -> None:
        """Read them all."""
        self.progress(0, self.total)
        for piece in FORMATS["jsonl"].make(self._noted(), Options()):
            self._hash.update(piece)
            self._bytes += len(piece)

    def _noted(self) -> Iterator[Exported]:
        for one in self.rows:
            self.undated += one.article.published is None
            self.extractors.add(one.article.extractor)
            self.done += 1
            self.progress(self.done, self.total)
            yield one

    def made(self) -> Rows:
        """The digest of what was read."""
        return Rows(sha256=self._hash.hexdigest(), bytes=self._bytes, rows=self.done)
