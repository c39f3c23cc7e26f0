"""Calls about datasets and results: make one, list them, compare with today, cite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from urllib.parse import quote, urlencode

from search.api.desk import Desk, NotThere
from search.api.parameters import Given
from search.api.records import CitationAnswer, DatasetRow, DatasetsAnswer
from search.citations.cited import Cited, result_cited
from search.citations.styles import STYLES, cite
from search.datasets import drift as drifting
from search.datasets import folder, keeping
from search.datasets.making import make as made
from search.datasets.rebuilding import Rebuilding
from search.datasets.records import Manifest
from search.exports.formats import FORMATS, Options
from search.exports.reading import Exported, exported
from search.records import SearchQuery
from search.web.asking import Asked, WrongValue, read

ON_A_PAGE = 50
LARGEST = 100_000
"""Articles of a dataset made over the web: about a minute; larger ones are made by ``khaosan dataset``."""
LONGEST_TITLE = 300


def make(desk: Desk, given: Given) -> Manifest:
    """Make a dataset of what a query finds now, and keep it.

    Raises:
        WrongValue: it would be larger than :data:`LARGEST`, or its title too long.
    """
    title = given.one("title").strip()
    if len(title) > LONGEST_TITLE:
        raise WrongValue(
            "title",
            title[:40],
            (f"up to {LONGEST_TITLE} characters",),
            allowed_th=f"ไม่เกิน {LONGEST_TITLE} ตัวอักษร",
        )
    query = _query(given)
    total = desk.searcher.count(query)
    if total > LARGEST:
        raise WrongValue(
            "q",
            f"{total:,}",
            (f"up to {LARGEST:,} articles here; khaosan dataset QUERY -o DIR",),
            allowed_th=f"ที่นี่ไม่เกิน {LARGEST:,} รายการ มากกว่านั้นใช้ khaosan dataset QUERY -o DIR",
        )
    manifest = made(desk.searcher, query, title=title, now=desk.clock())
    with desk.store.write() as connection:
        keeping.keep(connection, manifest)
    return manifest


def listed(desk: Desk, given: Given) -> DatasetsAnswer:
    """List datasets, newest first."""
    offset = (given.number("page", 1, 10_000) - 1) * ON_A_PAGE
    with desk.store.read() as connection:
        total = keeping.count(connection)
        found = keeping.listed(connection, limit=ON_A_PAGE, offset=offset)
    return DatasetsAnswer(total=total, datasets=tuple(_row(desk, one) for one in found))


def manifest(desk: Desk, given: Given) -> Manifest:
    """The manifest of a dataset."""
    identity = given.one("id")
    with desk.store.read() as connection:
        found = keeping.load(connection, identity)
    if found is None:
        raise NotThere("dataset", identity)
    return found


def drift(desk: Desk, given: Given) -> drifting.Drift:
    """What came, went and changed since a dataset was made."""
    return drifting.drift(desk.searcher, manifest(desk, given), now=desk.clock())


def citation(desk: Desk, given: Given) -> CitationAnswer:
    """A citation of a dataset."""
    style = given.choice("style", STYLES, "th")
    one = manifest(desk, given)
    cited = folder.cited(one, url=address(desk, one.id), accessed=desk.clock())
    return CitationAnswer(id=one.id, style=style, citation=cite(cited, style))


def result_citation(desk: Desk, given: Given) -> CitationAnswer:
    """A citation of what a query finds today, with both counts."""
    style = given.choice("style", STYLES, "th")
    cited = cited_result(desk, read(given))
    return CitationAnswer(id=cited.id, style=style, citation=cite(cited, style))


def cited_result(desk: Desk, asked: Asked) -> Cited:
    """What a citation of a result says: the question, both counts, its address, the day."""
    found = desk.searcher.search(replace(asked.query(), size=1, offset=0, facets=False))
    url = f"{desk.base}/?{urlencode(asked.pairs())}"
    return result_cited(asked.q or "*", found.total, found.stories, url, accessed=desk.clock())


def export(desk: Desk, given: Given) -> Iterator[bytes]:
    """Everything that a query finds, as a file in pieces; the first is made before this returns."""
    return _begun(exported(desk.searcher, _query(given)), given)


def articles(desk: Desk, given: Given) -> Iterator[bytes]:
    """The articles of a dataset as they were, as a file in pieces."""
    one = manifest(desk, given)
    return _begun(iter(Rebuilding(desk.store, one.items, one.stories)), given)


def address(desk: Desk, identity: str) -> str:
    """The permalink of a dataset."""
    return f"{desk.base}/datasets/{quote(identity, safe='')}"


def _begun(rows: Iterator[Exported], given: Given) -> Iterator[bytes]:
    """Read the first article at once, so that what cannot be answered is an error and no broken file."""
    form = FORMATS[given.choice("format", FORMATS, "jsonl")]
    options = Options(bom=given.flag("bom"))
    first = next(rows, None)
    every = rows if first is None else chain([first], rows)
    return form.make(every, options)


def _query(given: Given) -> SearchQuery:
    """The question with every copy, unless ``copies=0`` asks for one article a story."""
    query = read(given).query()
    collapsed = given.one("copies") == "0"
    return replace(query, copies=not collapsed, fallback=False)


def _row(desk: Desk, one: keeping.Kept) -> DatasetRow:
    return DatasetRow(
        id=one.id,
        title=one.title,
        query=one.query,
        made_at=one.made_at,
        articles=one.articles,
        sha256=one.sha256,
        url=address(desk, one.id),
    )
