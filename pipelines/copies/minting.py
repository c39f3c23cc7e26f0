"""Ids of clusters and series: made of their first member's id, used once, and going on when groups change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import count

ID_HEX = 16
"""Hex digits of an id: two of a billion ids are equal by a chance of 3 %; then the next is taken."""
CLUSTER, SERIES = "c-", "s-"


def names(prefix: str, first: str) -> Iterator[str]:
    """Yield the ids that a group may have by its first member's id, in the order to be taken; without end."""
    for again in count():
        seed = f"{first}\0{again}" if again else first
        yield prefix + sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:ID_HEX]


def heirs(
    groups: Sequence[Iterable[tuple[int, str | None]]],
    ages: Callable[[Collection[str]], Mapping[str, int]],
) -> list[tuple[str | None, list[str]]]:
    """Say which id each group keeps, the oldest of its own, and which of its others end in it.

    An id goes on with the member of its group that arrived first.

    Args:
        groups: Of each member its number, in order of arrival, and the id it has borne so far.
        ages: Gives the order in which ids were minted; asked only where one group has several.
    """
    home: dict[str, tuple[int, int]] = {}
    for at, group in enumerate(groups):
        for n, name in group:
            if name is not None:
                home[name] = min(home.get(name, (n, at)), (n, at))
    claims: list[list[str]] = [[] for _ in groups]
    for name, (_, at) in home.items():
        claims[at].append(name)
    contested = [name for mine in claims if len(mine) > 1 for name in mine]
    known = ages(contested) if contested else {}
    for mine in claims:
        mine.sort(key=lambda name: known.get(name, 0))
    return [(mine[0] if mine else None, mine[1:]) for mine in claims]
