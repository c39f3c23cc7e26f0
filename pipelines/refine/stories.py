"""Keep articles, stories and series together: where copies moved, the index is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from pipelines.copies import place as copies
from pipelines.copies.renew import renew, waiting
from pipelines.progress import Progress, silent
from pipelines.store.database import Store
from pipelines.store.stories import set_stories

AT_ONCE = 256
"""Documents a transaction: what a kill loses."""


def place_again(store: Store, *, now: datetime, progress: Progress = silent) -> int:
    """Place anew every text that an earlier version of the rule placed; return how many there were.

    May be killed and run again: it goes on with what waits.
    """
    with store.read() as connection:
        total = waiting(connection)
    done = 0
    progress(0, total)
    while True:
        with store.write() as connection:
            count, changed = renew(connection, limit=AT_ONCE, now=now)
            follow(connection, changed, now)
        done += count
        progress(done, total)
        if count < AT_ONCE:
            return done


def follow(connection: Connection, moved: Iterable[str], now: datetime) -> None:
    """Record story and series of each of these articles as the layer of copies now has them."""
    set_stories(connection, copies.homes(connection, set(moved)), now=now)
