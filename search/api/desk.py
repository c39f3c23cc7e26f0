"""What calls work with, and the error that they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipelines.errors import KhaosanError
from pipelines.store.database import Store
from search.service import Searcher


@dataclass(frozen=True, slots=True)
class Desk:
    """A store, who searches it, and what time it is."""

    store: Store
    searcher: Searcher
    clock: Callable[[], datetime]
    base: str = ""
    """Address under which readers reach the web app, without a slash at the end; empty in process."""


class NotThere(KhaosanError):  # noqa: N818 - named for what it tells
    """What is named does not exist, or was taken down."""

    def __init__(self, what: str, identity: str) -> None:
        super().__init__(f"{what} {identity!r} is not there", cure="ids stand in the answers of a search")
        self.what = what
        self.identity = identity
