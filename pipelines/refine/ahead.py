"""Refining while a crawl goes on, to the same end as a refining after it.

Batches are whole, so they are the same captures as after the crawl, read by the same habits. A page that has
another text in place of a known article waits until all its neighbours have come: they tell whether it is a
welcome page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from pipelines.archive import Archive
from pipelines.progress import Progress, silent
from pipelines.refine import welcome
from pipelines.refine.pool import BATCH, Pool
from pipelines.refine.reading import Reader
from pipelines.refine.stage import RefineReport, keep
from pipelines.store import captures, sources
from pipelines.store.database import Store
from pipelines.workers import Workers


class Ahead:
    """Rounds of refining before a crawl has ended; its report is gone on with by the refining after it."""

    def __init__(self, store: Store, archive: Archive, *, workers: Workers) -> None:
        self.store, self.archive = store, archive
        self.workers = workers
        self.report = RefineReport()
        self._after = self._sure_at = 0

    def waits(self) -> bool:
        """Say whether a whole batch is there that can be read now."""
        with self.store.read() as connection:
            sure = captures.newest(connection) >= self._sure_at
            return sure and captures.count(connection, after=self._after) >= BATCH

    def round(
        self, *, clock: Callable[[], datetime], stopped: Callable[[], bool], progress: Progress = silent
    ) -> None:
        """Refine the whole batches that wait, and those that come meanwhile.

        Args:
            clock: Looked at for each batch.
            stopped: Asked after each batch whether to leave the others.
            progress: Told of captures done and in all, as far as they are known.

        Raises:
            ServiceAway: the archive's object store does not answer; what was stored stays.
        """
        with self.store.read() as connection:
            known = sources.load(connection)
        reader = Reader(
            store=self.store, archive=self.archive, known=known, now=clock, waiting=Counter(), whole=True,
            after=self._after,
        )  # fmt: skip
        for batch in reader.read([captures.WAITING], Pool(self.workers)):
            done = RefineReport()
            with self.store.write() as connection:
                found = welcome.found(connection, batch)
                if captures.newest(connection) < found.sure_at:
                    self._sure_at = found.sure_at
                    return
                keep(connection, batch, found.aside, done, clock(), known)
                left = captures.count(connection)
            self.report.add(done)  # now that it is stored
            self._after = batch[-1].capture.id
            progress(self.report.captures, self.report.captures + left)
            if stopped():
                return
        self._after = reader.after
