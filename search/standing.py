"""Which article stands for its story, as the index is told, and whom a change of one article changes too.

An article that comes, goes or moves may make another one stand for a story, or leave one alone. Which ones is
asked of the index: only it remembers the story that an article was in before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from pipelines.store.articles import StoredArticle
from search.clauses import Bool, OneOf
from search.engines.protocol import Engine, SearchRequest
from search.stories import Story
from search.stories import stories_of as read_stories


@dataclass(frozen=True, slots=True)
class Stories:
    """The stories of some articles by cluster id."""

    by_cluster: Mapping[str, Story]

    def stands(self, stored: StoredArticle) -> bool:
        """Whether an article stands for its story."""
        story = self._of(stored)
        return story is None or story.representative == stored.article.id

    def alone(self, stored: StoredArticle) -> bool:
        """Whether it is the only live article of its story."""
        story = self._of(stored)
        return story is None or story.members == 1

    def _of(self, stored: StoredArticle) -> Story | None:
        return self.by_cluster.get(stored.article.cluster or "")


def stories_of(connection: Connection, batch: Iterable[StoredArticle]) -> Stories:
    """Read the stories of some articles."""
    return Stories(read_stories(connection, {one.article.cluster for one in batch if one.article.cluster}))


def touched(engine: Engine, stored: Iterable[StoredArticle], ids: Sequence[str]) -> set[str]:
    """The clusters that changed articles are in, and those they were in as the index knows them."""
    held = engine.search(SearchRequest(clause=OneOf("id", tuple(ids)), size=len(ids), total=False))
    now = {one.article.cluster for one in stored if one.article.cluster}
    return now | {hit.cluster for hit in held.hits}


def others(
    connection: Connection, engine: Engine, clusters: Collection[str], ids: Sequence[str]
) -> list[str]:
    """Articles to be written beside the changed ones: who stands for these stories now, and who did."""
    narrow = (OneOf("cluster", tuple(sorted(clusters))), OneOf("representative", (True,)))
    before = set(engine.ids(Bool(filters=narrow))) if clusters else set()
    now = {story.representative for story in read_stories(connection, clusters).values()}
    return sorted((before | now) - set(ids))
