"""One writer at a time: a document that its holder renews, in an index beside the others.

Two writers would undo each other: one sweeps away what the other's rebuild has made, and what an older
reading of the store wrote last would stay. Elasticsearch has no lock of its own; a document that can only be
created once, and only be changed by who knows its last change, is one. No clocks are compared: whoever waits
watches whether the document changes, so a holder that was killed is found out by its silence.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from elasticsearch import ConflictError, Elasticsearch, NotFoundError

from pipelines.errors import ServiceAway
from search.engines.cluster.client import SERVICE, translated

SILENCE_SECONDS = 60.0
"""After which a holder is taken for dead: it renews with each batch, of 2 s, or 20 on a busy machine."""
LOOK_SECONDS = 0.5
_ID = "writer"
_CURE = "wait until it has finished, or end it, then run `khaosan index` again"


@dataclass(frozen=True, slots=True)
class _Held:
    """The last change of the document."""

    seq_no: int
    primary_term: int

    @classmethod
    def of(cls, answer: Any) -> _Held:
        return cls(answer["_seq_no"], answer["_primary_term"])

    def condition(self) -> dict[str, Any]:
        """What makes a change happen only on top of this one."""
        return {"if_seq_no": self.seq_no, "if_primary_term": self.primary_term}


class Lease:
    """The right to write the indices under one alias."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self.client = client
        self.index = f"{alias}-writer"
        self._owner = uuid4().hex
        self._held: _Held | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only writer.

        Raises:
            ServiceAway: another process is writing.
        """
        with translated():
            self._take()
        try:
            yield
        finally:
            self._release()

    def renew(self) -> None:
        """Show that the holder lives.

        Raises:
            ServiceAway: another process took it, because this one was silent for too long.
        """
        if self._held is None:
            return
        try:
            with translated():
                self._held = self._write(self._held.condition())
        except _Taken as error:
            self._held = None
            raise _busy("another process has begun to write: this one was silent for too long") from error

    def drop(self) -> None:
        """Remove the index of the document."""
        self.client.options(ignore_status=404).indices.delete(index=self.index)

    def _take(self) -> None:
        self.client.options(ignore_status=400).indices.create(
            index=self.index,
            wait_for_active_shards="all",
            settings={"number_of_shards": 1, "auto_expand_replicas": "0-1"},
            mappings={"dynamic": "strict", "properties": {"owner": {"type": "keyword"}}},
        )
        first = self._current()
        deadline = time.monotonic() + SILENCE_SECONDS
        while (current := self._current()) is not None and time.monotonic() < deadline:
            if current != first:
                raise _busy("another process is writing the index")
            time.sleep(LOOK_SECONDS)
        try:
            self._held = self._write(current.condition() if current else {"op_type": "create"})
        except _Taken as error:
            raise _busy("another process is writing the index") from error

    def _current(self) -> _Held | None:
        try:
            return _Held.of(self.client.get(index=self.index, id=_ID))
        except NotFoundError:
            return None

    def _write(self, condition: dict[str, Any]) -> _Held:
        try:
            answer = self.client.index(index=self.index, id=_ID, document={"owner": self._owner}, **condition)
        except ConflictError as error:
            raise _Taken from error
        return _Held.of(answer)

    def _release(self) -> None:
        if self._held is None:
            return
        gone = self.client.options(ignore_status=[404, 409], request_timeout=10, max_retries=1)
        try:
            with translated():
                gone.delete(index=self.index, id=_ID, **self._held.condition())
        except ServiceAway:
            pass  # the server is away: the next writer finds the holder silent
        self._held = None


class _Taken(Exception):  # noqa: N818 - named for what it tells
    """Someone else changed the document."""


def _busy(what: str) -> ServiceAway:
    return ServiceAway(SERVICE, what, cure=_CURE)
