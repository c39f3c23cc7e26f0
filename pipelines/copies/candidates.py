"""Candidates: which stored texts share winnowed prints with a new one.

One SELECT reads the prints of a whole batch; texts of the batch see each other through the copy in memory.
New rows are written once, at the end, in order of the key.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from sqlalchemy import Connection, Select, delete, select

from pipelines.copies.prepared import Prepared, into
from pipelines.copies.rules import RULES
from pipelines.copies.sql import among, joined, listed
from pipelines.copies.tables import STOP, prints


def _holders(dialect: str) -> Select[tuple[int, str]]:
    query = select(prints.c.print, joined(dialect, prints.c.n))
    return query.where(listed(dialect, prints.c.print, "prints")).group_by(prints.c.print)


_HOLDERS = Prepared(_holders)
_ADD = into(prints)
_STOPPED = [STOP]
_NOBODY: list[int] = []
"""Stands for no holder yet; never added to, so that not every new print needs a list."""


class Postings:
    """The inverted index print → texts, as one batch sees and changes it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, list[int]] = {}
        self._stopped: set[int] = set()
        self._new: set[tuple[int, int]] = set()

    def load(self, wanted: Iterable[int]) -> None:
        """Read the rows of these prints, unless they are known already."""
        missing = list(set(wanted).difference(self._known))
        if not missing:
            return
        self._known.update(dict.fromkeys(missing, _NOBODY))
        for one, found in _HOLDERS(self._connection, prints=missing):
            self._known[one] = list(map(int, found.split(",")))

    def ranked(self, wanted: tuple[int, ...], *, but: int) -> tuple[int, list[tuple[int, int]]]:
        """Return how many of these prints are live, and the best texts with their count of shared ones.

        Rare prints weigh more: the sum of 1/log2(2 + texts that have the print). ``but`` is left out.
        """
        self.load(wanted)
        live = [found for found in map(self._known.__getitem__, wanted) if found != _STOPPED]
        shared = Counter(chain.from_iterable(live))
        weight = {n: 0.0 for n, count in shared.items() if count >= RULES.min_shared and n != but}
        for holders in live if weight else ():
            value = 1 / math.log2(2 + len(holders))
            for n in holders:
                if n in weight:
                    weight[n] += value
        best = sorted(weight, key=lambda n: (-weight[n], n))[: RULES.ranked]
        return len(live), [(n, shared[n]) for n in best]

    def add(self, n: int, wanted: tuple[int, ...]) -> int:
        """Add a text under its prints; return how many took it (the others are boilerplate)."""
        self.load(wanted)
        taken = 0
        for one in wanted:
            holders = self._known[one]
            if holders == _STOPPED:
                continue
            if len(holders) + 1 >= RULES.stop_df:
                self._stop(one, holders)
                continue
            if holders:
                holders.append(n)
            else:
                self._known[one] = [n]
            self._new.add((one, n))
            taken += 1
        return taken

    def _stop(self, one: int, holders: list[int]) -> None:
        self._new.difference_update((one, n) for n in holders)
        self._stopped.add(one)
        self._known[one] = [STOP]

    def take(self, n: int, wanted: tuple[int, ...]) -> None:
        """Remove a stored text from its prints, at once."""
        self.load(wanted)
        for one in wanted:
            if n in self._known[one]:
                self._known[one].remove(n)
            self._new.discard((one, n))
        mine = among(self._connection, prints.c.print, list(wanted))
        self._connection.execute(delete(prints).where(mine, prints.c.n == n))

    def write(self) -> None:
        """Write what was added since the last call."""
        if self._stopped:
            gone = sorted(self._stopped)
            self._connection.execute(delete(prints).where(among(self._connection, prints.c.print, gone)))
            self._new.update((one, STOP) for one in gone)
        if self._new:
            _ADD.write_pairs(self._connection, sorted(self._new))
        self._stopped.clear()
        self._new.clear()
