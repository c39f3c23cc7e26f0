"""How many requests a minute each reader may send: a bucket of tokens that refills steadily."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic

MINUTE = 60.0
MOST_KNOWN = 10_000
"""Readers remembered; whoever has not come for longest is forgotten, with a full bucket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a request may pass, and what its sender may still send."""

    allowed: bool
    limit: int
    left: int
    wait: int
    """Seconds until the next token, rounded up; 0 while there is one."""


class Buckets:
    """One bucket a reader. Threads may share it."""

    def __init__(self, limit: int, clock: Callable[[], float] = monotonic) -> None:
        """Make buckets.

        Args:
            limit: Requests a minute, all of which may come at once; 0 = as many as they like.
            clock: Tells seconds.
        """
        self.limit = limit
        self.clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, reader: str) -> Verdict:
        """Take a token of a reader, if one is left."""
        if not self.limit:
            return Verdict(allowed=True, limit=0, left=0, wait=0)
        with self._lock:
            now = self.clock()
            tokens, at = self._held.pop(reader, (float(self.limit), now))
            tokens = min(float(self.limit), tokens + (now - at) * self.limit / MINUTE)
            allowed = tokens >= 1
            tokens -= allowed
            self._held[reader] = (tokens, now)
            while len(self._held) > MOST_KNOWN:
                self._held.popitem(last=False)
        wait = 0 if tokens >= 1 else ceil((1 - tokens) * MINUTE / self.limit)
        return Verdict(allowed=allowed, limit=self.limit, left=int(tokens), wait=wait)
