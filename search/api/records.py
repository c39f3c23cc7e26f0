"""What calls answer, beside the records of a search (:mod:`search.records`)."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.records import Article, Capture, DateValue, Office
from pipelines.store.attachments import Attachment
from pipelines.store.collections import Collection, Member
from search.records import Advice, Facets, Histogram, Hit, Interval, Sort, Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """One page of hits: ``total`` counts articles, ``stories`` clusters; both exact."""

    total: int
    stories: int
    hits: tuple[Hit, ...]
    facets: Facets
    """Of the first page; empty on those that follow."""
    histogram: Histogram
    """Of the first page."""
    query: Understood
    engine: str
    sort: Sort
    indexed: int
    next: str | None = None
    """The cursor of the next page; null = this was the last one."""
    advice: Advice | None = None
    """Where the first page finds nothing or little: why, and what to try; null where it finds enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAnswer:
    """How many articles match, in how many stories, of how many."""

    total: int
    stories: int
    indexed: int
    within: int
    """Articles within the same filters, whatever their words: what a share is out of."""
    query: Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A day, month or year: matching articles, and all within the filters that were published then."""

    key: str
    count: int
    within: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAnswer:
    """Counts over time; all add up: points, ``coarse`` and ``undated`` make ``total``."""

    interval: Interval
    points: tuple[Point, ...]
    """Every interval in which anything within the filters was published, in order."""
    coarse: int
    """Dated, but less precisely than an interval."""
    undated: int
    total: int
    within: int
    query: Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class WordAnswer:
    """One word; ``keyness`` above 10.83 is beyond chance at p < 0.001."""

    word: str
    matching: int
    background: int
    ratio: float
    keyness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsAnswer:
    """The most frequent words of the matches, and those that set them apart; counts are of all articles."""

    top: tuple[WordAnswer, ...]
    significant: tuple[WordAnswer, ...]
    matching: int
    background: int
    read: int
    """Texts that words were taken from."""
    whole: bool
    """True: all matching texts were read; false: a sample of ``read``."""
    analysis: str
    """The tokenizer and its dictionary."""
    query: Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """One place of a query, with what stands left and right of it."""

    article: str
    headline: str
    source: str
    source_name: str
    published: DateValue | None
    left: str
    found: str
    right: str
    in_headline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesAnswer:
    """Words in context. ``whole`` = every matching article was read and no line left out."""

    lines: tuple[LineAnswer, ...]
    read: int
    articles: int
    whole: bool
    query: Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnswer:
    """An office: what it is, its state with the evidence, and what is held of it."""

    id: str
    name: str
    province: str
    office: Office
    family: str
    state: str
    state_reason: str | None
    state_since: str | None
    enabled: bool
    sample: bool
    start: tuple[str, ...]
    articles: int
    first_captured_at: str | None
    last_captured_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesAnswer:
    """A page of offices by id."""

    total: int
    sources: tuple[SourceAnswer, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of an article, without its text."""

    number: int
    captured_at: str
    digest: str
    """Of the refined content, SHA-256."""
    extractor: str
    rule: str
    capture: int | None
    file: str | None = None
    """SHA-256 of the attachment whose bytes had changed; null where the page had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another live article of the same story."""

    id: str
    source: str
    headline: str
    published: DateValue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a version came from: its capture in the archive, the rule that found its body, who read it."""

    capture: Capture | None
    rule: str
    extractor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAnswer:
    """An article in one of its versions, and what is known around it."""

    article: Article
    state: str
    """live, or gone: deleted at its source."""
    state_at: str | None
    version: int
    """The version given."""
    versions: tuple[VersionRow, ...]
    provenance: Provenance
    series: str | None
    copies: tuple[Copy, ...]
    members: int
    """Articles of its story, itself included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionAnswer:
    """One version whole."""

    version: VersionRow
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsAnswer:
    """All versions of an article, oldest first."""

    id: str
    versions: tuple[VersionAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentsAnswer:
    """The files that an article names, in its order."""

    id: str
    attachments: tuple[Attachment, ...]
    text: str
    """What could be read of them, personal numbers masked: each text once, one after another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationAnswer:
    """A citation in one style."""

    id: str
    style: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAnswer:
    """``child`` most likely took the text from ``parent``; shares are of 12-grams, 0 to 1."""

    parent: str
    child: str
    lag_days: int
    share_of_child: float
    share_of_parent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterAnswer:
    """A story: its articles by time, and how it travelled among the first of them."""

    id: str
    members: int
    representative: str
    earliest: str
    series: str | None
    articles: tuple[Copy, ...]
    origin: str | None
    steps: tuple[StepAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """A series as listed."""

    id: str
    issues: int
    headline: str
    """Of its latest issue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesListAnswer:
    """Series, those with most issues first."""

    total: int
    series: tuple[SeriesRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesAnswer:
    """The issues of a series by time."""

    id: str
    """The id that goes on, where the one asked for was merged away."""
    issues: int
    articles: tuple[Copy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetRow:
    """A dataset as listed."""

    id: str
    title: str
    query: str
    made_at: str
    articles: int
    sha256: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetsAnswer:
    """A page of datasets, newest first."""

    total: int
    datasets: tuple[DatasetRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """An office, a province or a kind of office: offices by state on each day."""

    source: str | None
    province: str | None
    kind: Office | None
    name: str | None
    offices: int
    new_items: int
    collected: int
    nothing_new: int
    failed: int
    not_attempted: int
    days: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageAnswer:
    """What was collected between two days, both included."""

    first: str
    last: str
    rows: tuple[CoverageRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionsAnswer:
    """All collections, by name."""

    collections: tuple[Collection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionAnswer:
    """A collection, and its offices or articles in the order they were added."""

    collection: Collection
    members: tuple[Member, ...]
    query: str
    """What searches, exports and cites within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRow:
    """A saved search as listed."""

    name: str
    address: str
    """Its parameters, as they stand in an address."""
    url: str
    """The search."""
    page: str
    """What is new in it."""
    made_at: str
    seen_at: str
    """Up to when its finds are known to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedListAnswer:
    """All saved searches, by name."""

    saved: tuple[SavedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article that came, and its story."""

    id: str
    cluster: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAnswer:
    """A saved search, and what came since a person last looked."""

    search: SavedRow
    readable: bool
    """False: the query can no longer be read, as its collection or office is gone."""
    stories: int
    articles: int
    more: bool
    """There are more than were looked at."""
    new: tuple[NewArticle, ...]
    """Newest first, 500 at most."""
