"""What a dataset's question finds today beside what it found then, each difference with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipelines.store import outbox
from search.datasets.causes import Causes, Reason
from search.datasets.records import Item, Manifest
from search.language import written
from search.records import SearchQuery
from search.service import EXPORT_BATCH, Searcher

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One article that differs, and why."""

    id: str
    kind: Kind
    why: Reason
    detail: str
    """What differs, with both values where there are two."""
    then: int | None
    """Version in the dataset; null where it was not in it."""
    now: int | None
    """Version in force; null where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The whole comparison; ``added``, ``removed`` and ``changed`` are counts by reason."""

    dataset: str
    made_at: str
    compared_at: str
    articles_then: int
    articles_now: int
    unchanged: int
    added: dict[str, int]
    removed: dict[str, int]
    changed: dict[str, int]
    changes: tuple[Change, ...]
    waiting: int
    """Changes of the store that the index has not been told of: they are not in the comparison."""


def drift(searcher: Searcher, manifest: Manifest, *, now: datetime) -> Drift:
    """Ask the dataset's tree again and explain every id that differs.

    Raises:
        ConfigError: the manifest's tree is none of this version.
        IndexMismatch, ServiceAway: as in a search.
    """
    asked = manifest.query
    query = SearchQuery(
        text=asked.text, match=asked.match, syntax=asked.syntax, copies=asked.copies, filters=asked.filters
    )
    today = list(searcher.ids(query, written.decode(asked.tree)))
    then = {one.id: one for one in manifest.items}
    found = set(today)
    causes = Causes(searcher, manifest)
    changes = [
        *_batched(causes, "added", [one for one in today if one not in then], then),
        *_batched(causes, "removed", [one for one in then if one not in found], then),
        *_batched(causes, "changed", [one for one in today if one in then], then),
    ]
    with searcher.store.read() as connection:
        state = outbox.state_of(connection, searcher.engine.name)
        waiting = outbox.newest(connection) - (state.seq if state else 0)
    kept = len(then) - sum(one.kind != "added" for one in changes)
    return Drift(
        dataset=manifest.id,
        made_at=manifest.made_at,
        compared_at=now.isoformat(timespec="seconds"),
        articles_then=len(then),
        articles_now=len(today),
        unchanged=kept,
        added=_counted(changes, "added"),
        removed=_counted(changes, "removed"),
        changed=_counted(changes, "changed"),
        changes=tuple(sorted(changes, key=lambda one: (one.kind, one.id))),
        waiting=waiting,
    )


def _batched(causes: Causes, kind: Kind, ids: Sequence[str], then: dict[str, Item]) -> Iterable[Change]:
    for begin in range(0, len(ids), EXPORT_BATCH):
        batch = ids[begin : begin + EXPORT_BATCH]
        with causes.searcher.store.read() as connection:
            known = causes.read(connection, batch)
        for one in batch:
            item = then.get(one)
            cause = known.explain(one, kind, item)
            if cause is not None:
                yield Change(
                    id=one,
                    kind=kind,
                    why=cause.why,
                    detail=cause.detail,
                    then=item.version if item else None,
                    now=cause.version,
                )


def _counted(changes: Iterable[Change], kind: Kind) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in changes:
        if one.kind == kind:
            counts[one.why] = counts.get(one.why, 0) + 1
    return dict(sorted(counts.items()))
