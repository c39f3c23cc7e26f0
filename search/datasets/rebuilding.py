"""The articles of a dataset as they were, from the versions that the store keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, select

from pipelines.codec import from_json
from pipelines.records import Article
from pipelines.store.database import Store
from pipelines.store.tables import takedowns, versions
from search.datasets.records import Item, StoryThen
from search.exports.reading import Exported, Offices
from search.masking import masked
from search.service import EXPORT_BATCH
from search.stories import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """An article that cannot be rebuilt: it was taken down, or this store never held that version."""

    id: str
    why: Literal["taken_down", "not_in_this_store"]


class Rebuilding:
    """Iterate over the articles in the order of the items; ``absent`` holds those that are not there."""

    def __init__(self, store: Store, items: Sequence[Item], stories: Sequence[StoryThen]) -> None:
        self.store = store
        self.items = items
        self.absent: list[Absent] = []
        self._stories = {one.cluster: one for one in stories}
        self._offices = Offices(store)

    def __iter__(self) -> Iterator[Exported]:
        self.absent.clear()
        for begin in range(0, len(self.items), EXPORT_BATCH):
            batch = self.items[begin : begin + EXPORT_BATCH]
            with self.store.read() as connection:
                found = _versions(connection, batch)
                gone = _taken_down(connection, batch)
            for item in batch:
                if item.id in found:
                    yield self._exported(item, found[item.id])
                else:
                    why: Literal["taken_down", "not_in_this_store"] = (
                        "taken_down" if item.id in gone else "not_in_this_store"
                    )
                    self.absent.append(Absent(id=item.id, why=why))

    def _exported(self, item: Item, record: str) -> Exported:
        article = masked(replace(from_json(record, Article), cluster=item.cluster))
        return Exported(article, self._offices[item.source], self._story(item))

    def _story(self, item: Item) -> Story:
        then = self._stories.get(item.cluster or "")
        return Story(
            members=then.members if then else 1,
            representative=then.representative if then else item.id,
            earliest=then.earliest if then else item.id,
            series=then.series if then else None,
            by_time=(),
        )


def _versions(connection: Connection, batch: Sequence[Item]) -> Mapping[str, str]:
    """Records by article, of the version whose content the item names; its number may be another."""
    wanted = {one.id: one.digest for one in batch}
    v = versions.c
    query = select(v.article_id, v.digest, v.record).where(v.article_id.in_(list(wanted)))
    rows = connection.execute(query.order_by(v.article_id, v.number))
    return {row.article_id: row.record for row in rows if wanted[row.article_id] == row.digest}


def _taken_down(connection: Connection, batch: Sequence[Item]) -> set[Any]:
    query = select(takedowns.c.article_id).where(takedowns.c.article_id.in_([one.id for one in batch]))
    return set(connection.scalars(query))
