"""What a fetched page means for the frontier. Pure up to :func:`apply`, which writes it down.

The same function serves a page fresh from the net and a record that a killed run left in the archive.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from crawlers import doors, frontier
from crawlers.frontier import Found, Visit
from crawlers.gate import bare
from pipelines.errors import PageError
from pipelines.page import Page
from pipelines.records import Capture, Hint, Listing, Source
from pipelines.span import Span
from pipelines.store import captures

EMPTY = "it names no item"
MAX_DEPTH = 2000
"""List pages behind list pages; a WordPress of 20,000 posts has 2,000 of ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Addresses and items that a list page yields; for an article nothing."""

    links: tuple[Found, ...] = ()
    lists: tuple[Found, ...] = ()
    """List pages beside the one read: an office's categories."""
    whole: tuple[Found, ...] = ()
    """Items contained whole: not to be fetched."""
    following: tuple[Found, ...] = ()
    rejected: str = ""
    """Why the page is not what its door promises; empty = it is."""
    off_site: int = 0

    @property
    def items(self) -> int:
        """How many items the page names."""
        return len(self.links) + len(self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What writing a harvest down changed."""

    new: int = 0
    items: int = 0
    rejected: str = ""


def harvest(source: Source, visit: Visit, page: Page, span: Span) -> Harvest:
    """Read a list page of a door; whatever its reader cannot take is a reason, never an exception."""
    if visit.role != "listing":
        return Harvest()
    try:
        listing = doors.listing(page, source)
    except PageError as error:
        return Harvest(rejected=error.reason)
    except Exception as error:  # a fault of ours must cost one page, not the crawl
        return Harvest(rejected=f"its reader failed: {type(error).__name__}: {error}")
    return _harvest(source, visit, listing, span)


def _harvest(source: Source, visit: Visit, listing: Listing, span: Span) -> Harvest:
    hosts = doors.hosts(source)
    whole = {draft.canonical_url: _found(draft.canonical_url, draft.url, visit) for draft in listing.drafts}
    links: dict[str, Found] = {}
    off_site = 0
    kept = span.links(listing)
    for link in kept:
        url = doors.canonical(source, link.url)
        if bare(doors.host_of(link.url)) not in hosts:
            off_site += 1
        elif url not in whole and url not in links:
            links[url] = replace(_found(url, link.url, visit), role=link.role, hint=link.hint)
    lists = tuple(
        replace(one, depth=visit.depth + 1, door=visit.door)
        for one in links.values()
        if one.role == "listing"
    )
    following = tuple(
        Found(url=url, fetch_url=url, role="listing", depth=visit.depth + 1, door=visit.door, hint=hint)
        for url, hint in _further(listing)
        if bare(doors.host_of(url)) in hosts
    )
    wanted = visit.depth < MAX_DEPTH and not span.behind(listing)
    return Harvest(
        links=tuple(one for one in links.values() if one.role != "listing"),
        lists=lists if visit.depth < MAX_DEPTH else (),
        whole=tuple(whole.values()),
        following=following if wanted else (),
        rejected="" if listing.links or listing.drafts or listing.next else EMPTY,
        off_site=off_site,
    )


def _found(url: str, fetch_url: str, visit: Visit) -> Found:
    return Found(url=url, fetch_url=fetch_url, role="article", depth=visit.depth)


def apply(
    connection: Connection, visit: Visit, capture: Capture, found: Harvest, *, run: datetime, now: datetime
) -> Settled:
    """Write down, in one transaction, the capture, what it named, and that it is done.

    Further list pages are followed only from one that named something new: behind known items are known ones.
    """
    stored = captures.add(connection, capture)
    if found.rejected:
        captures.settle(connection, stored.id, "discard:door", "crawl")
        frontier.done(connection, visit, status=capture.status, now=now, note=found.rejected)
        return Settled(rejected=found.rejected)
    new = frontier.add(connection, visit.source_id, found.links, now=now)
    new |= frontier.seen(connection, visit.source_id, found.whole, now=now)
    frontier.revive(connection, visit.source_id, [one.url for one in found.links], now=now)
    if new:
        frontier.again(connection, visit.source_id, found.following, run=run, now=now)
    frontier.again(connection, visit.source_id, found.lists, run=run, now=now)
    frontier.done(
        connection,
        visit,
        status=capture.status,
        now=now,
        etag=capture.etag,
        last_modified=capture.last_modified,
        sha256=capture.sha256,
    )
    return Settled(new=len(new), items=found.items)
