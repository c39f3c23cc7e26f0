"""What goes into the search for copies, and what comes out of it.

All records are frozen and picklable: sketches are made in worker processes and placed by the one writer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

LinkKind = Literal["copy_of", "excerpt_of", "quotes", "series", "story"]

LINK_KINDS: tuple[LinkKind, ...] = ("copy_of", "excerpt_of", "quotes", "series", "story")


@dataclass(frozen=True, slots=True)
class Document:
    """A text as an office published it.

    ``published_day`` is null unless the page states a whole day. ``authority`` ranks the office: 0 issues
    such releases itself, larger numbers are further from it (:func:`pipelines.copies.authority.authority`).
    """

    id: str
    title: str
    body: str
    published_day: date | None = None
    source: str = ""
    authority: int = 0
    credits: frozenset[str] = frozenset()
    """Who wrote and photographed it, where refining lifted that out of the body."""

    @property
    def day(self) -> int | None:
        """The published day as a proleptic ordinal, as the tables hold it."""
        return None if self.published_day is None else self.published_day.toordinal()


@dataclass(frozen=True, slots=True)
class Sketch:
    """What :func:`pipelines.copies.sketch.sketch` keeps of a text: all that placing needs."""

    key: str
    """The key text: letters and digits only, in one script of digits and one era."""
    digest: bytes | None
    """12 bytes of SHA-256 of the key; null where the key is too short to prove anything."""
    prints: tuple[int, ...]
    """Winnowed hashes of 12-grams, distinct, ascending, as signed 32-bit numbers."""
    packed: bytes
    """Title and body, compressed: facts are read from them when a pair is verified."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two texts are linked as they are, in words for people."""

    code: str
    en: str
    th: str


@dataclass(frozen=True, slots=True)
class Link:
    """A stored judgement on two texts: ``a`` is the later or the contained one, ``b`` the other.

    ``bars`` marks pairs that must never share a cluster, whoever stands between them.
    """

    a: str
    b: str
    kind: LinkKind
    bars: bool
    jaccard: float
    containment_a: float
    """Share of ``a`` that stands in ``b``."""
    containment_b: float
    """Share of ``b`` that stands in ``a``."""
    conflicts: int
    """Slots (numbers, months, provinces in equal surroundings) whose values differ."""
    days: int | None
    """Days between the two publications; null where one of them is undated."""
    version: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a text now stands, and whose cluster changed by its coming (its own id included)."""

    cluster_id: str
    links: tuple[Link, ...]
    changed: tuple[str, ...]
    reissued: tuple[str, ...] = ()
    """Ids of documents whose series changed by its coming."""


@dataclass(frozen=True, slots=True)
class Member:
    """One text of a cluster, without its words."""

    id: str
    source: str
    published_day: date | None
    authority: int
    length: int
    """Characters of the key text."""
