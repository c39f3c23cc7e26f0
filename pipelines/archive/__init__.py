"""The archive: every response as it arrived, in WARC files that other tools read too.

One gzip member a record; the store's table ``captures`` knows file, offset, length and SHA-256 of each.
Reading goes by that index and checks the digest: WARC readers pass over damage in silence (a record cut
short is yielded as if whole, and everything behind a flipped bit is lost to them). The index can be rebuilt
from the files: each record carries what its row holds.

::

    archive = Archive(folder)
    with archive.writer(now=clock) as writer:
        capture = writer.response(response)     # appended, not yet safe
        writer.sync()                           # safe: now its row may be stored
    page = archive.read(capture.warc_file, capture.warc_offset, capture.warc_length, capture.sha256)
"""

from __future__ import annotations

from pipelines.archive.archive import Archive
from pipelines.archive.record import ArchivedPage, Response
from pipelines.archive.recovery import Recovery, Torn, recover
from pipelines.archive.remote import Remote
from pipelines.archive.scan import Damage, scan
from pipelines.archive.shipping import ship
from pipelines.archive.takedowns import Takedown, note, noted
from pipelines.archive.writer import ArchiveWriter

__all__ = [
    "Archive",
    "ArchiveWriter",
    "ArchivedPage",
    "Damage",
    "Recovery",
    "Remote",
    "Response",
    "Takedown",
    "Torn",
    "note",
    "noted",
    "recover",
    "scan",
    "ship",
]
