"""Configuration H: words, cluster bigrams and chunk phrases in one plain Elasticsearch index, as a peer.

What a good engineer would set up in an afternoon, and what :mod:`search.ranking` was compared with: two text
fields on white space, one shard, one ``bool.should``, the server's own defaults for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from pipelines.codec import from_json
from pipelines.text.terms import terms
from search.packed import PackedDocument

GRAMS = 0.5
"""Weight of the bigrams; the phrase has 1."""
SHORTEST_CHUNK = 6
"""Characters of a chunk that is asked for as a phrase."""


class Plain:
    """The index of configuration H."""

    def __init__(self, client: Elasticsearch, index: str = "plain-h") -> None:
        self.client = client
        self.index = index

    def create(self) -> None:
        """Make the index, empty."""
        self.drop()
        text = {"type": "text", "analyzer": "whitespace"}
        self.client.indices.create(
            index=self.index,
            settings={"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"},
            mappings={"_source": {"enabled": False}, "properties": {"w": text, "g": text}},
        )

    def write(self, documents: Sequence[PackedDocument]) -> None:
        """Add documents."""
        fields = ((one.id, from_json(one.json, dict[str, Any])) for one in documents)
        actions = ({"_index": self.index, "_id": key, "w": of["words"], "g": of["g2"]} for key, of in fields)
        bulk(self.client, actions, chunk_size=500)

    def refresh(self) -> None:
        """Make them visible."""
        self.client.indices.refresh(index=self.index)

    def search(self, text: str) -> Any:
        """Ask for the best ten."""
        return self.client.search(index=self.index, query=question(text), size=10, source=False)

    def drop(self) -> None:
        """Remove the index."""
        self.client.options(ignore_status=404).indices.delete(index=self.index)


def question(text: str) -> dict[str, Any]:
    """Make the query of a text."""
    whole = terms(text)
    grams = {"query": " ".join(whole.g2), "boost": GRAMS}
    should: list[dict[str, Any]] = [{"match": {"w": " ".join(whole.words)}}, {"match": {"g": grams}}]
    for chunk in text.split():
        g2 = terms(chunk).g2
        if len(chunk) >= SHORTEST_CHUNK and len(g2) > 1:
            should.append({"match_phrase": {"g": " ".join(g2)}})
    return {"bool": {"should": should}}
