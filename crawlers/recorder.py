"""Bytes first, then meaning: appends to the archive, and settles a group of pages in one transaction.

A page counts when its group is settled: archive synced, then rows of captures and frontier in one
transaction. Killed before that, the archive's whole records are adopted at the next start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic

from sqlalchemy import Connection

from crawlers import waiting
from crawlers.harvest import Harvest, Settled, apply, harvest
from crawlers.memory import backfill_of
from crawlers.visit import Visit
from pipelines.archive import Archive, ArchiveWriter, Response
from pipelines.errors import ArchiveDamaged
from pipelines.extract import page_of
from pipelines.identity import digest_of
from pipelines.records import Capture, Source
from pipelines.span import Span, span_of_text
from pipelines.store import attachments
from pipelines.store.adoption import adopt
from pipelines.store.database import Store

GROUP = 32
"""Pages a transaction: an fsync costs about as much as fetching one page from a near server."""
GROUP_SECONDS = 1.0
"""A power cut costs at most this much (design §1)."""

FILES_REMEMBERED = 2000
"""Attachments of this run whose repeats are known before they are refined; half a kilobyte each."""

Settle = Callable[[Connection], None]


def _nothing() -> None:
    """No locks to look after."""


class Recorder:
    """The one writer of a crawl."""

    def __init__(
        self, store: Store, writer: ArchiveWriter, archive: Archive, check: Callable[[], None] = _nothing
    ) -> None:
        self.store = store
        self._writer, self._archive, self._check = writer, archive, check
        self._pending: list[Settle] = []
        self._at_end: list[Settle] = []
        self._files: dict[str, Capture] = {}
        self._since = 0.0

    def archive(self, response: Response) -> Capture:
        """Append a response; nothing points to it before :meth:`later` has been told how.

        An attachment whose bytes are there already, whoever published them, becomes a record that says so.
        """
        if response.role != "attachment":
            return self._writer.response(response)
        digest = digest_of(response.body)
        original = self._files.get(digest) or self._known(digest)
        if original is not None:
            return self._writer.again(response, original)
        capture = self._files[digest] = self._writer.response(response)
        return capture

    def _known(self, digest: str) -> Capture | None:
        """A capture of these bytes that can be read: a repeat must not point to damage, or to a repeat."""
        with self.store.read() as connection:
            found = attachments.original(connection, digest)
        if found is None:
            return None
        try:
            page = self._archive.read(found.warc_file, found.warc_offset, found.warc_length, digest)
        except ArchiveDamaged:
            return None
        place = page.original
        if place is None:
            return found
        return replace(found, warc_file=place.file, warc_offset=place.offset, warc_length=place.length)

    def later(self, settle: Settle) -> None:
        """Queue what must become true with the next group, and settle the group when it is large or old."""
        if not self._pending:
            self._since = monotonic()
        self._pending.append(settle)
        if len(self._pending) >= GROUP or monotonic() - self._since > GROUP_SECONDS:
            self.flush()

    def at_end(self, settle: Settle) -> None:
        """Keep what only a whole run can judge; a killed one says nothing of it."""
        self._at_end.append(settle)

    def judge(self, *, believed: bool) -> int:
        """Settle what was kept for the end, or drop it; say how much it was."""
        kept, self._at_end = self._at_end, []
        for settle in kept if believed else ():
            self.later(settle)
        return len(kept)

    def flush(self) -> None:
        """Settle the group now."""
        if not self._pending:
            return
        group, self._pending = self._pending, []
        if len(self._files) > FILES_REMEMBERED:
            self._files.clear()
        self._writer.sync()
        self._check()
        with self.store.write() as connection:
            for settle in group:
                settle(connection)


def recover(
    store: Store, folder: Path, sources: dict[str, Source], *, now: datetime
) -> tuple[int, list[str]]:
    """Finish what a killed run began: adopt whole records, apply what they mean; return count and remarks.

    The frontier's rows of adopted pages become done, so that no page is fetched twice but those in flight.
    """
    with store.write() as connection:
        recovery = adopt(connection, folder)
        for capture in recovery.adopted:
            _resume(connection, Archive(folder), capture, sources.get(capture.source_id), now)
    remarks = [
        f"{torn.damage.file}: a torn record of {torn.damage.length} bytes was moved to {torn.moved_to}"
        for torn in recovery.torn
    ]
    return len(recovery.adopted), remarks


def _resume(
    connection: Connection, archive: Archive, capture: Capture, source: Source | None, now: datetime
) -> Settled:
    visit = waiting.find(connection, capture.source_id, capture.requested_url)
    if source is None or visit is None:
        return Settled()
    if visit.sha256 == capture.sha256 and visit.last_status == capture.status:
        return Settled()
    found = _read_again(archive, capture, source, visit, now)
    begun = backfill_of(connection, source.id) if visit.role == "listing" else None
    run, further = (now, False) if begun is None else (begun.begun_at, True)
    return apply(connection, visit, capture, found, run=run, now=now, further=further)


def _read_again(archive: Archive, capture: Capture, source: Source, visit: Visit, now: datetime) -> Harvest:
    if visit.role == "attachment":  # it names nothing, and a repeat's bytes may lie in an object store
        return Harvest()
    body = archive.read(capture.warc_file, capture.warc_offset, capture.warc_length, capture.sha256).body
    span = span_of_text(capture.span, now=now) if capture.span else Span(now=now)
    return harvest(source, visit, page_of(capture, body, source, now=now), span)
