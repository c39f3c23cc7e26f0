"""Worker processes that read the store themselves: started quickly, safely, and never left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing.context import ForkServerContext

from pipelines.store.database import Store, attached


def pool(workers: int, module: str) -> ProcessPoolExecutor:
    """Make a pool whose processes are forked by a server that has loaded a module, once for all.

    Forking the caller, which holds connections and threads, would not be safe; starting each from nothing
    costs as much again for every one.
    """
    return ProcessPoolExecutor(workers, _context(module), initializer=_end_with_caller)


@lru_cache(maxsize=1)
def store_at(address: str) -> Store:
    """The store as a worker reads it: a handle of its own, kept from one call to the next."""
    return attached(address)


def _context(module: str) -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module])
    return context


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
