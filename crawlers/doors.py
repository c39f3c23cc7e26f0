"""The families as the crawler uses them: doors of an office, and what a list page behind one names."""

from __future__ import annotations

from pipelines import extract, families, urls
from pipelines.families import Door, Family, joomla
from pipelines.families.wordpress.addresses import post_url
from pipelines.page import Page
from pipelines.records import Draft, Listing, Source


def of(source: Source) -> tuple[Door, ...]:
    """The doors of a source in the order to be tried."""
    return _family(source).seeds(source)


def listing(page: Page, source: Source) -> Listing:
    """Read a list page; PageError where it is not what the family expects."""
    return extract.listing(page, source)


def article(page: Page, source: Source) -> Draft:
    """Read an article; PageError where it is none."""
    return extract.drafts(page, source)[0]


def single(source: Source, url: str, draft: Draft) -> str | None:
    """Where a post that a REST answer at ``url`` held can be asked for by itself."""
    return post_url(url, draft.item or "") if source.family == "wordpress" else None


def canonical(source: Source, url: str) -> str:
    """The address that stands for an item, whatever link led to it."""
    return _family(source).canonical(url)


def key(source: Source, url: str) -> str:
    """The address that an item is known by: at Joomla one for all menus that it stands under."""
    return joomla.key(url) if source.family == "joomla" else canonical(source, url)


def hosts(source: Source) -> frozenset[str]:
    """The hosts a source may be fetched from: those of its start pages, and those its row adds.

    A host with a last day is no longer the office's, and may be anybody's by now.
    """
    named = [urls.named_host(url) for url in source.start] + [urls.plain_host(host) for host in source.hosts]
    named += [urls.plain_host(alias.host) for alias in source.aliases if alias.until is None]
    return frozenset(map(urls.bare, named))


def _family(source: Source) -> Family:
    return families.load(source.family)
