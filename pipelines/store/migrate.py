"""Bring the schema up to date with Alembic; the migrations are files beside this one.

Alembic is driven by its API on the caller's engine: no ini file, no second place that knows the database.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from pipelines.errors import StoreMismatch
from pipelines.store.database import begin

MIGRATIONS = Path(__file__).with_name("migrations")
# An arbitrary constant: PostgreSQL's advisory lock under which one process at a time migrates.
MIGRATION_LOCK = 20_261_125


def configuration(connection: Connection | None = None) -> Config:
    """Build Alembic's configuration for our folder of migrations."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def revision_of(connection: Connection) -> str | None:
    """Say which revision the schema has; null for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Say which revision this version of Khaosan writes."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the schema to a revision, once, whoever comes first.

    Args:
        engine: Of the database.
        to: A revision, older ones as well: a backup is loaded in the schema it was made in.

    Raises:
        StoreMismatch: the database, or the caller, names a revision that this version does not know.
    """
    target = head() if to == "head" else to
    with engine.connect() as connection:
        if revision_of(connection) == target:
            return
    with engine.connect() as connection, connection.begin():
        begin(connection, immediate=True)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        _move(connection, target)


def _move(connection: Connection, target: str) -> None:
    found = revision_of(connection)
    if found == target:
        return
    newest_first = [
        script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()
    ]
    for revision in (found, target):
        if revision is not None and revision not in newest_first:
            raise StoreMismatch(
                f"the store has schema {revision}, this version knows {head()}",
                cure="install the newer Khaosan that wrote it, or restore a backup",
            )
    back = found is not None and newest_first.index(found) < newest_first.index(target)
    (command.downgrade if back else command.upgrade)(configuration(connection), target)
