"""Worker processes that read archive and store themselves: started quickly, safely, and never left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.store.database import Store


BEHIND = 10
"""By how much workers give way (nice): a tenth of an equal's share of a core that both want."""
LEAST = 19
"""The least priority there is (nice): a seventieth of an equal's share."""


class Workers:
    """Worker processes for whatever functions, of one caller.

    They come with the first call and stay, loaded, for those of other functions; where one has died, and
    :meth:`stop` was called, others come with the next call.
    """

    def __init__(self, count: int, *modules: str) -> None:
        """Name how many, and the modules that they need; fewer than two are none: the caller works alone."""
        self.count = count
        self._modules = modules
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def runs(self) -> bool:
        """Whether processes were started, and not ended since."""
        return self._pool is not None

    @property
    def pool(self) -> ProcessPoolExecutor:
        """The processes; at most :attr:`count` are started, each when it is needed."""
        if self._pool is None:
            self._pool = pool(self.count, *self._modules)
        return self._pool

    def begin(self) -> None:
        """Let what they are forked from load, in a process of its own; returns at once."""
        if self.count > 1:
            _serving(self._modules)

    def stop(self) -> None:
        """End them; what they were told to do and have not begun is left."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def pool(workers: int, *modules: str) -> ProcessPoolExecutor:
    """Make a pool whose processes are forked by a server that has loaded modules, once for all.

    Forking the caller, which holds connections and threads, would not be safe; starting each from nothing
    costs as much again for every one. There is one server a process: the modules named first are loaded.
    """
    return ProcessPoolExecutor(workers, _serving(modules), initializer=_begin)


@lru_cache(maxsize=1)
def store_at(address: str) -> Store:
    """The store as a worker reads it: a handle of its own, kept from one call to the next."""
    from pipelines.store.database import attached

    return attached(address)


def _serving(modules: Sequence[str]) -> ForkServerContext:
    """Have the server run; an interrupt from the keyboard while it loads is none of its business."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(modules))
    resource_tracker.ensure_running()  # the server begins one else, whose start ends what is blocked here
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which a new process inherits
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def _begin() -> None:
    """Give way to who feeds this worker, and to who takes what it makes.

    Others wait for both: with an equal share alone, a crawl falls behind until workers stand idle, and an
    engine's own thread, the slowest part of the index stage, waits for what makes work for it ahead of time.
    """
    os.nice(BEHIND)
    _end_with_caller()


def give_way() -> None:
    """Have this worker run where nobody else wants to: its caller is the slower one, and has work to do."""
    os.setpriority(os.PRIO_PROCESS, 0, LEAST)


def _end_with_caller() -> None:
    """End this worker when the process that started it has ended, killed or not: it would wait for ever.

    An interrupt from the keyboard goes to all processes of a terminal: what it ends is the caller's to say.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        caller = multiprocessing.parent_process()
        if caller is not None:
            caller.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
