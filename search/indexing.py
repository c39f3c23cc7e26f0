"""The stage from store to index: the outbox in order, a batch at a time, killable at any byte.

A batch is durable in the engine before the store records that it is, so a killed run writes its last batch
again, to the same effect. What the store holds now decides, not what a message said when it was written.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.errors import IndexMismatch
from pipelines.progress import Progress, silent
from pipelines.store import articles, holds, outbox
from pipelines.store.database import Store
from pipelines.workers import Workers
from search import making, standing
from search.engines.protocol import Engine, Rejected, Writer
from search.fields import analysis
from search.making import Made, Maker

BATCH = 500
"""Articles a commit: about 2 s of work, so a kill costs little and commits share their fsync."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What a run of the stage did."""

    engine: str
    rebuilt: bool
    written: int = 0
    deleted: int = 0
    rejected: int = 0
    """Dead letters of this run."""
    documents: int = 0
    """In the index now."""


def index(
    store: Store,
    engine: Engine,
    *,
    rebuild: bool = False,
    now: datetime,
    progress: Progress = silent,
    workers: Workers | None = None,
) -> IndexReport:
    """Bring the index up to the store; fill a new one where there is none.

    Args:
        store: Where articles and outbox lie.
        engine: What is written.
        rebuild: Build the index anew beside the live one, then swap.
        now: The moment recorded.
        progress: Told of documents done and in all.
        workers: Processes that make terms when many documents wait; null = one a core, for this run.

    Raises:
        IndexMismatch: the index was built with another analysis, or from another store.
        ServiceAway: the engine does not answer; what was committed stays.
    """
    anew = rebuild or _must_fill(store, engine, now)
    with nullcontext(workers) if workers else Workers(os.cpu_count() or 1, making.LOADED) as crew:
        run = _Run(store, engine, now, progress, crew)
        report = run.fill() if anew else run.drain()
    return replace(report, documents=engine.count())


def waiting(store: Store, engine: str) -> int:
    """Count the messages an engine has not been told of."""
    with store.read() as connection:
        state = outbox.state_of(connection, engine)
        return outbox.newest(connection) - (state.seq if state else 0)


def _must_fill(store: Store, engine: Engine, now: datetime) -> bool:
    """Tell whether there is no index yet, and refuse one that is not ours."""
    built = engine.analysis()
    with store.read() as connection:
        state = outbox.state_of(connection, engine.name)
    if built is None:
        if state is None:
            # Marks the index as this store's before it exists: a kill while it appears is then no riddle.
            with store.write() as connection:
                outbox.advance(connection, engine.name, 0, analysis(), now=now)
        return True
    if state is None:
        raise IndexMismatch(
            f"{engine.name}: the index was filled from another store",
            cure="run `khaosan index --rebuild` to replace it, or set another KHAOSAN_ELASTICSEARCH_INDEX",
        )
    if built != analysis():
        raise IndexMismatch(
            f"{engine.name}: the index was built with {built}, this version makes {analysis()}",
            cure="run `khaosan index --rebuild`",
        )
    return False


class _Run:
    """One run: where from, where to, and how far."""

    def __init__(
        self, store: Store, engine: Engine, now: datetime, progress: Progress, workers: Workers
    ) -> None:
        self.store = store
        self.engine = engine
        self.now = now
        self.progress = progress
        self.workers = workers
        self.report = IndexReport(engine=engine.name, rebuilt=False)
        self.done = 0
        with store.read() as connection:
            self.newest = outbox.newest(connection)
            self.buried = outbox.buried(connection, engine.name)
            """Articles that the engine refused, and has not taken since."""

    def fill(self) -> IndexReport:
        """Build a new index of all live articles, then of what changed meanwhile, and swap."""
        self.report = replace(self.report, rebuilt=True)
        with self.store.read() as connection:
            total = articles.counts(connection)["articles"]
        self.progress(0, total)
        maker = Maker(self.store, total, self.workers)  # whose workers load while the engine makes the index
        with self.engine.writer(analysis(), rebuild=True, expected=total) as writer:
            for made in maker.made(articles.every_id(self.store, BATCH)):
                self._write(writer, made)
                writer.commit()
                self._advance_progress(len(made), total)
            self._follow(writer, self.newest)
        # What changed meanwhile is written once more: which articles stood for their stories is asked of the
        # index, and that was the old one until now.
        self._record(self.newest)
        report = self.report
        self.drain()
        return report

    def drain(self) -> IndexReport:
        """Write what the outbox names since the last run."""
        with self.store.read() as connection:
            state = outbox.state_of(connection, self.engine.name)
        seq = state.seq if state else 0
        with self.store.read() as connection:
            self.newest = outbox.newest(connection)
        if seq >= self.newest:
            return self.report
        self.progress(0, self.newest - seq)
        with self.engine.writer(analysis(), rebuild=False) as writer:
            self._follow(writer, seq, record=True)
        return self.report

    def _follow(self, writer: Writer, seq: int, *, record: bool = False) -> int:
        """Write batches of the outbox after ``seq`` until there are none."""
        total = max(0, self.newest - seq)
        maker = Maker(self.store, total, self.workers)
        while messages := self._messages(seq):
            gone, live = self._current(list(dict.fromkeys(one.article_id for one in messages)))
            writer.delete(gone)
            for made in maker.made(iter([live])):
                self._write(writer, made)
            writer.commit()
            seq = messages[-1].seq
            self.report = replace(self.report, deleted=self.report.deleted + len(gone))
            if record:
                self._record(seq)
                self._advance_progress(len(messages), total)
        return seq

    def _messages(self, seq: int) -> list[outbox.Message]:
        with self.store.read() as connection:
            return outbox.after(connection, seq, BATCH)

    def _current(self, ids: Sequence[str]) -> tuple[list[str], list[str]]:
        """What to take out, and what to put in, by what the store holds now."""
        with self.store.read() as connection:
            found = articles.load(connection, ids)
            touched = standing.touched(self.engine, found.values(), ids)
            others = standing.others(connection, self.engine, touched, ids)
            found |= articles.load(connection, others)
            live = [found[one] for one in (*ids, *others) if one in found and found[one].state == "live"]
            kept = [stored.article.id for stored in holds.as_shown(connection, live)]
        shown = set(kept)
        return [one for one in ids if one not in shown], kept

    def _write(self, writer: Writer, made: Sequence[Made]) -> None:
        documents = [one.document for one in made if one.document is not None]
        refused = [Rejected(one.id, one.reason) for one in made if one.document is None]
        refused += writer.write(documents)
        bad = {one.id for one in refused}
        risen = [one.id for one in documents if one.id in self.buried and one.id not in bad]
        if refused or risen:
            with self.store.write() as connection:
                for one in refused:
                    outbox.bury(connection, self.engine.name, one.id, one.reason, now=self.now)
                outbox.risen(connection, self.engine.name, risen)
            self.buried = (self.buried | bad).difference(risen)
        self.report = replace(
            self.report,
            written=self.report.written + len(made) - len(bad),
            rejected=self.report.rejected + len(bad),
        )

    def _record(self, seq: int) -> None:
        with self.store.write() as connection:
            outbox.advance(connection, self.engine.name, seq, analysis(), now=self.now)

    def _advance_progress(self, count: int, total: int) -> None:
        self.done += count
        self.progress(min(self.done, total), total)
