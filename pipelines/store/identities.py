"""Under which ids the articles of a batch are known: asked for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, select

from pipelines.records import Article
from pipelines.store import articles as single
from pipelines.store.slices import slices
from pipelines.store.tables import articles

Address = tuple[str, str]
"""Of an article: its source, and its canonical address."""


class Identities:
    """What :func:`pipelines.store.articles.identity_of` says, as long as what is stored is told."""

    def __init__(self, connection: Connection, batch: Iterable[Article]) -> None:
        """Ask for the articles of a batch; for another one it is asked when it comes."""
        self._connection = connection
        self._known: dict[Address, list[str]] = {}
        self._addresses: defaultdict[str, list[Address]] = defaultdict(list)
        urls: defaultdict[str, set[str]] = defaultdict(set)
        for article in batch:
            urls[article.source].add(article.canonical_url)
        for source, some in urls.items():
            self._ask(source, some)

    def of(self, article: Article) -> str:
        """The id under which an article is known already, else its own."""
        known = self._known.get(_address(article))
        if known is None or len(known) > 1:  # the order of two is the database's business
            return single.identity_of(self._connection, article)
        return single.identity_among(self._connection, article, known)

    def stored(self, article: Article) -> None:
        """Note that an article was added or changed: its address leads elsewhere now, as may that it had."""
        for address in (_address(article), *self._addresses.pop(article.id, ())):
            self._known.pop(address, None)

    def _ask(self, source: str, urls: set[str]) -> None:
        self._known |= {(source, url): [] for url in urls}
        for some in slices(urls):
            query = select(articles.c.canonical_url, articles.c.id)
            query = query.where(articles.c.source_id == source, articles.c.canonical_url.in_(some))
            for url, article_id in self._connection.execute(query):
                self._known[source, url].append(article_id)
                self._addresses[article_id].append((source, url))


def _address(article: Article) -> Address:
    return article.source, article.canonical_url
