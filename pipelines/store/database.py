"""Open the store: SQLite in the home by default, PostgreSQL by URL; schema brought up to date by Alembic.

SQLite runs in WAL with ``synchronous=FULL``: 240 hard kills while writing lost no acknowledged row
(reliability §0.2). Every write transaction begins with ``BEGIN IMMEDIATE``: a deferred one that reads first
and writes later fails at once when another writer got in between (dedup §8).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from pipelines.errors import ServiceAway, SettingsError, StoreMismatch

FILE_NAME = "store.sqlite"
LOCK_WAIT_SECONDS = 60
"""How long a writer waits for another one; a batch of refining takes about a second."""
FULL = ("disk is full", "disk I/O error")
"""What SQLite says where its disk has no room (SQLITE_FULL, and SQLITE_IOERR at a limit of file sizes)."""
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    # Placing copies dirties many pages: a checkpoint every 64 MB instead of SQLite's 4 MB.
    "wal_autocheckpoint=16000",
)


@dataclass(frozen=True)
class Store:
    """A handle on the database. ``write()`` and ``read()`` give connections in a transaction."""

    engine: Engine

    @property
    def address(self) -> str:
        """Where it lies, with the password if there is one: for :func:`attached`, never to be shown."""
        return self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection that holds the write lock from its first statement; commit at the end.

        Raises:
            SettingsError: the disk is full; nothing of this transaction was written.
        """
        try:
            with self.engine.connect() as connection, connection.begin():
                begin(connection, immediate=True)
                yield connection
        except OperationalError as error:
            if not any(word in str(error.orig) for word in FULL):
                raise
            raise SettingsError(
                f"{self.engine.url.database}: {error.orig}",
                cure="free some space on its disk and run again; what was stored before stays",
            ) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the store from first to last statement."""
        with self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":  # its default sees each statement's own state
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                begin(connection)
                yield connection

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()


DAMAGED = (
    "move the file away, then khaosan restore a backup, or make the store anew from the archive: "
    "khaosan archive recover, then khaosan refine"
)


def url_of(home: Path, url: str | None = None) -> str:
    """Say which database a home uses: the given URL, else ``<home>/store.sqlite``."""
    return url or f"sqlite:///{home / FILE_NAME}"


def open_store(home: Path, url: str | None = None, *, revision: str = "head") -> Store:
    """Open the store of a home, creating its schema or bringing it to a revision.

    Raises:
        ServiceAway: the database server does not answer.
        StoreMismatch: the schema is newer than this version knows, the folder cannot be written, or the file
            is damaged.
    """
    target = url_of(home, url)
    if target.startswith("sqlite"):
        _make_home(home)
    store = attached(target)
    engine = store.engine
    from pipelines.store.migrate import upgrade

    try:
        upgrade(engine, revision)
    except OperationalError as error:
        if engine.dialect.name == "sqlite":
            raise StoreMismatch(
                f"{target}: {error.orig}", cure="check permissions and free space of the home folder"
            ) from error
        raise ServiceAway(
            "PostgreSQL", str(error.orig).strip(), cure="start it, or correct KHAOSAN_DATABASE_URL"
        ) from error
    except DatabaseError as error:
        raise StoreMismatch(f"{target}: {error.orig}", cure=DAMAGED) from error
    return store


def attached(address: str) -> Store:
    """Open a store as it is, whose schema another process has brought up to date; nothing is asked yet.

    Raises:
        SettingsError: the address is none of a database that we know.
    """
    try:
        engine = create_engine(address, connect_args=_arguments(address))
    except (ArgumentError, ModuleNotFoundError) as error:  # never with the address: a password is in it
        raise SettingsError(
            f"KHAOSAN_DATABASE_URL: {str(error).partition(chr(10))[0]}",
            cure="write postgresql+psycopg://user:password@host/database, or leave it out for SQLite",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _pragmas)
    return Store(engine)


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreMismatch(
            f"{home}: {error.strerror}", cure="choose a folder you may write with --home or KHAOSAN_HOME"
        ) from error


def _arguments(target: str) -> dict[str, Any]:
    # SQLAlchemy pools connections across threads (the web app's workers); sqlite3 forbids that by default.
    # autocommit leaves BEGIN to us: pysqlite's own begins would be deferred ones.
    if target.startswith("sqlite"):
        return {"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False, "isolation_level": None}
    return {}


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin(connection: Connection, *, immediate: bool = False) -> None:
    """Begin the transaction that SQLAlchemy has begun with SQLite, too; ``immediate`` takes the write lock.

    Said where transactions begin: an event of SQLAlchemy's would make each statement ask for its listeners.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
