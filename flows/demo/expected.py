"""What must come of a crawl of the sample sites, computed from the content alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from flows.demo.records import Item
from flows.demo.site import Site
from flows.demo.sites import address
from pipelines.records import Kind, Scope, TextStatus

ISSUES = {"truncated_gzip": "truncated", "missing": "missing", "disallowed": "robots_disallowed"}
"""The code that the crawl reports for a planted fault."""
DISCARDS = {"soft_404": "not_found", "spam": "spam"}
"""The role under which a page with a planted fault is discarded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedArticle:
    """One article that must be in the store."""

    key: str
    """``office/number``, as in the content."""
    id: str | None
    """``source:number``; null for the generic family, whose ids are made from ``url``."""
    source: str
    url: str
    headline: str
    published: str
    """ISO, to the day."""
    kind: Kind
    scope: Scope
    text_status: TextStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFault:
    """A planted fault: the issue's or discard's code, the office, and the page."""

    code: str
    source: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """All of it."""

    articles: tuple[ExpectedArticle, ...]
    copies: dict[str, tuple[str, ...]]
    """Keys of articles that carry one release, by the original's key."""
    series: dict[str, tuple[str, ...]]
    """Keys of bulletins by series: alike, and no copies of each other."""
    issues: tuple[ExpectedFault, ...]
    discards: tuple[ExpectedFault, ...]

    @property
    def by_source(self) -> dict[str, int]:
        """How many articles each office has."""
        counts: dict[str, int] = defaultdict(int)
        for article in self.articles:
            counts[article.source] += 1
        return dict(counts)

    @property
    def clusters(self) -> int:
        """How many stories: a release with all its copies is one."""
        return len(self.articles) - sum(len(keys) - 1 for keys in self.copies.values())


def expected_of(sites: Iterable[Site]) -> Expected:
    """Read off the sites what their crawl must yield."""
    pairs = [(site, item) for site in sites for item in site.items]
    return Expected(
        articles=tuple(_article(site, item) for site, item in pairs if item.fault is None),
        copies=_copies(item for _, item in pairs),
        series=_grouped((item.series, item.key) for _, item in pairs if item.series),
        issues=_faults(pairs, ISSUES),
        discards=_faults(pairs, DISCARDS),
    )


def _article(site: Site, item: Item) -> ExpectedArticle:
    source = site.office.id
    return ExpectedArticle(
        key=item.key,
        id=_id(site, item),
        source=source,
        url=site.base + address(site, item),
        headline=item.title,
        published=item.published.date().isoformat(),
        kind=item.kind,
        scope=item.scope,
        text_status=_status(item),
    )


def _id(site: Site, item: Item) -> str | None:
    """``source:number``; the CMS of the PRD counts its static pages apart."""
    if site.office.family == "generic":
        return None
    apart = "page-" if site.office.look == "prd" and item.kind == "static" else ""
    return f"{site.office.id}:{apart}{item.number}"


def _status(item: Item) -> TextStatus:
    if item.paragraphs:
        return "full"
    return "attachment_only" if item.attachments else "image_only"


def _copies(items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
    groups = _grouped((item.copy_of, item.key) for item in items if item.copy_of)
    return {original: (original, *keys) for original, keys in groups.items()}


def _grouped(pairs: Iterable[tuple[str | None, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name, key in pairs:
        if name is not None:
            groups[name].append(key)
    return {name: tuple(sorted(keys)) for name, keys in groups.items()}


def _faults(pairs: Iterable[tuple[Site, Item]], codes: dict[str, str]) -> tuple[ExpectedFault, ...]:
    return tuple(
        ExpectedFault(code=codes[item.fault], source=site.office.id, url=site.base + address(site, item))
        for site, item in pairs
        if item.fault is not None and item.fault in codes
    )
