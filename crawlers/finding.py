"""What a look and a probe bring, as their callers read it: nothing here needs the engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crawlers.probe_rows import row_out_of_scope
from pipelines.errors import Blocked, FetchFailed, PageError
from pipelines.records import Source


@dataclass(slots=True, kw_only=True)
class Look:
    """What came of asking; ``code`` is empty where bytes came, else a code of :mod:`crawlers.failures`."""

    url: str
    """The final address."""
    status: int | None = None
    content_type: str | None = None
    tls_valid: bool | None = None
    code: str = ""
    reason: str = ""
    cure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page as it came."""

    url: str
    """The final address, after redirects."""
    body: bytes
    content_type: str | None
    status: int
    tls_valid: bool | None = None


def seen(found: Look, file: Path) -> Seen:
    """The page that a look brought.

    Raises:
        Blocked: the site refuses us.
        FetchFailed: the page did not arrive.
        PageError: a guard stopped it (address, robots.txt); the reason says which.
    """
    if found.code:
        raise _error(found.code)(found.reason, url=found.url, cure=found.cure)
    assert found.status is not None
    return Seen(
        url=found.url,
        body=file.read_bytes(),
        content_type=found.content_type,
        status=found.status,
        tls_valid=found.tls_valid,
    )


def _error(code: str) -> type[PageError]:
    if code == "blocked":
        return Blocked
    return PageError if code in ("address_refused", "robots_disallowed") else FetchFailed


@dataclass(slots=True, kw_only=True)
class Finding:
    """What a look at an address or office found; ``problem`` is null where it can be crawled."""

    url: str
    id: str = ""
    """The office, where one was looked at."""
    final_url: str = ""
    status: int | None = None
    family: str | None = None
    """The family whose fingerprint the page has."""
    door: str | None = None
    """The first door that names items."""
    listed: str = ""
    """Its list page."""
    items: int = 0
    tls_valid: bool | None = None
    robots: str = ""
    """What robots.txt says of the start page: allowed, disallowed, or why it cannot be read."""
    crawl_delay: float = 0.0
    title: str = ""
    row: str = ""
    """The TOML to add; id, name and office are to be completed by a person."""
    code: str = ""
    problem: str | None = None
    cure: str = ""
    state: str = ""
    """The state that this finding gives the office."""


def closed(row: Source) -> Finding:
    """What is known of an office that is not asked: its row says why."""
    return Finding(
        url=row.start[0] if row.start else "",
        id=row.id,
        code="disabled",
        problem=row.disabled or "it has no start page",
        cure="it is closed on purpose; to crawl it, use a registry of your own with --registry",
        state="disabled",
    )


def out_of_scope(url: str, network: str) -> Finding:
    """What is known of an address of a social network, without asking: the row that says so."""
    return Finding(
        url=url,
        row=row_out_of_scope(url, network),
        code="disabled",
        problem=f"{network} is out of scope: its pages want a login, and its terms forbid crawling",
        cure="look for a website of the office; if it has none, add the row, so that nobody looks again",
        state="disabled",
    )


def known(url: str, reason: str, owner: str) -> Finding:
    """What is known of an address that the registry has, without asking."""
    return Finding(
        url=url,
        code="known",
        problem=reason,
        cure=f"its row: khaosan source show {owner}; for another office name the page where its news begins",
    )


def said_of(finding: Finding) -> str:
    """A finding in a line: the evidence of a state."""
    if finding.problem is not None:
        return f"{finding.final_url or finding.url}: {finding.problem}"
    return f"{finding.door} names {finding.items} items"
