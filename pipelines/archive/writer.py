"""Appending to the archive: segment files of one writer, group fsync, a lock that says 'in use'."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines.archive.durable import sync_folder
from pipelines.archive.record import Response, capture_of, member, pack, pack_again, warc_date
from pipelines.errors import SettingsError
from pipelines.identity import digest_of
from pipelines.moment import clock
from pipelines.records import Capture, Hint, Role

SEGMENT_BYTES = 256 * 2**20
"""A segment ends here; large enough for few files, small enough to copy and check one at a time."""


class ArchiveWriter:
    """Writes records to files that no other writer has; a record counts only after :meth:`sync`."""

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] | None = None,
        segment_bytes: int = SEGMENT_BYTES,
    ) -> None:
        self._folder = folder
        self._now = now or clock
        self._limit = segment_bytes
        self._descriptor: int | None = None
        self._name = ""
        self._end = 0
        self._unsynced = False
        self._counter = 0

    def response(self, response: Response) -> Capture:
        """Append a response; the capture returned has no id yet.

        Raises:
            SettingsError: the disk is full or the folder cannot be written; nothing of the record is left.
        """
        capture = capture_of(response)
        return self._append(capture, pack(capture, response, response.body))

    def again(self, response: Response, original: Capture) -> Capture:
        """Append a response whose bytes the archive holds already: a revisit record that points to them.

        Raises:
            SettingsError: as for :meth:`response`.
            ValueError: the bytes are not those of ``original``.
        """
        capture = capture_of(response)
        if capture.sha256 != original.sha256:
            raise ValueError(f"{response.url}: other bytes than {original.url}")
        return self._append(capture, pack_again(capture, response, original))

    def resource(
        self,
        *,
        source_id: str,
        url: str,
        content_type: str,
        body: bytes,
        fetched_at: datetime,
        role: Role = "article",
    ) -> Capture:
        """Append bytes that no site answered with: a line of a corpus somebody brings.

        Raises:
            SettingsError: as for :meth:`response`.
        """
        capture = Capture(
            id=0,
            source_id=source_id,
            role=role,
            requested_url=url,
            url=url,
            status=200,
            content_type=content_type,
            fetched_at=fetched_at,
            sha256=digest_of(body),
            warc_file="",
            warc_offset=0,
            warc_length=0,
            hint=Hint(),
        )
        return self._append(capture, pack(capture, None, body))

    def sync(self) -> None:
        """Make everything appended so far durable: one fsync for the whole group.

        Raises:
            SettingsError: the disk failed; whether what was appended is on it is not known.
        """
        if self._descriptor is not None and self._unsynced:
            try:
                os.fsync(self._descriptor)
            except OSError as error:
                raise _unwritable(self._folder, error) from error
            self._unsynced = False

    def close(self) -> None:
        """Sync and close the segment."""
        self.sync()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _append(self, capture: Capture, packed: bytes) -> Capture:
        if self._descriptor is None or self._end >= self._limit:
            self.close()
            self._open()
        offset = self._write(packed)
        return replace(capture, warc_file=self._name, warc_offset=offset, warc_length=len(packed))

    def _write(self, packed: bytes) -> int:
        assert self._descriptor is not None
        offset, rest = self._end, memoryview(packed)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            # Half a record must not stay in front of the next one.
            os.ftruncate(self._descriptor, offset)
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            raise _unwritable(self._folder, error) from error
        self._end = offset + len(packed)
        self._unsynced = True
        return offset

    def _open(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._descriptor = self._create()
            # The lock goes with the process: recovery leaves files of living writers alone.
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            self._end = 0
            info = b"software: khaosan\r\nformat: WARC File Format 1.1\r\n"
            headers = {"WARC-Date": warc_date(self._now()), "WARC-Filename": self._name}
            headers |= {"Content-Type": "application/warc-fields"}
            self._write(member("warcinfo", "", headers, b"", info))
            sync_folder(self._folder)
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def _create(self) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        while True:
            self._counter += 1
            stamp = self._now().astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
            self._name = f"khaosan-{stamp}-{os.getpid()}-{self._counter:05d}.warc.gz"
            try:
                return os.open(self._folder / self._name, flags, 0o644)
            except FileExistsError:
                continue


def _unwritable(folder: Path, error: OSError) -> SettingsError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    cure = "free some space" if full else "make the folder writable, or choose another home with --home"
    return SettingsError(f"archive {folder}: {error.strerror}", cure=f"{cure}; what was captured stays")
