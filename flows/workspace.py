"""A home with its store, archive and engine, opened on demand and closed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from time import sleep
from typing import TYPE_CHECKING

from flows.beginning import begin
from flows.settings import Settings

if TYPE_CHECKING:
    from crawlers.locks import Locks
    from crawlers.spare import Spare
    from pipelines.archive import Archive
    from pipelines.store.database import Store
    from pipelines.workers import Workers
    from search.engines import Access, Engine
    from search.service import Searcher
    from search.standard import Standard

LOOK_SECONDS = 0.5
"""Between two looks whether another process has finished."""
LOADED = ("flows.cli", "search.loaded", "pipelines.refine.loaded")
"""What worker processes find loaded, to refine and to make index documents. The first is the program that
started them: the standard library makes each of them import it."""
LOADED_TO_INDEX = ("flows.cli", "search.loaded")
"""Where nothing is refined: half the time, .5 s instead of 1.1 (26 November 2026)."""


@dataclass(frozen=True)
class Workspace:
    """What commands and flows work with."""

    settings: Settings
    store: Store
    spare: Spare | None = None
    """A process that has loaded the crawler already, for the first crawl."""
    modules: Sequence[str] = LOADED
    """What worker processes find loaded."""

    @property
    def archive(self) -> Archive:
        """The archive, with its object store where one is set."""
        from pipelines.archive import Archive

        return Archive.of(self.settings.archive, self.settings.archive_url)

    @cached_property
    def locks(self) -> Locks:
        """Locks among all processes of this store, on whatever machine; they go with this process."""
        from crawlers.locks import locks_of

        return locks_of(self.settings.folder, self.store)

    @cached_property
    def workers(self) -> Workers:
        """Worker processes of this run, for all its stages; started when one needs them."""
        from pipelines.workers import Workers

        return Workers(self.settings.worker_count, *self.modules)

    @contextmanager
    def alone(self, stage: str) -> Iterator[None]:
        """Wait until no other process of this store is in a stage, then be the only one.

        Workers of several machines end their crawls at about the same time. Copies are placed one after
        another, and an index has one writer: the second waits, then takes up what the first had not seen.
        """
        while True:
            with self.if_free(stage) as free:
                if free:
                    yield
                    return
            sleep(LOOK_SECONDS)

    @contextmanager
    def if_free(self, stage: str) -> Iterator[bool]:
        """Be the only process in a stage, where no other one is in it; False where one is."""
        free = self.locks.take(f"stage {stage}")
        try:
            yield free
        finally:
            if free:
                self.locks.free(f"stage {stage}")

    def engine(self) -> Engine:
        """Open the engine in force."""
        from search.engines import open_engine

        settings = self.settings
        return open_engine(
            settings.engine_name,
            home=settings.folder,
            url=settings.elasticsearch_url,
            index=settings.elasticsearch_index,
            access=self._access(),
        )

    def standard(self) -> Standard | None:
        """The server's own analyser, to audit beside ours; null where no server is named."""
        from search.engines.cluster.client import connect
        from search.standard import Standard

        url = self.settings.elasticsearch_url
        return Standard(connect(url, self._access())) if url else None

    def _access(self) -> Access:
        from search.engines import Access

        settings = self.settings
        return Access(
            user=settings.elasticsearch_user,
            password=settings.elasticsearch_password,
            api_key=settings.elasticsearch_api_key,
            ca=settings.elasticsearch_ca,
        )

    def searcher(self) -> Searcher:
        """Open a searcher on store and engine."""
        from search.service import Searcher

        return Searcher(self.store, self.engine())


@contextmanager
def workspace(
    settings: Settings, *, crawls: bool = False, modules: Sequence[str] = LOADED, ahead: bool = False
) -> Iterator[Workspace]:
    """Open the store of the home in force; close it at the end.

    Args:
        settings: With the home.
        crawls: Begin at once to load what a crawl and refining need, where there is another core.
        modules: What worker processes find loaded.
        ahead: Begin at once to load that, where there is another core; else when it is needed.

    Raises:
        SettingsError: a command that reads names a home that is not there.
    """
    begin(settings)
    loads = (crawls or ahead) and settings.worker_count > 1
    with _loading(settings, modules, crawls=crawls) if loads else nullcontext() as spare:
        yield from _opened(settings, modules, spare)


@contextmanager
def _loading(settings: Settings, modules: Sequence[str], *, crawls: bool) -> Iterator[Spare | None]:
    """Begin what loads in processes of its own: a crawl to come, and what workers are forked from."""
    from pipelines.workers import Workers

    with _crawling() if crawls else nullcontext() as spare:
        Workers(settings.worker_count, *modules).begin()
        yield spare


def _crawling() -> closing[Spare]:
    from crawlers.spare import Spare

    return closing(Spare())


def _opened(settings: Settings, modules: Sequence[str], spare: Spare | None) -> Iterator[Workspace]:
    from pipelines.store.database import open_store

    store = open_store(settings.folder, settings.database_url)
    space = Workspace(settings=settings, store=store, spare=spare, modules=modules)
    try:
        yield space
    finally:
        if "workers" in vars(space):
            space.workers.stop()
        if "locks" in vars(space):
            space.locks.close()
        space.store.close()
