"""What was found is kept for the next time, within bounds."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(dict[K, V]):
    """Answers by what they were asked for; full, it begins anew: a plain dictionary is quickest asked."""

    def __init__(self, find: Callable[[K], V], most: int) -> None:
        super().__init__()
        self._find, self._most = find, most

    def __missing__(self, asked: K) -> V:
        if len(self) == self._most:
            self.clear()
        self[asked] = found = self._find(asked)
        return found


def remembered(most: int, *, longest: int) -> Callable[[Callable[[str], V]], Callable[[str], V]]:
    """Keep what a function finds for the last texts.

    Args:
        most: So many texts.
        longest: Characters; nothing is kept of longer ones, so that no run of them fills the memory.
    """

    def decorated(find: Callable[[str], V]) -> Callable[[str], V]:
        kept = lru_cache(most)(find)

        @wraps(find)
        def found(text: str) -> V:
            return kept(text) if len(text) <= longest else find(text)

        return found

    return decorated
