"""What is exported of an article: its record, its office and its story, read in batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pipelines.progress import Progress, silent
from pipelines.records import Article, Source
from pipelines.store import attachments, sources
from pipelines.store.attachments import Attachment
from pipelines.store.database import Store
from search.masking import masked
from search.records import SearchQuery
from search.service import EXPORT_BATCH, Searcher
from search.stories import ALONE, Story, stories_of


@dataclass(frozen=True, slots=True)
class Exported:
    """An article, its office, its story and its files."""

    article: Article
    source: Source
    story: Story
    files: tuple[Attachment, ...] = ()
    """What is known of its attachments; none of a dataset, whose versions name no bytes of files."""


class Offices:
    """The offices of a store by id, each read once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known: dict[str, Source] = {}

    def __getitem__(self, source_id: str) -> Source:
        if source_id not in self._known:
            with self.store.read() as connection:
                self._known |= sources.load(connection, [source_id])
        return self._known.get(source_id) or unknown(source_id)


def unknown(source_id: str) -> Source:
    """Stand for an office that the store no longer knows: its articles stay."""
    return Source(id=source_id, name=source_id, province="", office="corpus", family="")


def exported(searcher: Searcher, query: SearchQuery, progress: Progress = silent) -> Iterator[Exported]:
    """Read all that a query finds, by id; with ``copies`` off, one article a story (its earliest).

    Args:
        searcher: Where from.
        query: What.
        progress: Told of articles read and in all.

    Raises:
        QueryError, IndexMismatch, ServiceAway: as in a search, before the first article.
    """
    total = searcher.count(query)
    progress(0, total)
    everything = searcher.export(query)
    offices = Offices(searcher.store)
    done = 0
    while batch := list(islice(everything, EXPORT_BATCH)):
        with searcher.store.read() as connection:
            stories = stories_of(connection, {one.cluster for one in batch if one.cluster})
            files = attachments.of(connection, (one.id for one in batch if one.attachments))
        for article in batch:
            yield Exported(
                masked(article),
                offices[article.source],
                stories.get(article.cluster or "", ALONE),
                files.get(article.id, ()),
            )
            done += 1
            progress(done, max(total, done))
