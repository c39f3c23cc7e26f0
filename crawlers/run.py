"""One crawl from order to report: registry, recovery, the reactor, the report. Called once a process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crawlers import doors, memory, registry, report, selection
from crawlers.addresses import parse_allowed
from crawlers.locks import Locks, locks_of
from crawlers.report import Reporter
from pipelines import garbage, issues
from pipelines.archive import Archive
from pipelines.errors import KhaosanError, SettingsError
from pipelines.moment import clock
from pipelines.records import Source
from pipelines.span import day_of_text, span_of
from pipelines.store import sources
from pipelines.store.database import Store, open_store

CLOSED = ("blocked",)
"""States in which nothing is asked until a person has looked."""
OFFICES_AT_ONCE = 32
"""Offices that a crawl asks side by side, unless it is told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the command line asks for."""

    home: Path
    report: Path
    database: str | None = None
    archive_url: str | None = None
    registry: Path | None = None
    ids: tuple[str, ...] = ()
    province: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int | None = None
    at_once: int = OFFICES_AT_ONCE
    dry_run: bool = False
    allow: str = ""
    contact: str = ""
    timeout: float = 30.0
    backfill: bool = False
    robots_age: float | None = None
    """Seconds until robots.txt is asked again; null = as the crawler has it."""
    parent: bool = False
    """End when standard input is closed: whoever began this crawl is no more."""


def run(order: Order) -> None:
    """Carry out an order and write its report, whatever happened to single offices.

    Raises:
        ConfigError: registry or options are wrong; nothing was fetched.
    """
    _check(order)
    rows = registry.load(order.registry)
    store = open_store(order.home, order.database)
    reporter = Reporter()
    try:
        with store.write() as connection:
            sources.sync(connection, rows, now=clock())
        locks = locks_of(order.home, store)
        try:
            chosen = _chosen(order, rows, store, reporter)
            if order.dry_run:
                _plan(chosen, reporter)
            else:
                _crawl(order, chosen, store, reporter, locks)
        finally:
            locks.close()
    finally:
        store.close()
    report.write(reporter.close(), order.report)


def _check(order: Order) -> None:
    """Refuse an order that cannot be meant: it would fetch nothing, and look as if there were nothing."""
    span = span_of(order.since, order.until, None, now=clock())
    if span.since and span.until and span.since > span.until:
        raise SettingsError(f"--since {order.since} is after --until {order.until}", cure="turn them round")
    if order.backfill:
        day_of_text(order.since or "")
    if order.limit is not None and order.limit < 1:
        raise SettingsError(
            f"--limit {order.limit}: no page at all", cure="1 is the least; --dry-run asks none"
        )
    parse_allowed(order.allow)


def _chosen(order: Order, rows: tuple[Source, ...], store: Store, reporter: Reporter) -> tuple[Source, ...]:
    with store.read() as connection:
        states = {row.source.id: row for row in sources.states(connection)}
    confirmed = selection.confirmed(states.values())
    chosen = selection.selected(rows, ids=order.ids, province=order.province, confirmed=confirmed)
    for row in chosen:
        state = states[row.id]
        if state.state in CLOSED:
            message = f"{row.id}: {state.state} since {state.since}: {state.reason}; not asked"
            reporter.issue(
                row.id, state.state, message, f"ask the office, then: khaosan source probe {row.id}"
            )
            reporter.figures(row.id)
    if not chosen:
        message = "no office to crawl: none is enabled"
        reporter.issue(None, "nothing_selected", message, issues.todo("nothing_selected", "en"))
    return tuple(row for row in chosen if states[row.id].state not in CLOSED)


def _plan(chosen: tuple[Source, ...], reporter: Reporter) -> None:
    for source in chosen:
        reporter.figures(source.id)
        planned = [url for door in doors.of(source) for url in door.urls]
        reporter.report.planned[source.id] = planned


def _crawl(order: Order, chosen: tuple[Source, ...], store: Store, reporter: Reporter, locks: Locks) -> None:
    """Recover, then crawl; a fault that ends the crawl becomes an issue, for what was captured stays."""
    from crawlers.recorder import Recorder, recover

    archive = Archive.of(order.home / "archive", order.archive_url)
    with store.read() as connection:
        known = sources.load(connection)
    _, remarks = recover(store, archive.folder, known, now=clock())
    for remark in remarks:
        reporter.issue(None, "archive_torn", remark, "nothing to do: the page is fetched again")
    if not chosen:
        return
    if order.backfill:
        _read_back(order, chosen, store)
    try:
        with archive.writer(now=clock) as writer:
            recorder = Recorder(store, writer, archive, locks.check)
            _scrapy(order, chosen, recorder, reporter, locks)
            recorder.flush()  # a terminated crawl leaves a group that is in the archive, but not settled
    except KhaosanError as error:
        reporter.issue(None, "ended_early", error.message, error.cure)
    _say_unfinished(chosen, reporter)


def _read_back(order: Order, chosen: tuple[Source, ...], store: Store) -> None:
    since = day_of_text(order.since or "")
    with store.write() as connection:
        for source in chosen:
            memory.begin(connection, source.id, since, now=clock())


def _say_unfinished(chosen: tuple[Source, ...], reporter: Reporter) -> None:
    told = {issue.source for issue in reporter.report.issues}
    for source in chosen:
        figures = reporter.figures(source.id)
        if source.id not in told and not (figures.finished or figures.waits):
            message = f"{source.id}: its crawl was stopped before its end"
            reporter.issue(source.id, "interrupted", message, "what was captured stays; run it again")


def _scrapy(
    order: Order, chosen: tuple[Source, ...], recorder: object, reporter: Reporter, locks: Locks
) -> None:
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers import settings
    from crawlers.gate import Addresses
    from crawlers.log_file import log_file
    from crawlers.spider import OfficeSpider, Task

    values = settings.of_run(
        allow_addresses=order.allow,
        contact=order.contact,
        log_file=str(log_file(order.home)),
        timeout=order.timeout,
    )
    process = AsyncCrawlerProcess(values)
    task = Task(
        sources=chosen,
        at_once=order.at_once,
        since=order.since,
        until=order.until,
        limit=order.limit,
        robots_age=order.robots_age,
    )
    garbage.settle()
    process.crawl(
        OfficeSpider, task=task, recorder=recorder, reporter=reporter, addresses=Addresses(locks), clock=clock
    )
    process.start()
