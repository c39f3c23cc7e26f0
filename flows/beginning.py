"""Whether a command may begin a home: one that reads says that there is none, and makes no empty one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from flows.output import say
from flows.settings import Settings
from pipelines.errors import SettingsError

BEGIN = frozenset(
    {
        "api-key new",
        "archive recover",
        "backfill",
        "crawl",
        "db upgrade",
        "demo",
        "doctor",
        "flows run",
        "flows serve",
        "import",
        "restore",
        "revisit",
        "run",
        "serve",
        "source new",
        "source probe",
    }
)
"""Commands that begin something, so a home too; all others read one, or change what is there."""
_MAY: ContextVar[bool | None] = ContextVar("may begin a home", default=None)
"""Null where no command line was typed: a flow or a test has named its home on purpose."""


@contextmanager
def by_command(arguments: Sequence[str]) -> Iterator[None]:
    """What is opened within this was asked for by a typed command."""
    token = _MAY.set(any(" ".join(arguments[:words]) in BEGIN for words in (1, 2)))
    try:
        yield
    finally:
        _MAY.reset(token)


def is_there(settings: Settings) -> bool:
    """Say whether there is a store to open; one in a database is that server's to say."""
    from pipelines.store.database import FILE_NAME

    return settings.database_url is not None or (settings.folder / FILE_NAME).exists()


def begin(settings: Settings) -> None:
    """Let a home be opened; a new one is told of.

    Raises:
        SettingsError: there is none, and the command is none that begins one.
    """
    may = _MAY.get()
    if may is None or is_there(settings):
        return
    if not may:
        raise SettingsError(
            f"{settings.folder}: no home there",
            cure="name another with --home or KHAOSAN_HOME; khaosan demo makes one of sample offices, "
            "khaosan run and khaosan import begin one of your own",
        )
    say(f"{settings.folder}: a new home begins there")
