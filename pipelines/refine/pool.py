"""Refine many captures on all cores, results in the order of the tasks.

A worker that the system kills (memory) breaks the whole pool of the standard library. The batch is then done
again one page at a time, so that only the page at fault is lost to quarantine. Where no worker can be
started at all, refining stops.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from pipelines.errors import WorkersDied
from pipelines.refine.one import Refined, Refused, Task, refine_one
from pipelines.workers import Workers

BATCH = 64
"""Captures a transaction: a second or two of work, so a kill costs little and commits share their fsync."""
_AT_ONCE = 4
"""Captures handed to a worker together."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A batch that the workers read; without workers it is read when it is asked for."""

    tasks: tuple[Task, ...]
    results: Iterator[Refined]


class Pool:
    """Reads batches in worker processes, which are replaced when one dies; without any in this one."""

    def __init__(self, workers: Workers | None, work: Callable[[Task], Refined] = refine_one) -> None:
        self.workers = workers if workers is not None and workers.count > 1 else None
        self.work = work

    def begin(self, tasks: Sequence[Task]) -> Begun:
        """Let the workers begin with a batch, at most :data:`BATCH` tasks."""
        return Begun(tuple(tasks), self._submit(tasks, self.workers) if self.workers else iter(()))

    def finish(self, begun: Begun, tasks: Sequence[Task]) -> list[Refined]:
        """Give what a batch yields, in the order of its tasks.

        Args:
            begun: The batch.
            tasks: The same captures as they must be read now: where a task is another than the one that was
                begun, its capture is read again.
        """
        if self.workers is None:
            return [self.work(task) for task in tasks]
        moved = [task for task, was in zip(tasks, begun.tasks, strict=True) if task.era != was.era]
        try:
            again = {refined.capture.id: refined for refined in self._submit(moved, self.workers)}
            return [again.get(refined.capture.id, refined) for refined in begun.results]
        except BrokenProcessPool:
            self.workers.stop()
            return [self._alone(task, self.workers) for task in tasks]

    def _submit(self, tasks: Sequence[Task], workers: Workers) -> Iterator[Refined]:
        try:
            return workers.pool.map(self.work, tasks, chunksize=_AT_ONCE)
        except BrokenProcessPool:  # it broke while nobody was asking
            workers.stop()
            return (self._alone(task, workers) for task in tasks)

    def _alone(self, task: Task, workers: Workers) -> Refined:
        try:
            return workers.pool.submit(self.work, task).result()
        except BrokenProcessPool:
            workers.stop()
            _alive(workers)
            reason = "the worker process died on this page (out of memory?)"
            return Refined(
                capture=task.capture, refused=Refused(fate="quarantine", code="worker_died", reason=reason)
            )


def _alive(workers: Workers) -> None:
    """Have a worker do next to nothing: where even that ends it, the page before was not at fault.

    Raises:
        WorkersDied: Else every page of an archive would be quarantined for an installation that is broken.
    """
    try:
        workers.pool.submit(os.getpid).result()
    except BrokenProcessPool as error:
        workers.stop()
        raise WorkersDied from error
