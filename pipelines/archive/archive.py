"""A folder of WARC files, and perhaps an object store behind it: write into it, read from it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pipelines.archive.record import ArchivedPage, unpack
from pipelines.archive.remote import Remote
from pipelines.archive.writer import SEGMENT_BYTES, ArchiveWriter
from pipelines.errors import ArchiveDamaged, ConfigError

RECORD_LIMIT = 64 * 2**20
"""A record never unpacks to more: pages end at 8 MiB, brought corpora are lines."""


@dataclass(frozen=True)
class Archive:
    """The archive of a home."""

    folder: Path
    remote: Remote | None = None
    """Where segments go that are finished; null = they stay."""

    @classmethod
    def of(cls, folder: Path, url: str | None) -> Archive:
        """The archive of a folder, with an object store behind it where one is named."""
        return cls(folder, Remote(url) if url else None)

    @contextmanager
    def writer(
        self, *, now: Callable[[], datetime] | None = None, segment_bytes: int = SEGMENT_BYTES
    ) -> Iterator[ArchiveWriter]:
        """Give a writer with segment files of its own; they are synced and closed at the end.

        Raises:
            SettingsError: the folder cannot be written.
        """
        writer = ArchiveWriter(self.folder, now=now, segment_bytes=segment_bytes)
        try:
            yield writer
        finally:
            writer.close()

    def read(self, file: str, offset: int, length: int, digest: str) -> ArchivedPage:
        """Read one record by its place and check its SHA-256.

        Raises:
            ArchiveDamaged: the bytes there are not those that were captured.
        """
        page = self._record(file, offset, length)
        if page.original is not None:
            there = page.original
            page = replace(page, body=self._record(there.file, there.offset, there.length).body)
        found = sha256(page.body).hexdigest()
        if found != digest:
            raise _damaged(f"{file} at byte {offset}: SHA-256 is {found}, {digest} was captured")
        return page

    def _record(self, file: str, offset: int, length: int) -> ArchivedPage:
        place = f"{file} at byte {offset}"
        packed = self._bytes(file, offset, length)
        if len(packed) < length:
            raise _damaged(f"{place}: {len(packed)} of {length} bytes are there")
        try:
            return unpack(inflate(packed))[1]
        except (ValueError, zlib.error, ConfigError) as error:
            raise _damaged(f"{place}: {error}") from error

    def _bytes(self, file: str, offset: int, length: int) -> bytes:
        try:
            with self.path(file).open("rb") as stream:
                stream.seek(offset)
                return stream.read(length)
        except OSError as error:  # not asked before whether it is here: it may be shipped at any moment
            if self.remote and isinstance(error, FileNotFoundError):
                return self.remote.read(file, offset, length)
            raise _damaged(f"{file} at byte {offset}: {error.strerror}") from error

    def reachable(self) -> Callable[[str], bool]:
        """Tell of segments whether they can be read from here: another machine's may still lie on its disk.

        Raises:
            ServiceAway: the object store does not answer, or refuses.
        """
        if self.remote is None:
            return lambda file: True
        there, missed = set(self.remote.sizes()), set[str]()

        def reached(file: str) -> bool:
            if file not in there and file not in missed and not self.path(file).exists():
                there.update(self.remote.sizes() if self.remote else ())  # shipped since we looked?
                missed.update({file} - there)
            return file in there or self.path(file).exists()

        return reached

    def path(self, file: str) -> Path:
        """Where a segment lies; a name that leaves the folder is refused."""
        if Path(file).name != file:
            raise _damaged(f"{file!r} is no file name")
        return self.folder / file

    def files(self) -> list[str]:
        """The names of all segments, oldest first."""
        return sorted(path.name for path in self.folder.glob("*.warc.gz"))


def inflate(packed: bytes) -> bytes:
    """Unpack one whole gzip member; its checksum is checked.

    Raises:
        ValueError: it is cut short, or larger than :data:`RECORD_LIMIT`.
        zlib.error: it is damaged.
    """
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    data = inflater.decompress(packed, RECORD_LIMIT)
    if not inflater.eof:
        raise ValueError(
            "the record is cut short" if not inflater.unconsumed_tail else "the record is too large"
        )
    return data


def _damaged(what: str) -> ArchiveDamaged:
    return ArchiveDamaged(
        what,
        cure="restore the file from a backup, or fetch the page again: khaosan crawl; then khaosan reextract",
    )
