"""Refine many captures on all cores, results in the order of the tasks.

A worker that the system kills (memory) breaks the whole pool of the standard library. The batch is then done
again one page at a time, so that only the page at fault is lost to quarantine.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from types import TracebackType

from pipelines.refine.one import Refined, Refused, Task, refine_one

BATCH = 64
"""Captures a transaction: a second or two of work, so a kill costs little and commits share their fsync."""


class Pool:
    """Worker processes that are started once and replaced when one dies."""

    def __init__(self, workers: int, work: Callable[[Task], Refined] = refine_one) -> None:
        self.workers = workers
        self.work = work
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def batches(self, tasks: Iterable[Task]) -> Iterator[list[Refined]]:
        """Yield refined captures in the tasks' order, at most :data:`BATCH` at a time."""
        waiting = iter(tasks)
        while batch := list(islice(waiting, BATCH)):
            yield self._batch(batch)

    def _batch(self, batch: Sequence[Task]) -> list[Refined]:
        if self.workers <= 1:
            return [self.work(task) for task in batch]
        try:
            return list(self._executor().map(self.work, batch, chunksize=4))
        except BrokenProcessPool:
            self._stop()
            return [self._alone(task) for task in batch]

    def _alone(self, task: Task) -> Refined:
        try:
            return self._executor().submit(self.work, task).result()
        except BrokenProcessPool:
            self._stop()
            reason = "the worker process died on this page (out of memory?)"
            return Refined(
                capture=task.capture, refused=Refused(fate="quarantine", code="worker_died", reason=reason)
            )

    def _executor(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # spawn: forking a process that holds database connections and threads is not safe
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context)
        return self._pool

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
