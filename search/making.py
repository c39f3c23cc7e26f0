"""Make index documents: here for a few, in worker processes for many, while the engine writes."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType

from pipelines.records import Source
from pipelines.store.articles import StoredArticle
from search.documents import IndexDocument, document_of

WORTH_A_POOL = 2_000
"""Documents from which processes pay: starting one costs about 1 s, as much as 250 documents take."""
CHUNK = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An article, its office (null when the store no longer knows it), and its place in its story."""

    stored: StoredArticle
    source: Source | None
    representative: bool = True
    alone: bool = True
    files: str = ""
    """The text of its attachments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The document of an article, or why there is none."""

    id: str
    document: IndexDocument | None
    reason: str = ""


def make(tasks: Sequence[Task]) -> list[Made]:
    """Make documents; an article that cannot be made into one is named, and stops no other."""
    return [_make(task) for task in tasks]


def _make(task: Task) -> Made:
    article_id = task.stored.article.id
    if task.source is None:
        return Made(id=article_id, document=None, reason=f"unknown source {task.stored.article.source!r}")
    try:
        made = document_of(
            task.stored,
            task.source,
            representative=task.representative,
            alone=task.alone,
            files=task.files,
        )
        return Made(id=article_id, document=made)
    except Exception as error:  # a fault of ours with this text must not hold up the others
        return Made(id=article_id, document=None, reason=f"{type(error).__name__}: {error}")


class Maker:
    """Makes documents of batches, in order; the next batch is made while the caller writes this one."""

    def __init__(self, expected: int, workers: int = 0) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.pooled = expected > WORTH_A_POOL and self.workers > 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Maker:
        if self.pooled:
            # spawn: forking a process that holds connections and threads is not safe
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def made(self, batches: Iterator[list[Task]]) -> Iterator[list[Made]]:
        """Yield the documents of each batch."""
        ahead: deque[tuple[list[Task], list[Future[list[Made]]]]] = deque()
        for batch in batches:
            ahead.append((batch, self._submitted(batch)))
            if len(ahead) > 1:
                yield self._collected(*ahead.popleft())
        while ahead:
            yield self._collected(*ahead.popleft())

    def _submitted(self, batch: list[Task]) -> list[Future[list[Made]]]:
        if self._pool is None:
            return []
        try:
            return [self._pool.submit(make, batch[at : at + CHUNK]) for at in range(0, len(batch), CHUNK)]
        except BrokenProcessPool:
            self._pool = None
            return []

    def _collected(self, batch: list[Task], parts: list[Future[list[Made]]]) -> list[Made]:
        if self._pool is None:
            return make(batch)
        try:
            return [one for part in parts for one in part.result()]
        except BrokenProcessPool:  # a worker was killed (memory): go on without, slower
            self._pool = None
            return make(batch)
