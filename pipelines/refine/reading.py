"""From captures to what they yield, batch by batch, ahead of whoever stores it.

Workers read two batches while the one before is stored: with one, they stand idle whenever storing takes
longer than reading. How a batch is read depends on those before it by the habits of its sources alone
(``habits``): where storing one moved a habit, the captures concerned are read again. So a run gives what it
would give batch after batch, and what a killed run gives that goes on.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from pipelines.archive import Archive
from pipelines.records import Capture, Era, Source
from pipelines.refine.habits import habit
from pipelines.refine.one import Refined, Task
from pipelines.refine.pool import BATCH, Pool
from pipelines.store import captures
from pipelines.store.database import Store

AHEAD = 2
"""Batches that are read while one is stored."""
SHIPPED_WITHIN = timedelta(hours=12)
"""A segment is shipped when its crawl ends, after 8 hours at most; what is younger is no trouble."""


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads captures of a store in their order."""

    store: Store
    archive: Archive
    known: Mapping[str, Source]
    now: Callable[[], datetime]
    """The moment by which a batch is read."""
    waiting: Counter[str]
    """Filled with the reasons for which captures are left as they are."""
    whole: bool = False
    """Leave a last batch that is not full: more is coming."""
    after: int = 0
    """The capture behind which reading begins; once it has ended, the last one that it looked at."""
    _eras_now: dict[str, Era | None] = field(init=False, default_factory=dict)
    """Habits as they are until the next batch is stored: a habit is read from a hundred records."""

    def read(self, choices: Iterable[captures.Choice], pool: Pool) -> Iterator[list[Refined]]:
        """Yield what batches yield, at most :data:`BATCH` captures each, in order.

        Each must be stored before the next is asked for.
        """
        batches = self._batches(choices)
        begun = deque(pool.begin(tasks) for tasks in islice(batches, AHEAD))
        stored: deque[set[str]] = deque(maxlen=AHEAD)
        while begun:
            first = begun.popleft()
            done = pool.finish(first, self._as_stored(first.tasks, set().union(*stored)))
            stored.append({task.source.id for task in first.tasks})
            begun.extend(pool.begin(tasks) for tasks in islice(batches, 1))
            self._eras_now.clear()
            yield done

    def _as_stored(self, tasks: Sequence[Task], stored: Collection[str]) -> list[Task]:
        """Tasks with the habits that sources have by now; some had articles stored since they were made."""
        eras = self._eras({task.source.id for task in tasks} & set(stored))
        return [replace(task, era=eras.get(task.source.id, task.era)) for task in tasks]

    def _eras(self, ids: Iterable[str]) -> dict[str, Era | None]:
        wanted = set(ids)
        with self.store.read() as connection:
            self._eras_now |= {one: habit(connection, one) for one in wanted - self._eras_now.keys()}
        return {one: self._eras_now[one] for one in wanted}

    def _batches(self, choices: Iterable[captures.Choice]) -> Iterator[list[Task]]:
        reachable = self.archive.reachable()
        begin = self.after
        for choice in choices:
            after = begin
            while (batch := self._pending(after, choice)) and not (self.whole and len(batch) < BATCH):
                after = batch[-1].id
                tasks = self._tasks([one for one in batch if self._is_here(one, reachable)])
                if tasks:
                    yield tasks
            self.after = after

    def _pending(self, after: int, choice: captures.Choice) -> list[Capture]:
        with self.store.read() as connection:
            return captures.pending(connection, after=after, limit=BATCH, choice=choice)

    def _tasks(self, batch: Sequence[Capture]) -> list[Task]:
        eras, now = self._eras({capture.source_id for capture in batch}), self.now()
        return [
            Task(
                capture=capture,
                source=self.known[capture.source_id],
                archive=self.archive,
                now=now,
                era=eras[capture.source_id],
            )
            for capture in batch
        ]

    def _is_here(self, capture: Capture, reachable: Callable[[str], bool]) -> bool:
        """Say whether a capture can be read here and now."""
        if capture.source_id not in self.known:
            self.waiting[f"unknown_source:{capture.source_id}"] += 1
        elif reachable(capture.warc_file):
            return True
        else:
            young = self.now() - capture.fetched_at <= SHIPPED_WITHIN
            self.waiting["under_way" if young else "elsewhere"] += 1
        return False
