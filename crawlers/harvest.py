"""What a fetched page means for the frontier. Pure up to :func:`apply`, which writes it down.

The same function serves a page fresh from the net and a record that a killed run left in the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from crawlers import doors, frontier, outcomes, terms
from crawlers.traps import trap
from crawlers.visit import BY_PAGE, NO_HINT, Found, Visit
from pipelines import urls
from pipelines.errors import PageError
from pipelines.identity import digest_of
from pipelines.kinds import text_status
from pipelines.page import Page
from pipelines.records import Capture, Draft, Hint, Listing, Source
from pipelines.span import Span
from pipelines.store import attachments, captures

EMPTY = "it names no item"
MAX_DEPTH = 2000
"""List pages behind list pages; a WordPress of 20,000 posts has 2,000 of ten."""
MOST_OTHERS = 4
"""Menus that an item stands under besides the first; three were seen at most."""
_NAMES_A_FILE = re.compile(
    rb"\.(?=[cdoprxz7])(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|zip|rar|7z|csv)[\"'&?#\\ ]", re.IGNORECASE
)
"""A page without it links to no file; only the others are read a second time here. Those that hand out files
by number are found when the page is refined. The look ahead rules out most dots of a page at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Addresses and items that a list page yields; for an article its files."""

    links: tuple[Found, ...] = ()
    lists: tuple[Found, ...] = ()
    """List pages beside the one read: an office's categories."""
    whole: tuple[Found, ...] = ()
    """Items contained whole: not to be fetched."""
    following: tuple[Found, ...] = ()
    files: tuple[Found, ...] = ()
    terms: tuple[Found, ...] = ()
    words: str = ""
    """The digest of what terms of use say."""
    partial: bool = False
    """Something was left out for its date, or it names other lists, which change while it does not: the page
    must be asked anew, not whether it has changed."""
    traps: tuple[tuple[str, str], ...] = ()
    """Addresses whose shape says that their row has no end, and what in it."""
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
    """Read what a page names; whatever its reader cannot take is a reason, never an exception."""
    if visit.role == "article":
        return Harvest(files=_named_files(source, visit, page))
    try:
        if visit.role == "policy":
            return Harvest(words=terms.digest_of(page))
        return _of_list(source, visit, page, span) if visit.role == "listing" else Harvest()
    except PageError as error:
        return Harvest(rejected=error.reason)
    except Exception as error:  # a fault of ours must cost one page, neither the crawl nor the next recovery
        return Harvest(rejected=f"its reader failed: {type(error).__name__}: {error}")


def _of_list(source: Source, visit: Visit, page: Page, span: Span) -> Harvest:
    """What a list page names; the first one of a door also the terms of use."""
    found = _harvest(source, visit, doors.listing(page, source), span)
    if visit.depth:
        return found
    hosts = doors.hosts(source)
    own = (one for one in terms.named(page, source) if urls.host(one.url) in hosts)
    return replace(found, terms=tuple(own))


def _harvest(source: Source, visit: Visit, listing: Listing, span: Span) -> Harvest:
    hosts = doors.hosts(source)
    drafts = span.drafts(listing)
    whole = {draft.canonical_url: _held(source, draft, visit) for draft in drafts}
    links: dict[str, Found] = {}
    off_site = 0
    traps: dict[str, str] = {}
    kept = span.links(listing)
    for link in kept:
        url = doors.key(source, link.url)
        if urls.host(link.url) not in hosts:
            off_site += 1
        elif shape := trap(link.url):
            traps[link.url] = shape
        elif url not in whole and url not in links:
            links[url] = replace(_found(url, link.url, visit), role=link.role, hint=link.hint)
        elif url in links:
            links[url] = _also_at(links[url], link.url, source)
    lists = tuple(
        replace(one, depth=visit.depth + 1, door=visit.door)
        for one in links.values()
        if one.role == "listing"
    )
    following = tuple(
        Found(url=url, fetch_url=url, role="listing", depth=visit.depth + 1, door=visit.door, hint=hint)
        for url, hint in _further(listing)
        if urls.host(url) in hosts and not trap(url)
    )
    wanted = visit.depth < MAX_DEPTH and not span.behind(listing)
    return Harvest(
        links=tuple(one for one in links.values() if one.role != "listing"),
        lists=lists if visit.depth < MAX_DEPTH else (),
        whole=tuple(whole.values()),
        following=following if wanted else (),
        rejected="" if listing.links or listing.drafts or listing.next or listing.forms else EMPTY,
        off_site=off_site,
        files=tuple(one for draft in drafts for one in _files(draft, hosts, visit)),
        partial=len(kept) < len(listing.links) or len(drafts) < len(listing.drafts) or bool(lists),
        traps=tuple(traps.items()),
    )


def _named_files(source: Source, visit: Visit, page: Page) -> tuple[Found, ...]:
    """The files that an article names; what its reader cannot take is told when it is refined."""
    if not _NAMES_A_FILE.search(page.body):
        return ()
    try:
        return _files(doors.article(page, source), doors.hosts(source), visit)
    except Exception:
        return ()


def _files(draft: Draft, hosts: frozenset[str], visit: Visit) -> tuple[Found, ...]:
    """Attachments on the office's own hosts; the pictures of a post that has nothing else."""
    status = text_status(draft.body, images=len(draft.images), attachments=len(draft.attachments), cut=False)
    named = draft.images[: attachments.PICTURES] if status == "image_only" else draft.attachments
    return tuple(file_at(url, depth=visit.depth) for url in named if urls.host(url) in hosts)


def words_of(source: Source, page: Page) -> str | None:
    """Digest the words of an item's page; null where it cannot be read as one."""
    try:
        draft = doors.article(page, source)
    except Exception:  # whatever is wrong with it, it is there
        return None
    words = "".join(char for char in f"{draft.headline}{draft.body}" if char.isalnum())
    return digest_of(words.encode())


def file_at(url: str, *, depth: int = 0) -> Found:
    """An attachment to be fetched."""
    return Found(url=urls.canonical(url), fetch_url=url, role="attachment", depth=depth)


def _held(source: Source, draft: Draft, visit: Visit) -> Found:
    """An item that its list held whole: looked at again by itself where its door can, else by its page."""
    single = doors.single(source, visit.fetch_url, draft) if visit.door == "rest" else None
    return Found(
        url=draft.canonical_url,
        fetch_url=single or draft.url,
        role="article",
        depth=visit.depth,
        door=visit.door if single else BY_PAGE,
    )


def _further(listing: Listing) -> Iterator[tuple[str, Hint]]:
    """Further list pages; one that is asked by POST is told from others of its address by a fragment."""
    yield from ((url, NO_HINT) for url in dict.fromkeys(listing.next))
    yield from ((f"{form.url}#{form.name}", Hint(form=form.body)) for form in listing.forms)


def _also_at(one: Found, url: str, source: Source) -> Found:
    """The same item under another menu: asked where the first address is closed or not there."""
    known = {doors.canonical(source, other) for other in (one.fetch_url, *one.hint.others)}
    if doors.canonical(source, url) in known or len(one.hint.others) >= MOST_OTHERS:
        return one
    return replace(one, hint=replace(one.hint, others=(*one.hint.others, url)))


def _found(url: str, fetch_url: str, visit: Visit) -> Found:
    return Found(url=url, fetch_url=fetch_url, role="article", depth=visit.depth)


def apply(
    connection: Connection,
    visit: Visit,
    capture: Capture,
    found: Harvest,
    *,
    run: datetime,
    now: datetime,
    further: bool = False,
) -> Settled:
    """Write down, in one transaction, the capture, what it named, and that it is done.

    Further list pages are followed only from one that named something new: behind known items are known ones.
    With ``further`` they always are: somebody wants to read back to a day.
    """
    stored = captures.add(connection, capture)
    if found.rejected:
        captures.settle(connection, stored.id, "discard:door", "crawl")
        outcomes.done(connection, visit, status=capture.status, now=now, note=found.rejected)
        return Settled(rejected=found.rejected)
    if found.words:
        terms.enter(connection, stored, found.words)
    new = frontier.add(connection, visit.source_id, found.links, now=now)
    new |= frontier.seen(connection, visit.source_id, found.whole, now=now)
    frontier.revive(connection, visit.source_id, (*found.links, *found.whole), now=now)
    frontier.add(connection, visit.source_id, (*found.files, *found.terms), now=now)
    if new or further:
        frontier.again(connection, visit.source_id, found.following, run=run, now=now)
    frontier.again(connection, visit.source_id, found.lists, run=run, now=now)
    outcomes.done(
        connection,
        visit,
        status=capture.status,
        now=now,
        etag=None if found.partial else capture.etag,
        last_modified=None if found.partial else capture.last_modified,
        sha256=None if found.partial else capture.sha256,
    )
    return Settled(new=len(new), items=found.items)
