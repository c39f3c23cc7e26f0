"""Beside a crawl what it has archived is refined: no core waits, and little is left to do at its end.

This only runs ahead. Whatever becomes of it, the stage after the crawl refines all that waits then, so that
a run may be killed, or this part of it fail, and nothing is lost or changed.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flows.logs import event
from flows.workspace import Workspace
from pipelines.moment import clock
from pipelines.progress import Progress, silent

if TYPE_CHECKING:
    from pipelines.refine.ahead import Ahead

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())
PAUSE = 0.2
"""Seconds until it is looked again whether a batch is there: a look is two queries, half a millisecond. Who
waits for the stage looks twice a second, and finds it free before long: rounds end where no batch waits."""
AFTER_TROUBLE = 60.0
"""Seconds after a fault; an object store may be back by then."""


def collect(
    space: Workspace,
    crawl: Callable[[], object],
    refine: Callable[[Ahead | None], object],
    progress: Progress = silent,
) -> None:
    """Crawl with refining beside it, then refine the rest.

    Args:
        space: The home.
        crawl: Crawls; what it raises is raised on, and nothing is refined then.
        refine: The stage, given what refined ahead; null where one core is used.
        progress: Told of refining beside the crawl.
    """
    ahead = ahead_of(space)
    with refining(space, ahead, progress):
        crawl()
    refine(ahead)


def ahead_of(space: Workspace) -> Ahead | None:
    """Give what refines ahead in a run, for :func:`refining` and then the stage; null with one core."""
    from pipelines.refine.ahead import Ahead

    if space.workers.count < 2:
        return None
    return Ahead(space.store, space.archive, workers=space.workers)


@contextmanager
def refining(space: Workspace, ahead: Ahead | None, progress: Progress = silent) -> Iterator[None]:
    """Refine while the block crawls; at its end what whole batches are left, unless an error ends it."""
    if ahead is None:
        yield
        return
    space.locks  # noqa: B018 - made here, by one thread
    over, dropped = threading.Event(), threading.Event()
    thread = threading.Thread(target=_go_on, args=(space, ahead, over, dropped, progress), name="ahead")
    thread.start()
    try:
        yield
        over.set()
        thread.join()
    finally:
        dropped.set()
        over.set()
        thread.join()


def _go_on(
    space: Workspace, ahead: Ahead, over: threading.Event, dropped: threading.Event, progress: Progress
) -> None:
    pause = 0.0
    while not over.wait(pause):
        pause = _round(space, ahead, dropped, progress)
    if ahead.workers.runs:  # else the stage knows better whether workers are worth their start
        _round(space, ahead, dropped, progress)


def _round(space: Workspace, ahead: Ahead, dropped: threading.Event, progress: Progress) -> float:
    """Refine the whole batches that wait, where no other process refines; give the seconds to wait then."""
    try:
        if not dropped.is_set() and ahead.waits():
            with space.if_free("refine") as free:
                if free:
                    ahead.round(clock=clock, stopped=dropped.is_set, progress=progress)
    except Exception as error:  # told here; the stage after the crawl meets it again, or does the work
        message = f"refining beside the crawl: {type(error).__name__}: {error}"
        event(log, logging.WARNING, message, stage="refine")
        return AFTER_TROUBLE
    return PAUSE
