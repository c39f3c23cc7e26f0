"""Tantivy behind the protocol of engines."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tantivy import Index, IndexWriter, Searcher

from pipelines.errors import IndexMismatch
from search.clauses import Clause
from search.engines.embedded import parts, schema
from search.engines.embedded.compile import Compiler
from search.engines.embedded.generations import Generation, Generations
from search.engines.embedded.places import Places
from search.engines.embedded.search import Search
from search.engines.matching import matching
from search.engines.protocol import EngineHits, Health, Rejected, SearchRequest
from search.engines.work import Remembered, checked
from search.packed import PackedDocument

HEAP = 192_000_000
"""Bytes a writer buffers at most. A part of :mod:`search.engines.embedded.parts` fits in if documents are as
long as passages of 600 characters (15,625 took less than 128 MB); of longer ones it is several segments."""
MOST_WAITING = 256_000_000
"""Bytes of documents between two commits of a new generation. Tantivy lets 10,000 wait to be written, however
long: of releases that is 600 MB, and more than its heap holds in one segment (some 9,000, half a GB)."""
SEARCH_SECONDS = 20.0
"""A search that takes longer, on a machine that is busy with other work, is answered with an error. It runs
on in its thread, not for long: :mod:`search.engines.work` bounds it to about a second of one processor."""


@dataclass(frozen=True, slots=True)
class _Live:
    generation: Generation
    index: Index
    written: int
    """When ``meta.json`` changed (ns): every commit replaces it."""


class TantivyEngine:
    """An index in a folder. Any number of processes read while one writes."""

    name = "tantivy"

    def __init__(self, root: Path) -> None:
        self.generations = Generations(root)
        self._lock = threading.Lock()
        self._live: _Live | None = None
        self._places = Places()

    def analysis(self) -> str | None:
        """The analysis of the live index."""
        live = self.generations.live()
        return live.analysis if live else None

    @contextmanager
    def writer(self, analysis: str, *, rebuild: bool, expected: int = 0) -> Iterator[TantivyWriter]:
        """Open the live index, or with ``rebuild`` a new one that takes its place at the end."""
        with self.generations.locked():
            live = self.generations.live()
            if live is not None and not rebuild:
                with _writing(schema.opened(self.generations.folder(live))) as writer:
                    yield writer
                return
            begun = self.generations.begin(analysis)
            with _writing(schema.create(self.generations.folder(begun)), parts.ends(expected)) as writer:
                yield writer
            self.generations.publish(begun)

    def search(self, request: SearchRequest) -> EngineHits:
        """Answer a request."""
        index, searcher = self._reader()
        counts = Remembered(searcher)
        checked(request.clause, counts)
        asked = Search(Compiler(index.schema, searcher, counts), request)
        return self._places.call(asked.answer, SEARCH_SECONDS)

    def ids(self, clause: Clause) -> Iterator[str]:
        """All matching ids, ascending."""
        index, searcher = self._reader()
        checked(clause, searcher)
        compiler = Compiler(index.schema, searcher)
        found = compiler.every(compiler.query(matching(clause)))
        # Tantivy's own order by a text field takes 20 s for 300,000 documents; this takes one
        return iter(sorted(str(searcher.doc(address).get_first("id")) for address in found))

    def count(self) -> int:
        """Documents in the live index."""
        return self._reader()[1].num_docs if self.generations.live() else 0

    def health(self) -> Health:
        """Look at the folder."""
        installed = version("tantivy")
        if self.generations.live() is None:
            return Health(engine=self.name, ok=False, version=installed, documents=0, message="no index yet")
        try:
            documents = self.count()
        except (ValueError, OSError) as error:
            return Health(engine=self.name, ok=False, version=installed, documents=0, message=str(error))
        return Health(engine=self.name, ok=True, version=installed, documents=documents, message="")

    def drop(self) -> None:
        """Remove the folder."""
        with self.generations.locked():
            self._live = None
            self.generations.drop()

    def close(self) -> None:
        """Let go of the files."""
        self._places.close()
        self._places = Places()
        self._live = None

    def _reader(self) -> tuple[Index, Searcher]:
        """The live index as last committed."""
        with self._lock:
            generation = self.generations.live()
            if generation is None:
                raise IndexMismatch("there is no index yet", cure="run `khaosan index`")
            folder = self.generations.folder(generation)
            written = (folder / "meta.json").stat().st_mtime_ns
            if self._live is None or self._live.generation != generation:
                self._live = _Live(generation, schema.opened(folder), written)
            elif self._live.written != written:
                self._live.index.reload()
                self._live = _Live(generation, self._live.index, written)
            return self._live.index, self._live.index.searcher()


class TantivyWriter:
    """Writes through Tantivy's one writer of the index."""

    def __init__(self, writer: IndexWriter, ends: Iterator[int] | None) -> None:
        self._writer = writer
        self._ends = ends
        self._written = 0
        self._end = self._next_end()
        self._waiting = 0

    def write(self, documents: Sequence[PackedDocument]) -> list[Rejected]:
        """Add or replace; Tantivy refuses nothing that :class:`PackedDocument` can hold."""
        self.delete(document.id for document in documents)
        for document in documents:
            self._writer.add_json(document.json)
            self._written += 1
            self._waiting += len(document.body)
            if self._ends is not None:
                self._end_part()
        return []

    def _end_part(self) -> None:
        """Commit where a part of a new generation ends, or where too much waits to be written."""
        if self._written == self._end or self._waiting > MOST_WAITING:
            self._writer.commit()
            self._waiting = 0
        if self._written == self._end:
            self._end = self._next_end()

    def delete(self, ids: Iterable[str]) -> None:
        """Remove by id."""
        for article_id in ids:
            self._writer.delete_documents_by_term("id", article_id)

    def commit(self) -> None:
        """Make it durable and visible.

        A generation that nobody searches yet is committed at the ends of its parts alone: a kill throws it
        away whole, and a segment for every 500 documents costs a quarter of the writing in merges.
        """
        if self._ends is None:
            self._writer.commit()

    def _next_end(self) -> int:
        return next(self._ends, 0) if self._ends else 0


@contextmanager
def _writing(index: Index, ends: Iterator[int] | None = None) -> Iterator[TantivyWriter]:
    """Open Tantivy's writer: of a new generation with the ends of its parts, of the live one without."""
    writer = index.writer(HEAP, 1)
    try:
        yield TantivyWriter(writer, ends)
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    writer.wait_merging_threads()
