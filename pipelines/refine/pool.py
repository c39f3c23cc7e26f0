"""Refine many captures on all cores, results in the order of the tasks.

A worker that the system kills (memory) breaks the whole pool of the standard library. The batch is then done
again one page at a time, so that only the page at fault is lost to quarantine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from types import TracebackType

from pipelines import workers
from pipelines.refine.one import Refined, Refused, Task, refine_one

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

    @property
    def runs(self) -> bool:
        """Whether its processes were started, and not ended since."""
        return self._pool is not None

    def begin(self, tasks: Sequence[Task]) -> Begun:
        """Let the workers begin with a batch, at most :data:`BATCH` tasks."""
        return Begun(tuple(tasks), self._submit(tasks) if self.workers > 1 else iter(()))

    def finish(self, begun: Begun, tasks: Sequence[Task]) -> list[Refined]:
        """Give what a batch yields, in the order of its tasks.

        Args:
            begun: The batch.
            tasks: The same captures as they must be read now: where a task is another than the one that was
                begun, its capture is read again.
        """
        if self.workers <= 1:
            return [self.work(task) for task in tasks]
        moved = [task for task, was in zip(tasks, begun.tasks, strict=True) if task.era != was.era]
        try:
            again = {refined.capture.id: refined for refined in self._submit(moved)}
            return [again.get(refined.capture.id, refined) for refined in begun.results]
        except BrokenProcessPool:
            self._stop()
            return [self._alone(task) for task in tasks]

    def _submit(self, tasks: Sequence[Task]) -> Iterator[Refined]:
        try:
            return self._executor().map(self.work, tasks, chunksize=_AT_ONCE)
        except BrokenProcessPool:  # it broke while nobody was asking
            self._stop()
            return map(self._alone, tasks)

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
            self._pool = workers.pool(self.workers, refine_one.__module__)
        return self._pool

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
