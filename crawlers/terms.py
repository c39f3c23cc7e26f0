"""A site's terms of use: where its pages name them, and the dated ledger of what they and robots.txt said.

Terms are kept, never read by machine: a person sees in the ledger when they changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from sqlalchemy import Connection, insert, select

from crawlers import doors
from crawlers.visit import Found
from pipelines import urls
from pipelines.errors import PageError
from pipelines.page import Page
from pipelines.records import Capture, Source
from pipelines.store.fetching import terms as t
from pipelines.store.tables import robots

MOST = 3
"""Pages of terms an office: its own, its CMS's, and one by mistake."""
_NAMED = re.compile(
    r"นโยบาย(?:ของ)?(?:การใช้)?เว็บไซต์|(?:ข้อกำหนด|เงื่อนไข|ข้อตกลง)(?:และ(?:ข้อกำหนด|เงื่อนไข|ข้อตกลง))?(?:ใน)?การใช้"
    r"|website policy|terms (?:of|and) (?:use|service|conditions)",
    re.IGNORECASE,
)
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger."""

    kind: str
    """``robots`` or ``terms``."""
    url: str
    at: str
    status: int
    sha256: str
    """Of the text."""
    capture: int | None
    """Where the bytes of terms are; robots.txt is kept in the ledger itself."""
    text: str | None


def named(page: Page, source: Source) -> tuple[Found, ...]:
    """The pages of terms that the row names, else those that a page links to by their usual names."""
    found = source.terms or tuple(_linked(page))
    return tuple(Found(url=url, fetch_url=url, role="policy") for url in dict.fromkeys(found))[:MOST]


def _linked(page: Page) -> Iterable[str]:
    if page.form != "html":
        return
    for anchor in page.soup.find_all("a", href=True):
        label = " ".join(anchor.get_text().split())
        if len(label) <= _LONGEST_LABEL and _NAMED.search(label):
            url = page.absolute(str(anchor["href"]))
            if url:
                yield url.partition("#")[0]


def enter(connection: Connection, capture: Capture, digest: str) -> bool:
    """Add a line where the terms say something else than before; say whether they do.

    Args:
        connection: The store.
        capture: The page of terms, stored already.
        digest: Of its words, by :func:`digest_of`.
    """
    mine = (t.c.source_id == capture.source_id) & (t.c.url == capture.requested_url)
    last = select(t.c.sha256).where(mine).order_by(t.c.fetched_at.desc()).limit(1)
    if connection.scalar(last) == digest:
        return False
    values = {"source_id": capture.source_id, "url": capture.requested_url, "status": capture.status}
    values |= {"sha256": digest, "capture_id": capture.id, "fetched_at": capture.fetched_at.isoformat()}
    connection.execute(insert(t).values(**values))
    return True


def digest_of(page: Page) -> str:
    """Digest the words: a counter or a token in the markup is no change of terms."""
    try:
        text = page.soup.get_text(" ") if page.form == "html" else page.text
    except PageError:
        return sha256(page.body).hexdigest()
    return sha256(" ".join(text.split()).encode()).hexdigest()


def ledger(connection: Connection, source: Source) -> list[Entry]:
    """All that an office's robots.txt and terms have said, oldest first."""
    rules = connection.execute(select(robots).where(robots.c.origin.in_(_origins(connection, source))))
    entries = [
        Entry(
            kind="robots", url=f"{row.origin}/robots.txt", at=row.fetched_at, status=row.status,
            sha256=row.sha256, capture=None, text=row.body,
        )
        for row in rules
    ]  # fmt: skip
    pages = connection.execute(select(t).where(t.c.source_id == source.id))
    entries += [
        Entry(
            kind="terms", url=row.url, at=row.fetched_at, status=row.status, sha256=row.sha256,
            capture=row.capture_id, text=None,
        )
        for row in pages
    ]  # fmt: skip
    return sorted(entries, key=lambda entry: (entry.at, entry.kind, entry.url))


def _origins(connection: Connection, source: Source) -> list[str]:
    """Where an office's pages lie, also those that it begins with by a redirect (https, ``www.``)."""
    ports = {urlsplit(url).port for url in source.start} | {None, 80, 443}
    hosts = doors.hosts(source)
    return [
        origin
        for origin in connection.scalars(select(robots.c.origin).distinct())
        if urls.host(origin) in hosts and urlsplit(origin).port in ports
    ]
