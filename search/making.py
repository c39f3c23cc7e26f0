"""Make index documents: here for a few, in worker processes for many, while the engine writes.

A worker reads the store itself and gives back documents that are ready to be sent, so the process that writes
hands out ids and passes bytes on. What it reads is the store's state at that moment: an article that has gone
meanwhile is left out, and the outbox names it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from pipelines.records import Source
from pipelines.store import articles, attachments, holds, sources
from pipelines.store.articles import StoredArticle
from pipelines.store.database import Store
from pipelines.workers import Workers, give_way, store_at
from search import standing
from search.documents import document_of, shown_text
from search.packed import PackedDocument, packed
from search.parcels import Parcel
from search.texts import IndexTexts, ShownText, texts_of

WORTH_A_POOL = 2_000
"""Documents from which processes pay: starting them takes about as long as making 500."""
WORTH_HALVING = 100
"""Documents from which processes pay that run already: a chunk for each of two."""
CHUNK = 125
"""Documents of one answer of a worker, whose terms are made together: some 8 MB of long articles.

A pool of two at work made 1,590 to 1,780 a second by 8, 2,340 to 2,600 by 50, 2,880 to 2,900 by 125, and no
more by 250 (whole releases, 26 November 2026).
"""
FIRST = 50
"""Documents of an answer of the first batch, while the engine has nothing to write yet."""
LOADED = "search.loaded"
"""What worker processes find loaded."""
AHEAD = 1_000
"""Documents being made while the caller writes some: what slow ones take, quick ones give back."""


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
    read = [shown_text(one, files.get(one.article.id, "")) for one in shown]
    made = zip(shown, read, _together(read), strict=True)
    return [_made(one, offices.get(one.article.source), stories, its, texts) for one, its, texts in made]


def _together(read: Sequence[ShownText]) -> Sequence[IndexTexts | None]:
    """Make the texts of a batch; where one of them fails none, so that each is made alone and it is found."""
    try:
        return texts_of(read)
    except Exception:
        return [None] * len(read)


def _made(
    stored: StoredArticle,
    source: Source | None,
    stories: standing.Stories,
    read: ShownText,
    texts: IndexTexts | None,
) -> Made:
    article_id = stored.article.id
    if source is None:
        return Made(id=article_id, document=None, reason=f"unknown source {stored.article.source!r}")
    try:
        document = document_of(
            stored,
            source,
            representative=stories.stands(stored),
            alone=stories.alone(stored),
            texts=texts or texts_of([read])[0],
        )
        return Made(id=article_id, document=packed(document))
    except Exception as error:  # a fault of ours with this text must not hold up the others
        return Made(id=article_id, document=None, reason=f"{type(error).__name__}: {error}")


class Maker:
    """Makes documents of batches of ids, in order; the next ones are made while the caller writes one."""

    def __init__(self, store: Store, expected: int, workers: Workers | None = None) -> None:
        self.store = store
        self._workers = workers if workers is not None and _pays(workers, expected) else None
        if self._workers:
            self._workers.begin()

    @property
    def pooled(self) -> bool:
        """Whether worker processes make them."""
        return self._workers is not None

    def made(self, batches: Iterator[list[str]]) -> Iterator[list[Made]]:
        """Yield the documents of each batch, with workers those of parts of it."""
        ahead: deque[tuple[list[str], Future[_Sent] | None]] = deque()
        for ids in _parted(batches) if self._workers else batches:
            ahead.append((ids, self._submitted(ids)))
            while sum(len(waiting) for waiting, _ in ahead) > (AHEAD if self._workers else 0):
                yield self._collected(*ahead.popleft())
        while ahead:
            yield self._collected(*ahead.popleft())

    def _submitted(self, ids: list[str]) -> Future[_Sent] | None:
        if self._workers is None:
            return None
        try:
            return self._workers.pool.submit(_make_elsewhere, self.store.address, ids)
        except BrokenProcessPool:
            self._go_on_without()
            return None

    def _collected(self, ids: list[str], sent: Future[_Sent] | None) -> list[Made]:
        if self._workers is None or sent is None:
            return make(self.store, ids)
        try:
            return _received(*sent.result())
        except BrokenProcessPool:
            self._go_on_without()
            return make(self.store, ids)

    def _go_on_without(self) -> None:
        """A worker was killed (memory): this process makes the rest, slower."""
        if self._workers is not None:
            self._workers.stop()
            self._workers = None


def _parted(batches: Iterator[list[str]]) -> Iterator[list[str]]:
    """Part batches, the first one more: the engine would stand idle until the whole of one is made."""
    for first in islice(batches, 1):
        yield from _parts(first, FIRST)
    for batch in batches:
        yield from _parts(batch, CHUNK)


def _parts(batch: list[str], size: int) -> Iterator[list[str]]:
    return (batch[at : at + size] for at in range(0, len(batch), size))


def _pays(workers: Workers, expected: int) -> bool:
    """Say whether so many documents are worth worker processes."""
    return workers.count > 1 and expected > (WORTH_HALVING if workers.runs else WORTH_A_POOL)


_Sent: TypeAlias = tuple[Parcel, list[Made]]
"""What a worker gives back: the documents it made, and why others are none."""


def _make_elsewhere(address: str, ids: Sequence[str]) -> _Sent:
    give_way()  # the engine's own thread is the slowest part of the stage
    made = make(store_at(address), ids)
    documents = [one.document for one in made if one.document is not None]
    return Parcel.of(documents), [one for one in made if one.document is None]


def _received(parcel: Parcel, failed: list[Made]) -> list[Made]:
    return [Made(id=one.id, document=one) for one in parcel.opened()] + failed
