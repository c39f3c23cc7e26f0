"""Threads that search: so many and no more, for a search in one of them cannot be stopped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pipelines.errors import ServiceAway
from search.engines.work import too_long

SEARCHES = 8
"""Searches at a time; more wait, so those that nobody waits for any more cannot take all processors."""
T = TypeVar("T")


class Places:
    """Places to search in. A search that is given up keeps its place until it ends."""

    def __init__(self, most: int = SEARCHES) -> None:
        self.most = most
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="tantivy")

    def call(self, search: Callable[[], T], seconds: float) -> T:
        """Search in the next free place.

        Raises:
            QueryError: it has not ended after so many seconds.
            ServiceAway: it has not even begun, because others hold all places.
        """
        asked = self._threads.submit(search)
        try:
            return asked.result(seconds)
        except TimeoutError as error:
            if asked.cancel():
                raise ServiceAway(
                    "Tantivy", f"{self.most} searches are running already", cure="ask again in a moment"
                ) from error
            raise too_long(seconds) from error

    def close(self) -> None:
        """Let the threads end with what they run."""
        self._threads.shutdown(wait=False, cancel_futures=True)
