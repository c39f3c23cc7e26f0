"""What is asked of search and what comes back: frozen, the same whichever engine answers.

JSON of these records is what ``khaosan search --json`` and the web API print; names are design §10's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipelines.records import DateValue, Kind, Office, Place, Scope

Match = Literal["all", "any"]
Sort = Literal["relevance", "newest", "oldest", "office"]
"""``office``: by the name of the office, then newest; every article is a hit, as if ``copies``."""
Show = Literal["representative", "earliest"]
Interval = Literal["day", "week", "month", "year"]
Why = Literal["part_absent", "never_together", "excluded", "filtered", "no_words"]
SuggestionKind = Literal["keyboard", "spelling", "place", "office", "headline", "word", "field", "part"]
ExpansionKind = Literal["abbreviation", "full_form", "era", "place", "number", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows a search beside its text. Values of one field are alternatives; fields must all hold."""

    province: tuple[str, ...] = ()
    """ISO 3166-2, as ``TH-51``: of a place the article names, or of its office."""
    amphoe: tuple[str, ...] = ()
    """DOPA codes of 4 digits."""
    source: tuple[str, ...] = ()
    """Offices by id."""
    office: tuple[Office, ...] = ()
    """Kinds of office."""
    kind: tuple[Kind, ...] = ()
    scope: tuple[Scope, ...] = ()
    language: tuple[str, ...] = ()
    cluster: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    published_from: str | None = None
    """First day, ISO, common era; an item dated to a month or year must lie wholly inside."""
    published_to: str | None = None
    """Last day, inclusive."""
    undated: bool | None = None
    """True: only items without a date; False: only dated ones."""
    has_attachment: bool | None = None
    representative: bool | None = None
    """True: only the articles that stand for their story; False: only the others, the copies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """One question. The defaults are those of the command line."""

    text: str
    match: Match = "all"
    syntax: bool = True
    """False: plain text, no operator is interpreted."""
    filters: Filters = Filters()
    sort: Sort = "relevance"
    size: int = 10
    offset: int = 0
    """Hits to pass over: whole stories, unless ``copies``."""
    copies: bool = False
    """True: every article is a hit of its own; False: one hit a story."""
    show: Show = "representative"
    """The article that is its story's hit: the one that stands for it, or the one published first; where that
    does not match, the best match. A story stands where its best match does."""
    facets: bool = True
    interval: Interval | None = None
    """Of the histogram; null = chosen by the span that the hits cover."""
    fallback: bool = True
    """Where ``all`` finds nothing, answer as ``any`` and say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """Something the query also looks for, and why: ``อบจ.`` → ``องค์การบริหารส่วนจังหวัด``."""

    kind: ExpansionKind
    written: str
    also: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The query as it was understood."""

    text: str
    """As typed."""
    match: Match
    """The mode that answered."""
    fell_back: bool
    """True where ``all`` was asked for, found nothing, and ``any`` answered."""
    th: str
    """In words, Thai: ``น้ำท่วม และ (อบจ. หรือ องค์การบริหารส่วนจังหวัด)``."""
    en: str
    """In words, English."""
    words: tuple[str, ...]
    """The words that Thai text was cut into."""
    expansions: tuple[Expansion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article of the answer."""

    id: str
    score: float
    headline: str
    headline_html: str
    """Escaped, matches in ``<mark>``."""
    url: str
    published: DateValue | None
    places: tuple[Place, ...]
    snippet: str
    """The best passage: escaped, matches in ``<mark>``, ``…`` where it was cut."""
    cluster: str
    source: str
    source_name: str
    office: Office
    kind: Kind
    scope: Scope
    captured_at: str
    """ISO 8601: when this state of the page was last seen."""
    sample: bool
    """True for the demo's offices."""
    copies: int
    """Other live articles of the same story, matching or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """How many of the matching articles carry a value; ``label`` is for people, where ``key`` is a code."""

    key: str
    count: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Exact counts over all matching articles, most frequent first (years: newest first)."""

    province: tuple[Bucket, ...] = ()
    office: tuple[Bucket, ...] = ()
    source: tuple[Bucket, ...] = ()
    kind: tuple[Bucket, ...] = ()
    scope: tuple[Bucket, ...] = ()
    language: tuple[Bucket, ...] = ()
    amphoe: tuple[Bucket, ...] = ()
    """Counted where the search is narrowed to provinces; there are 928 in all."""
    year: tuple[Bucket, ...] = ()
    """Common era, as ``2020``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Matching articles over time. All add up: ``sum(buckets) + coarse + undated == total``."""

    interval: Interval
    buckets: tuple[Bucket, ...] = ()
    """Keys ``2020``, ``2020-08``, ``2020-W32`` (ISO 8601) or ``2020-08-05``, in order, without empty ones."""
    coarse: int = 0
    """Dated, but not as precisely as a bucket."""
    undated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The answer: ``total`` counts articles, ``stories`` clusters; both exact."""

    total: int
    stories: int
    hits: tuple[Hit, ...]
    facets: Facets
    histogram: Histogram
    query: Understood
    engine: str
    sort: Sort
    """The order in force (a query without words is ordered by date)."""
    indexed: int = field(default=0)
    """Articles in the index: what ``total`` is out of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason for an empty answer, in words of both languages."""

    why: Why
    part: str
    """The part meant; empty where it is the whole query."""
    articles: int
    """How many there are without what stands in the way."""
    th: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A query that finds something."""

    kind: SuggestionKind
    query: str
    articles: int
    """What it finds, filters aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a query finds in mode ``all``; where that is nothing, why, and what to try.

    Where it is little (:data:`search.suggest.FEW`), other spellings that find many times more; where it is
    enough, nothing.
    """

    total: int
    reasons: tuple[Reason, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
