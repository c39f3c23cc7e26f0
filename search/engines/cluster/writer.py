"""Write documents into the yearly indices of a generation; an id lives in one of them only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from elastic_transport import ObjectApiResponse
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from pipelines.errors import ServiceAway
from search.engines.cluster.client import LASTING, PASSING, SERVICE, away, translated, whole
from search.engines.cluster.generations import Generation, Generations
from search.engines.protocol import Rejected
from search.packed import PackedDocument

ASKED_AT_ONCE = 1_000
"""Ids looked up in one request."""
FIRST_PAUSE_SECONDS = 1.0
"""Before documents that the server was too busy for are sent again; doubled each of five times."""
MOST_BYTES = 8 * 1024 * 1024
"""Of a request. A node takes a tenth of its heap in all (``indexing_pressure.memory.limit``) and refuses what
is more for ever: 500 long documents, 28 MB, were too many for a node with 256 MB."""

Action = tuple[dict[str, Any], PackedDocument | None]
"""The operation, and the document where there is one."""


class ElasticsearchWriter:
    """Writes in bulk, with ids of our own, so that a request sent twice has the effect of one."""

    def __init__(
        self,
        client: Elasticsearch,
        generations: Generations,
        generation: Generation,
        *,
        live: bool,
        renew: Callable[[], None],
    ) -> None:
        self.client = client
        self.generations = generations
        self.generation = generation
        self.live = live
        self._renew = renew
        self._known: set[str] = set()
        self._written: set[int] = set()
        """Hashes of the ids written into a generation that is not live yet; no others are in it."""

    def write(self, documents: Sequence[PackedDocument]) -> list[Rejected]:
        """Index whole documents; take out the copies that another year's index holds."""
        with translated():
            held = self._held(self._maybe_held([document.id for document in documents]))
            targets = {document.id: self._index(document.year) for document in documents}
            stale = [(name, one) for name, one in held if name != targets[one]]
            actions: list[Action] = [
                ({"index": {"_index": targets[one.id], "_id": one.id}}, one) for one in documents
            ]
            return list(self._bulk([*actions, *_deletions(stale)]))

    def delete(self, ids: Iterable[str]) -> None:
        """Remove documents wherever they are."""
        with translated():
            held = self._held(self._maybe_held(list(ids), writing=False))
            for refused in self._bulk(_deletions(held)):
                raise away(f"{refused.id} could not be removed: {refused.reason}")

    def commit(self) -> None:
        """Make it visible; each bulk request was durable when it was answered (translog).

        A generation that nobody searches yet is refreshed when it is published: doing so every 500 documents
        spread over the years' indices makes so many small segments that writing takes thrice as long.
        """
        self._renew()
        if self.live:
            self.refresh()

    def refresh(self) -> None:
        """Make visible what was written."""
        with translated():
            self.client.indices.refresh(index=self.generations.pattern(self.generation))

    def _index(self, year: int | None) -> str:
        name = self.generations.index(self.generation, year)
        if name not in self._known:
            self.generations.create(self.generation, name, live=self.live)
            self._known.add(name)
        return name

    def _maybe_held(self, ids: list[str], *, writing: bool = True) -> list[str]:
        """The ids to look up: all of them in the live generation; in a new one those that were written."""
        if self.live:
            return ids
        again = [one for one in ids if hash(one) in self._written]
        if writing:
            self._written.update(map(hash, ids))
        if again:
            self.refresh()
        return again

    def _held(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """Which index holds which id, as of the last commit."""
        found: list[tuple[str, str]] = []
        for at in range(0, len(ids), ASKED_AT_ONCE):
            asked = list(ids[at : at + ASKED_AT_ONCE])
            answer = whole(partial(self._holders, asked), LASTING)
            found += [(hit["_index"], hit["fields"]["id"][0]) for hit in answer["hits"]["hits"]]
        return found

    def _holders(self, asked: list[str]) -> ObjectApiResponse[Any]:
        return self.client.search(
            index=self.generations.pattern(self.generation),
            query={"terms": {"id": asked}},
            size=2 * len(asked),
            source=False,
            docvalue_fields=[{"field": "id"}],
        )

    def _bulk(self, actions: Sequence[Action]) -> Iterator[Rejected]:
        """Send; what is refused for what it is comes back, what is refused for now stops the run."""
        either: Sequence[Any] = actions  # the client's types know one shape of action only
        sent = streaming_bulk(
            self.client,
            either,
            chunk_size=500,
            max_chunk_bytes=MOST_BYTES,
            expand_action_callback=_lines,
            raise_on_error=False,
            max_retries=5,
            initial_backoff=FIRST_PAUSE_SECONDS,
        )
        for accepted, answer in sent:
            operation, item = next(iter(answer.items()))
            if accepted or (operation == "delete" and item.get("status") == 404):
                continue
            yield _refusal(item)


def _lines(action: Any) -> tuple[dict[str, Any], bytes | None]:
    """What a request holds of an action: its two lines; a document is JSON already."""
    operation, document = action
    return operation, document and document.json.encode()


def _deletions(held: Iterable[tuple[str, str]]) -> list[Action]:
    return [({"delete": {"_index": name, "_id": one}}, None) for name, one in held]


def _refusal(item: dict[str, Any]) -> Rejected:
    status, error = int(item.get("status", 0)), item.get("error", {})
    reason = _reason(error)
    if status in PASSING or status >= 500:
        raise away(f"{status}: {reason}")
    if status in (401, 403):
        cure = "check the user's rights; a full disk makes indices read-only: free space, then index again"
        raise ServiceAway(SERVICE, f"{status}: {reason}", cure=cure)
    return Rejected(str(item["_id"]), reason)


def _reason(error: Any) -> str:
    """The innermost cause, which names the field."""
    if not isinstance(error, dict):
        return str(error)
    cause = error.get("caused_by")
    own = f"{error.get('type')}: {error.get('reason')}"
    return f"{own} ({_reason(cause)})" if cause else own
