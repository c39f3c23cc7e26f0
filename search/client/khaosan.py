"""``Khaosan``: the calls as methods, typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from pipelines.codec import from_json
from pipelines.drafts import draft_of
from pipelines.moment import clock as bangkok_clock
from pipelines.records import Article, Kind, Office, Scope
from pipelines.store.collections import Collection
from search.api import records
from search.api.desk import Desk
from search.client.rows import Rows
from search.client.transport import Given, Http, Local, Transport
from search.datasets.drift import Drift
from search.datasets.records import Manifest
from search.exports.files import format_of
from search.records import Hit, Interval, Match, Show, Sort

if TYPE_CHECKING:
    from pipelines.store.database import Store
    from search.service import Searcher

PAGE = 100
"""Records of a page when all are wanted: the most that the API gives."""
Style = Literal["th", "en", "th-note", "en-note", "ris", "bib", "csl.json"]
FileFormat = Literal["csv", "jsonl", "parquet", "ris", "bib", "csl.json"]


class Question(TypedDict, total=False):
    """What narrows a query. A field takes one value or several; days are in either era."""

    match: Match
    province: str | Sequence[str]
    amphoe: str | Sequence[str]
    source: str | Sequence[str]
    office: Office | Sequence[Office]
    kind: Kind | Sequence[Kind]
    scope: Scope | Sequence[Scope]
    language: str | Sequence[str]
    attachment: bool
    from_: str
    to: str
    undated: bool
    cluster: str
    series: str


class Khaosan:
    """Asks Khaosan. Errors are :class:`~search.client.errors.Refused`; ServiceAway where nobody answers."""

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        *,
        key: str | None = None,
        timeout: float = 120.0,
        transport: Transport | None = None,
    ) -> None:
        """Ask a server; nothing is sent before the first call.

        Args:
            address: Where it is.
            key: An API key, where it wants one.
            timeout: Seconds until an answer begins.
            transport: Another road than HTTP.
        """
        self.transport = transport or Http(address=address, key=key, timeout=timeout)

    @classmethod
    def local(
        cls,
        home: str | Path = "var",
        *,
        database_url: str | None = None,
        elasticsearch_url: str | None = None,
        elasticsearch_index: str = "khaosan",
    ) -> Khaosan:
        """Ask a home of this machine, without a server; close it at the end, or use ``with``."""
        from pipelines.store.database import open_store
        from search.engines import open_engine
        from search.service import Searcher

        folder = Path(home).expanduser().resolve()
        store = open_store(folder, database_url)
        engine = open_engine(
            "elasticsearch" if elasticsearch_url else "tantivy",
            home=folder,
            url=elasticsearch_url,
            index=elasticsearch_index,
        )

        def close() -> None:
            engine.close()
            store.close()

        desk = Desk(store, Searcher(store, engine), bangkok_clock)
        return cls(transport=Local(desk=desk, closing=close))

    @classmethod
    def on(
        cls, store: Store, searcher: Searcher, *, clock: Callable[[], datetime] = bangkok_clock
    ) -> Khaosan:
        """Ask a store and a searcher that are open already; they stay open."""
        return cls(transport=Local(desk=Desk(store, searcher, clock)))

    def close(self) -> None:
        """Let go of what was opened."""
        self.transport.close()

    def __enter__(self) -> Khaosan:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def search(
        self,
        q: str = "",
        *,
        size: int = 20,
        sort: Sort = "relevance",
        copies: bool = False,
        show: Show = "representative",
        interval: Interval | None = None,
        cursor: str | None = None,
        **question: Unpack[Question],
    ) -> records.SearchAnswer:
        """One page of hits with facets; ``next`` of it is the ``cursor`` of the following one."""
        beside = {"size": size, "sort": sort, "copies": copies, "show": show}
        answer: records.SearchAnswer = self.transport.call(
            "search", given(q, question, interval=interval, cursor=cursor, **beside)
        )
        return answer

    def hits(
        self,
        q: str = "",
        *,
        sort: Sort = "newest",
        copies: bool = True,
        limit: int | None = None,
        **question: Unpack[Question],
    ) -> Rows[Hit]:
        """All hits, page after page; by date with every copy, as here, pages go on without an end."""

        def pages() -> Iterator[Hit]:
            cursor, left = "", limit
            while True:
                size = PAGE if left is None else min(PAGE, left)
                if not size:
                    return
                page = self.search(q, size=size, sort=sort, copies=copies, cursor=cursor or None, **question)
                yield from page.hits
                left = None if left is None else left - len(page.hits)
                if page.next is None:
                    return
                cursor = page.next

        return Rows(pages)

    def count(self, q: str = "", **question: Unpack[Question]) -> records.CountAnswer:
        """How many articles and stories match, of how many."""
        answer: records.CountAnswer = self.transport.call("count", given(q, question))
        return answer

    def count_over_time(
        self, q: str = "", *, interval: Interval | None = None, **question: Unpack[Question]
    ) -> records.TimeAnswer:
        """Counts by day, month or year, beside all that was published then; ``frame(answer.points)``."""
        answer: records.TimeAnswer = self.transport.call(
            "count_over_time", given(q, question, interval=interval)
        )
        return answer

    def words(self, q: str = "", **question: Unpack[Question]) -> records.WordsAnswer:
        """The most frequent words of the matches, and those that set them apart."""
        answer: records.WordsAnswer = self.transport.call("words", given(q, question))
        return answer

    def kwic(
        self, q: str, *, order: str = "right", copies: bool = False, **question: Unpack[Question]
    ) -> records.LinesAnswer:
        """Words in context; ``frame(answer.lines)``."""
        answer: records.LinesAnswer = self.transport.call(
            "kwic", given(q, question, order=order, copies=copies)
        )
        return answer

    def articles(self, q: str = "", *, copies: bool = True, **question: Unpack[Question]) -> Rows[Article]:
        """All matching articles whole, streamed; without ``copies`` the earliest of each story."""
        asked = given(q, question, copies=copies, format="jsonl")
        return Rows(lambda: _lines(self.transport.pieces("export", asked)))

    def export(
        self,
        q: str,
        file: str | Path,
        *,
        copies: bool = True,
        bom: bool = False,
        **question: Unpack[Question],
    ) -> Path:
        """Everything that matches to a file, in the format of its suffix; the file appears whole."""
        path = Path(file)
        asked = given(q, question, copies=copies, bom=bom, format=format_of(path).name)
        return _written(self.transport.pieces("export", asked), path)

    def article(
        self, identity: str, *, version: int | None = None, as_of: datetime | None = None
    ) -> records.ArticleAnswer:
        """One article: its newest version, a numbered one, or the one in force at a moment."""
        moment = as_of.isoformat() if as_of else None
        answer: records.ArticleAnswer = self.transport.call(
            "article", _given(id=identity, version=version, as_of=moment)
        )
        return answer

    def versions(self, identity: str) -> records.VersionsAnswer:
        """All versions of an article with their texts."""
        answer: records.VersionsAnswer = self.transport.call("versions", _given(id=identity))
        return answer

    def attachments(self, identity: str) -> records.AttachmentsAnswer:
        """The files that an article names, and what could be read of them."""
        answer: records.AttachmentsAnswer = self.transport.call("attachments", _given(id=identity))
        return answer

    def cite(self, identity: str, *, style: Style = "th") -> str:
        """A citation of an article, or of a dataset."""
        name = "dataset_citation" if identity.startswith("ds-") else "citation"
        answer: records.CitationAnswer = self.transport.call(name, _given(id=identity, style=style))
        return answer.citation

    def cite_result(self, q: str = "", *, style: Style = "th", **question: Unpack[Question]) -> str:
        """A citation of what a query finds today."""
        answer: records.CitationAnswer = self.transport.call(
            "result_citation", given(q, question, style=style)
        )
        return answer.citation

    def cluster(self, identity: str) -> records.ClusterAnswer:
        """A story: its articles by time, and how it travelled."""
        answer: records.ClusterAnswer = self.transport.call("cluster", _given(id=identity))
        return answer

    def series(self, identity: str) -> records.SeriesAnswer:
        """The issues of a series by time."""
        answer: records.SeriesAnswer = self.transport.call("series", _given(id=identity))
        return answer

    def series_list(self, *, page: int = 1) -> records.SeriesListAnswer:
        """Series, those with most issues first."""
        answer: records.SeriesListAnswer = self.transport.call("series_list", _given(page=page))
        return answer

    def sources(
        self, q: str = "", *, province: str = "", office: Office | None = None
    ) -> Rows[records.SourceAnswer]:
        """All offices, by id."""

        def pages() -> Iterator[records.SourceAnswer]:
            cursor = None
            while True:
                asked = _given(q=q, province=province, office=office, size=PAGE, cursor=cursor)
                page: records.SourcesAnswer = self.transport.call("sources", asked)
                yield from page.sources
                cursor = page.next
                if cursor is None:
                    return

        return Rows(pages)

    def source(self, identity: str) -> records.SourceAnswer:
        """One office."""
        answer: records.SourceAnswer = self.transport.call("source", _given(id=identity))
        return answer

    def collections(self) -> tuple[Collection, ...]:
        """All collections, by name; ``count("collection:NAME")`` and all other calls search within one."""
        answer: records.CollectionsAnswer = self.transport.call("collections", _given())
        return answer.collections

    def collection(self, name: str) -> records.CollectionAnswer:
        """A collection with its members, their tags and notes; ``frame(answer.members)``."""
        answer: records.CollectionAnswer = self.transport.call("collection", _given(id=name))
        return answer

    def saved_searches(self) -> tuple[records.SavedRow, ...]:
        """All saved searches, by name."""
        answer: records.SavedListAnswer = self.transport.call("saved_searches", _given())
        return answer.saved

    def saved_search(self, name: str) -> records.SavedAnswer:
        """A saved search, and what it finds that came since a person last looked."""
        answer: records.SavedAnswer = self.transport.call("saved_search", _given(id=name))
        return answer

    def coverage(
        self,
        *,
        by: Literal["source", "province", "kind"] = "source",
        from_: str = "",
        to: str = "",
        province: str = "",
    ) -> records.CoverageAnswer:
        """What was collected of whom between two days; ``frame(answer.rows)``."""
        asked = _given(by=by, to=to, province=province) | ({"from": [from_]} if from_ else {})
        answer: records.CoverageAnswer = self.transport.call("coverage", asked)
        return answer

    def make_dataset(
        self, q: str = "", *, title: str = "", copies: bool = True, **question: Unpack[Question]
    ) -> Manifest:
        """Name what a query finds now, and keep it."""
        answer: Manifest = self.transport.call("make_dataset", given(q, question, title=title, copies=copies))
        return answer

    def datasets(self, *, page: int = 1) -> records.DatasetsAnswer:
        """Datasets, newest first."""
        answer: records.DatasetsAnswer = self.transport.call("datasets", _given(page=page))
        return answer

    def dataset(self, identity: str) -> Manifest:
        """The manifest of a dataset."""
        answer: Manifest = self.transport.call("dataset", _given(id=identity))
        return answer

    def dataset_articles(self, identity: str) -> Rows[Article]:
        """The articles of a dataset as they were."""
        asked = _given(id=identity, format="jsonl")
        return Rows(lambda: _lines(self.transport.pieces("dataset_articles", asked)))

    def drift(self, identity: str) -> Drift:
        """What came, went and changed since a dataset was made; ``frame(answer.changes)``."""
        answer: Drift = self.transport.call("dataset_drift", _given(id=identity))
        return answer


def given(q: str, question: Question, **beside: Any) -> Given:
    """Parameters of a question as an address holds them."""
    return _given(q=q, **question, **beside)


def _given(**values: Any) -> dict[str, Sequence[str]]:
    """Texts by name; what is empty is left out, truths are 1 and 0."""
    made: dict[str, Sequence[str]] = {}
    for name, value in values.items():
        every = value if isinstance(value, list | tuple) else [value]
        texts = [_text(one) for one in every if one is not None and one != ""]
        if texts:
            made[name.rstrip("_")] = texts
    return made


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _lines(pieces: Iterator[bytes]) -> Iterator[Article]:
    held = b""
    for piece in pieces:
        *whole, held = (held + piece).split(b"\n")
        yield from (from_json(line, Article) for line in whole if line)
    if held:
        raise EOFError("the answer ended inside a record")


def _written(pieces: Iterator[bytes], file: Path) -> Path:
    with draft_of(file) as draft, draft.open("wb") as out:
        for piece in pieces:
            out.write(piece)
    return file
