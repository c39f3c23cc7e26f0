"""The stage from archive to store: captures in order, a transaction a batch, killable at any byte.

What a batch makes (articles, versions, copies, discards, the outbox, the captures' outcomes) is one
transaction, so that a killed run leaves whole batches and begins after the last one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, select

from pipelines import families
from pipelines.archive import Archive
from pipelines.copies import place as copies
from pipelines.enrich import MOST_READ
from pipelines.imports import FAMILY as IMPORT
from pipelines.progress import Progress, silent
from pipelines.records import Capture, Source
from pipelines.refine import welcome
from pipelines.refine.one import Item, Refined, Refused
from pipelines.refine.pool import Pool
from pipelines.refine.reading import Reader
from pipelines.refine.rules import rules_of
from pipelines.refine.stories import follow
from pipelines.store import attachments, captures, namesakes, sources, tombstones
from pipelines.store import tables as t
from pipelines.store.database import Store
from pipelines.store.identities import Identities
from pipelines.store.revisions import Putting
from pipelines.store.upsert import upsert
from pipelines.text.segment import ANALYSIS_VERSION
from pipelines.workers import Workers

GONE = (404, 410)
WORTH_WORKERS = 128
"""Captures from which workers are started: what they are forked from takes a second to load, a page 10 ms."""


@dataclass(slots=True)
class RefineReport:
    """What a run of the stage did, by outcome and by reason."""

    captures: int = 0
    articles: Counter[str] = field(default_factory=Counter)
    """By change: added, changed, unchanged, gone, returned, taken_down; and those too long to read whole."""
    discards: Counter[str] = field(default_factory=Counter)
    """By ``source:code``."""
    files: Counter[str] = field(default_factory=Counter)
    """Attachments by ``source:status``, what became of their text (:data:`pipelines.files.FileStatus`)."""
    waiting: Counter[str] = field(default_factory=Counter)
    """Captures left as they are: ``unknown_source:ID`` (no row of the registry names it), ``elsewhere`` (its
    segment still lies on the disk of the machine that crawled it), ``under_way`` (so it does since a short
    time: that machine is crawling)."""
    quarantined: list[tuple[Capture, Refused]] = field(default_factory=list)

    def add(self, more: RefineReport) -> None:
        """Add what was done besides."""
        self.captures += more.captures
        self.articles += more.articles
        self.discards += more.discards
        self.files += more.files
        self.quarantined += more.quarantined


def refine(
    store: Store,
    archive: Archive,
    *,
    now: datetime,
    workers: Workers | None = None,
    again: bool = False,
    changed: bool = False,
    ids: Collection[str] = (),
    progress: Progress = silent,
    report: RefineReport | None = None,
) -> RefineReport:
    """Refine captures: those that wait, or again what was read before.

    Args:
        store: Where to.
        archive: Where from.
        now: The moment recorded.
        workers: Processes; null = this one alone, which few captures are read in, too.
        again: All captures, whatever was made of them.
        changed: Those that other rules than those in force have read.
        ids: Of these offices alone.
        progress: Told of captures done and in all.
        report: Of a refining before, to be gone on with.
    """
    report = report or RefineReport()
    with store.read() as connection:
        known = sources.load(connection)
        choices = _choices(known, again=again, changed=changed, ids=ids)
        total = sum(captures.count(connection, choice) for choice in choices)
    total += report.captures
    progress(report.captures, total)
    reader = Reader(store=store, archive=archive, known=known, now=lambda: now, waiting=report.waiting)
    worth = workers is not None and (workers.runs or total >= WORTH_WORKERS)
    for batch in reader.read(choices, Pool(workers if worth else None)):
        with store.write() as connection:
            keep(connection, batch, welcome.found(connection, batch).aside, report, now, known)
        progress(report.captures, total)
    return report


def _choices(
    known: Mapping[str, Source], *, again: bool, changed: bool, ids: Collection[str]
) -> list[captures.Choice]:
    """What to read: in one go where it can be, else office by office, each with its own rules."""
    if not changed and not ids:
        return [captures.Choice(again=again)]
    chosen = [source for source in known.values() if not ids or source.id in ids]
    return [
        captures.Choice(
            again=again or changed, source_id=one.id, unless=None if again or not changed else rules_of(one)
        )
        for one in chosen
    ]


def keep(
    connection: Connection,
    batch: list[Refined],
    aside: Mapping[int, Refused],
    report: RefineReport,
    now: datetime,
    known: Mapping[str, Source],
) -> None:
    """Store all that a batch made but for what is set aside, in the caller's transaction."""
    fresh: list[Item] = []
    settled: list[tuple[int, str, str]] = []
    read = [item.article for came in batch for item in came.items]
    identities = Identities(connection, read)
    putting = Putting(connection, [article.id for article in read], now)
    report.captures += len(batch)
    for came in batch:
        capture = came.capture
        refused = aside.get(capture.id)
        refined = came if refused is None else replace(came, items=(), refused=refused)
        rules = rules_of(known[capture.source_id])
        for item in (_known(identities, one) for one in refined.items):
            change = putting.put(item.article, item.segmented, capture_id=capture.id, rule=item.rule)
            report.articles[change] += 1
            if change != "taken_down":
                attachments.name(connection, item.article)
            if len(item.article.article_body) > MOST_READ:
                report.articles["read_in_part"] += 1
            if change in ("added", "changed"):
                identities.stored(item.article)
                fresh.append(item)
        if _is_tombstone(capture) or refined.file is not None:
            putting.write()
        if _is_tombstone(capture) and _bury(connection, capture, report, now):
            settled.append((capture.id, "tombstone", rules))
            continue
        if refined.refused is not None:
            _refuse(connection, capture, refined.refused, report, now)
        if refined.file is not None:
            report.files[f"{capture.source_id}:{refined.file.status}"] += 1
            attachments.keep(connection, capture, refined.file, refined.words, ANALYSIS_VERSION, now=now)
        settled.append((capture.id, _outcome(refined), rules))
    putting.write()
    captures.settle_all(connection, settled)
    _place(connection, fresh, now)


def _known(identities: Identities, item: Item) -> Item:
    """The item under the id that its article is known by; an imported one keeps its own."""
    if item.article.family == IMPORT:
        return item
    identity = identities.of(item.article)
    if identity == item.article.id:
        return item
    return replace(
        item, article=replace(item.article, id=identity), document=replace(item.document, id=identity)
    )


def _place(connection: Connection, fresh: list[Item], now: datetime) -> None:
    """Find the copies of new texts; every article whose story or series changed is told to the index."""
    newest = {item.article.id: item for item in fresh}
    pairs = [(item.document, item.sketch) for item in newest.values()]
    placed = copies.place_all(connection, pairs, now=now)
    moved = (one for each in placed for one in (*each.changed, *each.reissued))
    follow(connection, {*newest, *moved}, now)


def _is_tombstone(capture: Capture) -> bool:
    """Say whether a capture is the word of its site that a page is not there (RFC 9110 §15.5.5, .11)."""
    return capture.role == "article" and capture.status in GONE


def _bury(connection: Connection, capture: Capture, report: RefineReport, now: datetime) -> bool:
    """Mark the articles of that page as gone; False where none was ever read from it."""
    addresses = {capture.requested_url, capture.url}
    known = tombstones.read_from(connection, capture.source_id, addresses)
    known |= tombstones.numbered(connection, capture.source_id, _numbers(connection, capture, addresses))
    gone = tombstones.bury(connection, known, at=capture.fetched_at.isoformat(), now=now)
    if gone:
        report.articles["gone"] += len(gone)
    return bool(known)


def _numbers(connection: Connection, capture: Capture, addresses: set[str]) -> set[str]:
    """The items that addresses name by number: a post's REST address is not its page's."""
    family = connection.scalar(select(t.sources.c.family).where(t.sources.c.id == capture.source_id))
    if family is None or family not in families.NAMES:
        return set()
    found = (families.load(family).item(address) for address in addresses)
    items = {item for item in found if item}
    if family != namesakes.FAMILY:
        return items
    return {namesakes.item_of(connection, capture.source_id, item) for item in items}


def _refuse(
    connection: Connection, capture: Capture, refused: Refused, report: RefineReport, now: datetime
) -> None:
    report.discards[f"{capture.source_id}:{refused.code}"] += 1
    if refused.fate == "quarantine":
        report.quarantined.append((capture, refused))
    values = {
        "capture_id": capture.id,
        "source_id": capture.source_id,
        "url": refused.url or capture.url,
        "fate": refused.fate,
        "code": refused.code,
        "reason": refused.reason,
        "canonical_url": refused.canonical_url,
        "at": now.isoformat(),
    }
    upsert(connection, t.discards, keys=("capture_id",), values=values)


def _outcome(refined: Refined) -> str:
    if refined.items:
        return "articles"
    if refined.file is not None:
        return "file"
    if refined.capture.role == "policy":
        return "policy"
    if refined.refused is not None:
        return f"{refined.refused.fate}:{refined.refused.code}"
    return "list"
