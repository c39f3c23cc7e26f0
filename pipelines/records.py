"""The nouns that flow through Khaosan: frozen, typed, and named as schema.org and Thai administration do.

Each arrow of the pipeline is ``f(record) -> record``. Records decide nothing; two
invariants are checked where types cannot: moments carry a zone, and text for people no zero-width space.
JSON in and out is :mod:`pipelines.codec`'s; field names there are the names here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Precision = Literal["minute", "day", "month", "year", "range"]
Era = Literal["BE", "CE"]
Kind = Literal["news", "announcement", "procurement", "vacancy", "letter", "static"]
Scope = Literal["thai", "foreign"]
TextStatus = Literal["full", "image_only", "attachment_only", "truncated"]
Role = Literal["listing", "article", "attachment", "policy"]
"""``policy``: a site's terms of use, kept and never read as news."""
Level = Literal["changwat", "amphoe", "tambon"]
Office = Literal[
    "province", "pr-office", "pao", "municipality", "tao", "prd-region", "local-news", "corpus"
]  # fmt: skip
"""``corpus`` is what somebody imported; no registry row has it."""

KINDS: tuple[Kind, ...] = ("news", "announcement", "procurement", "vacancy", "letter", "static")
OFFICES: tuple[Office, ...] = (
    "province", "pr-office", "pao", "municipality", "tao", "prd-region", "local-news",
)  # fmt: skip
ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateValue:
    """A date as a page states it, in Asia/Bangkok, never more precise than the text."""

    value: str
    """``2016``, ``2016-08``, ``2016-08-05``, ``2016-08-05T09:00``, or ``start/end`` for a range."""
    precision: Precision
    era: Era
    """The era the page wrote: BE for ๒๕๕๙, CE for 2016 and for ISO forms."""
    method: str
    """How it was read, as ``where:what``: ``rest:date_gmt``, ``page:published-on``, ``text:event``."""
    raw: str
    """The characters that were read."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A changwat, amphoe or tambon that the text names, or the office's own changwat."""

    level: Level
    code: str
    """DOPA code: 2, 4 or 6 digits."""
    province: str
    """ISO 3166-2, as ``TH-81``."""
    name: str
    """Thai name with its level word: ``จังหวัดกระบี่``."""
    span: tuple[int, int] | None
    """Where in ``article_body`` (characters, half-open); null for evidence from elsewhere."""
    confidence: float
    evidence: str
    """``text``, ``headline``, ``letter-number``, ``source``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An official: title (คำนำหน้า), name, post (ตำแหน่ง) and office as the text gives them."""

    title: str | None
    name: str
    post: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """Who reported, photographed and posted it: lifted out of the body."""

    reporter: tuple[str, ...] = ()
    photo: tuple[str, ...] = ()
    photo_and_news: tuple[str, ...] = ()
    posted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The head of an official letter (หนังสือราชการ)."""

    urgency: str | None = None
    number: str | None = None
    """Normalised: Arabic digits, one space after the letter code: ``ลพ 0017.2/ว``."""
    issuer: str | None = None
    addressees: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another host of an office: one office has had several generations of them."""

    host: str
    since: str | None = None
    """The first day (ISO); null = unknown."""
    until: str | None = None
    """The last day (ISO); null = still in use. A host that is no longer the office's is not fetched."""
    evidence: str | None = None
    """Where it was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An office that publishes; never a domain. One row of the registry, or of an import."""

    id: str
    name: str
    province: str
    """ISO 3166-2, as ``TH-51``; empty for an imported corpus that says none."""
    office: Office
    family: str
    start: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    """Hosts that it had or has besides, with the days of their use."""
    via: tuple[str, ...] = ()
    """Which doors to try, in order: ``rest``, ``feed``, ``html``, ``sitemap``; empty = the family's own."""
    selectors: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    since: str | None = None
    """Do not read back beyond this day (ISO)."""
    expect: dict[str, float] = field(default_factory=dict)
    """Field-fill contract: ``date``, ``title``, ``body`` as shares, ``min_per_month`` as a count."""
    delay: float | None = None
    """Seconds between two requests to its hosting address; null = the crawler's own floor."""
    hours: str | None = None
    """When it may be asked, Bangkok time: ``20:00-06:00``; null = at any hour."""
    budget: dict[str, float] = field(default_factory=dict)
    """What a day may take: ``pages``, ``megabytes``, ``minutes``, ``files``, ``files_megabytes``; and
    ``file_megabytes``, the most that one attachment may have."""
    terms: tuple[str, ...] = ()
    """Addresses of its terms of use; those that its start pages name are found without."""
    disabled: str | None = None
    """Why it is not crawled; null = enabled."""
    evidence: str | None = None
    """Where its address was seen."""
    sample: bool = False
    """True for the demo's offices: shown as sample data everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a list page, feed or REST answer said of a page it linked to."""

    title: str | None = None
    published_raw: str | None = None
    category: tuple[str, ...] = ()
    posted_by: str | None = None
    form: str | None = None
    """What is posted to ask for it (``application/x-www-form-urlencoded``); null = it is asked by GET."""
    others: tuple[str, ...] = ()
    """Further addresses of the same item, asked where the one before is closed or not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One response as it arrived, and where its bytes lie in the archive."""

    id: int
    source_id: str
    role: Role
    requested_url: str
    url: str
    """The final address, after redirects."""
    status: int
    content_type: str | None
    fetched_at: datetime
    sha256: str
    """Of the decoded (uncompressed) body."""
    warc_file: str
    warc_offset: int
    warc_length: int
    etag: str | None = None
    last_modified: str | None = None
    tls_valid: bool | None = None
    hint: Hint = Hint()
    span: str | None = None
    """The days that a list was read for, ``since/until``; posts it holds from outside are left out."""

    def __post_init__(self) -> None:
        require_zone(self.fetched_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a family reads from a page, before any Thai is understood.

    ``body`` keeps paragraphs separated by newlines; ``notes`` are lines of the page's head and foot that hold
    dates, bylines and the like, but are no body.
    """

    url: str
    canonical_url: str
    item: str | None
    """The family's own number for it; null = the canonical URL is its identity."""
    headline: str
    body: str
    published: DateValue | None = None
    published_raw: str | None = None
    """The page's own words for the publishing date where no exact field has it."""
    posted_by: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rule: str = ""
    """Which rule found the body: a selector, ``rest``, ``feed``, ``trafilatura``."""
    page_kind: Kind | None = None
    """Where the address itself tells the kind (PRD's static pages)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that a list page, feed or REST answer names, and what it says of it."""

    url: str
    role: Role = "article"
    hint: Hint = Hint()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A list page that is asked by POST; ``name`` tells it from the other pages of its address."""

    url: str
    name: str
    body: str
    """``application/x-www-form-urlencoded``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list page, feed or REST answer holds: links, further pages, and whole posts."""

    links: tuple[Link, ...] = ()
    next: tuple[str, ...] = ()
    """Further list pages, nearest first."""
    forms: tuple[Form, ...] = ()
    """Further list pages that are asked by POST, nearest first."""
    drafts: tuple[Draft, ...] = ()
    """Posts that are wholly contained (REST, full-text feeds): their pages need not be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One thing an office published: the record of design §10, and the contract with other tools."""

    id: str
    """``source_id:item``, or ``source_id:`` and a digest of the canonical URL; imports keep theirs."""
    url: str
    canonical_url: str
    source: str
    family: str
    extractor: str
    kind: Kind
    scope: Scope
    country: str
    """ISO 3166-1 alpha-2: TH unless foreign."""
    headline: str
    article_body: str
    """Paragraphs separated by newlines; personal data masked; no zero-width space."""
    language: str
    published: DateValue | None = None
    event: DateValue | None = None
    deadline: DateValue | None = None
    order: DateValue | None = None
    fiscal_year: int | None = None
    """Buddhist era, as offices count it: 2559 = October 2015 to September 2016."""
    issuer: str | None = None
    places: tuple[Place, ...] = ()
    people: tuple[Person, ...] = ()
    credits: Credits = Credits()
    letter: Letter | None = None
    category: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    text_status: TextStatus = "full"
    cluster: str | None = None
    captured_at: datetime | None = None
    page_sha256: str = ""

    def __post_init__(self) -> None:
        if self.captured_at is not None:
            require_zone(self.captured_at)
        if ZERO_WIDTH_SPACE in self.headline or ZERO_WIDTH_SPACE in self.article_body:
            raise ValueError(f"{self.id}: zero-width space in text for people")


def require_zone(moment: datetime) -> None:
    """Raise ValueError for a moment without a zone: it could be seven hours wrong."""
    if moment.tzinfo is None:
        raise ValueError(f"moment without a zone: {moment.isoformat()}")
