"""Make index documents: here for a few, in worker processes for many, while the engine writes.

A worker reads the store itself and gives back documents that are ready to be sent, so the process that writes
hands out ids and passes bytes on. What it reads is the store's state at that moment: an article that has gone
meanwhile is left out, and the outbox names it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType

from pipelines.records import Source
from pipelines.store import articles, attachments, holds, sources
from pipelines.store.articles import StoredArticle
from pipelines.store.database import Store
from pipelines.workers import pool, store_at
from search import standing
from search.documents import document_of
from search.packed import PackedDocument, packed

WORTH_A_POOL = 2_000
"""Documents from which processes pay: starting them takes about as long as making 500."""
CHUNK = 50
"""Documents of one answer of a worker: some 3 MB of long articles."""
AHEAD = 2
"""Batches being made while the caller writes one: what a slow one takes, a quick one gives back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The document of an article, or why there is none."""

    id: str
    document: PackedDocument | None
    reason: str = ""


def make(store: Store, ids: Sequence[str]) -> list[Made]:
    """Make the documents of live articles, as the index may show them.

    An article that cannot be made into one is named, and stops no other.
    """
    with store.read() as connection:
        found = articles.load(connection, ids)
        live = [found[one] for one in ids if one in found and found[one].state == "live"]
        shown = holds.as_shown(connection, live)
        stories = standing.stories_of(connection, shown)
        files = attachments.texts(connection, [one.article.id for one in shown])
        offices = sources.load(connection, {one.article.source for one in shown})
    return [_made(one, offices, stories, files.get(one.article.id, "")) for one in shown]


def _made(
    stored: StoredArticle, offices: Mapping[str, Source], stories: standing.Stories, files: str
) -> Made:
    article_id, source = stored.article.id, offices.get(stored.article.source)
    if source is None:
        return Made(id=article_id, document=None, reason=f"unknown source {stored.article.source!r}")
    try:
        document = document_of(
            stored,
            source,
            representative=stories.stands(stored),
            alone=stories.alone(stored),
            files=files,
        )
        return Made(id=article_id, document=packed(document))
    except Exception as error:  # a fault of ours with this text must not hold up the others
        return Made(id=article_id, document=None, reason=f"{type(error).__name__}: {error}")


class Maker:
    """Makes documents of batches of ids, in order; the next ones are made while the caller writes one."""

    def __init__(self, store: Store, expected: int, workers: int = 0) -> None:
        self.store = store
        self.workers = workers or os.cpu_count() or 1
        self.pooled = expected > WORTH_A_POOL and self.workers > 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Maker:
        if self.pooled:
            self._pool = pool(self.workers, __name__)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def made(self, batches: Iterator[list[str]]) -> Iterator[list[Made]]:
        """Yield the documents of each batch."""
        ahead: deque[tuple[list[str], list[Future[list[Made]]]]] = deque()
        for batch in batches:
            ahead.append((batch, self._submitted(batch)))
            if len(ahead) > (AHEAD if self._pool else 0):
                yield self._collected(*ahead.popleft())
        while ahead:
            yield self._collected(*ahead.popleft())

    def _submitted(self, batch: list[str]) -> list[Future[list[Made]]]:
        if self._pool is None:
            return []
        parts = [batch[at : at + CHUNK] for at in range(0, len(batch), CHUNK)]
        try:
            return [self._pool.submit(_make_elsewhere, self.store.address, part) for part in parts]
        except BrokenProcessPool:
            self._pool = None
            return []

    def _collected(self, batch: list[str], parts: list[Future[list[Made]]]) -> list[Made]:
        if self._pool is None:
            return make(self.store, batch)
        try:
            return [one for part in parts for one in part.result()]
        except BrokenProcessPool:  # a worker was killed (memory): go on without, slower
            self._pool = None
            return make(self.store, batch)


def _make_elsewhere(address: str, ids: Sequence[str]) -> list[Made]:
    return make(store_at(address), ids)
