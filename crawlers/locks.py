"""One crawl an office and one an address, on one machine or many; a lock dies with the process that holds it.

With SQLite, all crawls of a home are on one machine: a locked file. With PostgreSQL they may be on several:
an advisory lock of the server's, bound to a connection. When a machine vanishes, the server notices within
:data:`SERVER_NOTICES` seconds; when the connection breaks first, :meth:`Locks.check` stops the crawl before
it writes anything more.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from pipelines.errors import ServiceAway
from pipelines.store.database import Store

SERVER_NOTICES = 60
"""Seconds: 30 idle, then 3 probes 10 s apart."""
_KEEPALIVES = {"tcp_keepalives_idle": 30, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 3}


class Locks(Protocol):
    """Locks by name, never waited for."""

    def take(self, name: str) -> bool:
        """Take a lock; False where another process has it. Taking it again is harmless."""

    def free(self, name: str) -> None:
        """Give a lock back."""

    def check(self) -> None:
        """Raise ServiceAway where the locks taken may be somebody else's by now."""

    def close(self) -> None:
        """Give all back."""


def locks_of(home: Path, store: Store) -> Locks:
    """The locks of a store: the server's where it has one, else files in the home."""
    if store.engine.dialect.name == "postgresql":
        return ServerLocks(store.engine)
    return FileLocks(home / "locks")


class FileLocks:
    """Locked files in a folder; the kernel frees them when the process ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str) -> bool:
        """Lock the file of that name."""
        if name in self._held:
            return True
        file = self._folder / f"{sha256(name.encode()).hexdigest()[:32]}.lock"
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._held[name] = descriptor
        return True

    def free(self, name: str) -> None:
        """Unlock it."""
        descriptor = self._held.pop(name, None)
        if descriptor is not None:
            os.close(descriptor)

    def check(self) -> None:
        """A file stays locked as long as we live."""

    def close(self) -> None:
        """Unlock all."""
        for name in list(self._held):
            self.free(name)


class ServerLocks:
    """Advisory locks of PostgreSQL, all on one connection of their own."""

    def __init__(self, engine: Engine) -> None:
        self._connection: Connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        for name, seconds in _KEEPALIVES.items():
            self._connection.execute(text(f"SET {name} = {seconds}"))
        self._held: set[str] = set()

    def take(self, name: str) -> bool:
        """Ask the server for the lock."""
        if name not in self._held and not self._ask("SELECT pg_try_advisory_lock(:key)", name):
            return False
        self._held.add(name)
        return True

    def free(self, name: str) -> None:
        """Give it back to the server."""
        if name in self._held:
            self._held.discard(name)
            self._ask("SELECT pg_advisory_unlock(:key)", name)

    def check(self) -> None:
        """Ask for a word on the connection that the locks hang on; one that was cut is not opened again."""
        if self._held:
            self._ask("SELECT true", "")

    def close(self) -> None:
        """Give all locks back, and end the connection: the server takes its time to notice that."""
        if self._held:
            self._held.clear()
            with suppress(ServiceAway):  # a connection that was cut holds none
                self._ask("SELECT pg_advisory_unlock_all()", "")
        self._connection.invalidate()
        self._connection.close()

    def _ask(self, statement: str, name: str) -> bool:
        key = int.from_bytes(sha256(f"khaosan {name}".encode()).digest()[:8], "big", signed=True)
        values = {"key": key} if ":key" in statement else {}
        try:
            if self._connection.invalidated:
                raise _lost("the connection that holds the crawl's locks was cut")
            return bool(self._connection.execute(text(statement), values).scalar())
        except DBAPIError as error:
            raise _lost(str(error.orig).strip()) from error


def _lost(why: str) -> ServiceAway:
    return ServiceAway("PostgreSQL", why, cure="what was captured stays in the archive; crawl again")
