"""From a verdict on two texts to a link: which of the two is the copy, and the row that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from pipelines.copies.judge import Verdict
from pipelines.copies.reasons import reason
from pipelines.copies.records import Link, Reason
from pipelines.copies.rules import ALGORITHM


class Side(Protocol):
    """A document as a link needs it."""

    @property
    def n(self) -> int:
        """Number in the store."""

    @property
    def id(self) -> str:
        """Public id."""

    @property
    def order(self) -> tuple[int, str]:
        """First day, then id; undated last."""


def link(mine: Side, other: Side, verdict: Verdict) -> Link:
    """Return the link of two documents as a record."""
    values = row(mine, other, verdict)
    names = {mine.n: mine.id, other.n: other.id}
    return Link(
        names[values["a"]],
        names[values["b"]],
        verdict.kind,
        verdict.bars,
        values["jaccard"],
        values["containment_a"],
        values["containment_b"],
        verdict.conflicts,
        verdict.days,
        ALGORITHM,
        verdict.reason,
    )


def stored(found: Any, names: Mapping[int, str]) -> Link:
    """Return a row of ``copy_links`` as a record; ``names`` gives the ids of its two texts."""
    return Link(
        names[found.a],
        names[found.b],
        found.kind,
        found.bars,
        found.jaccard,
        found.containment_a,
        found.containment_b,
        found.conflicts,
        found.days,
        found.version,
        Reason(found.code, found.reason_en, found.reason_th),
    )


def row(mine: Side, other: Side, verdict: Verdict) -> dict[str, Any]:
    """Return the row of ``copy_links``: from an excerpt to what holds it, else from later to earlier.

    ``verdict`` is :func:`pipelines.copies.judge.compare`'s on (mine, other).
    """
    found = verdict.alignment
    shorter, longer = (other, mine) if verdict.flipped else (mine, other)
    share = {shorter.n: found.containment_a, longer.n: found.containment_b}
    if verdict.kind == "excerpt_of":
        a, b = shorter, longer
    else:
        b, a = sorted((mine, other), key=lambda side: side.order)
    return {
        "a": a.n, "b": b.n, "kind": verdict.kind, "bars": verdict.bars, "score": round(verdict.score, 4),
        "jaccard": round(found.jaccard, 4), "containment_a": round(share[a.n], 4),
        "containment_b": round(share[b.n], 4), "conflicts": verdict.conflicts, "days": verdict.days,
        "version": ALGORITHM, "code": verdict.reason.code, "reason_en": verdict.reason.en,
        "reason_th": verdict.reason.th,
    }  # fmt: skip


def equal_link(mine: Side, other: Side) -> Link:
    """Return the link of two documents with equal keys; it is in no table, the common owner says it."""
    a, b = (mine, other) if mine.order > other.order else (other, mine)
    return Link(a.id, b.id, "copy_of", False, 1.0, 1.0, 1.0, 0, None, ALGORITHM, reason("equal"))
