"""Start a crawl from another process and judge it by its report: the door for flows.

A Twisted reactor cannot be started twice in a process, and Scrapy can fail with exit code 0 and no word: so
the crawl is a child, and only a whole report file counts.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic

from crawlers import looks, registry, selection
from crawlers.child import CRAWL_SECONDS, read_report, run
from crawlers.finding import Finding, Look, Seen, closed, seen
from crawlers.orders import Chosen, CrawlSettings, command, common, given
from crawlers.report import CrawlReport, Issue
from crawlers.spare import Spare
from pipelines.codec import from_json
from pipelines.errors import ServiceAway
from pipelines.progress import Progress, silent
from pipelines.store import sources
from pipelines.store.database import Store


def crawl(
    settings: CrawlSettings,
    store: Store,
    chosen: Chosen,
    *,
    now: datetime,
    progress: Progress = silent,
    spare: Spare | None = None,
) -> CrawlReport:
    """Crawl in a child process and return its report; an office it is silent about becomes an issue.

    Args:
        settings: Of the home.
        store: Its store.
        chosen: Which offices, and how far back.
        now: The moment at which offices that are new are noted.
        progress: Hears how far it is.
        spare: A child that was begun already.

    Raises:
        SourceError: the registry is wrong; nothing was fetched.
        SettingsError: an option is wrong.
        ServiceAway: the child ended without a report.
    """
    expected = expected_sources(settings, store, chosen, now=now)
    settings.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="crawl-", dir=settings.folder) as folder:
        file = Path(folder) / "report.json"
        began = monotonic()
        code, said = run(command(settings, chosen, file), progress, spare=spare)
        report = _judge(file, code, said)
        if monotonic() - began >= CRAWL_SECONDS:
            report.issues = out_of_time(report.issues)
        return _complete(report, expected)


def out_of_time(found: Sequence[Issue]) -> list[Issue]:
    """Name what ended the offices of a crawl that took too long; trying again at once would take as long."""
    return [
        Issue(
            source=one.source,
            code="too_long",
            message=f"{one.source}: its crawl was ended after {CRAWL_SECONDS / 3600:.0f} hours",
            cure="nothing to do: the next run goes on; if it happens daily, raise KHAOSAN_OFFICES_AT_ONCE",
        )
        if one.code == "interrupted"
        else one
        for one in found
    ]


def look(settings: CrawlSettings, url: str) -> Seen:
    """Fetch one address in a child process, through all guards of a crawl; nothing is archived.

    Raises:
        Blocked: the site refuses us.
        FetchFailed: the page did not arrive.
        PageError: the address is not public, or robots.txt disallows it.
        ServiceAway: the child ended without a word.
    """
    settings.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="look-", dir=settings.folder) as folder:
        report, saved = Path(folder) / "report.json", Path(folder) / "page"
        arguments = ["-m", "crawlers.probe", url, *common(settings, report), f"--save={saved}"]
        code, said = run([sys.executable, *arguments], silent)
        return seen(from_json(read_report(report, code, said, "look"), Look), saved)


def probe_address(settings: CrawlSettings, url: str) -> Finding:
    """Look at an address in a child process and say what kind of office site it is."""
    return _probe(settings, url=url)[0]


def probe(
    settings: CrawlSettings,
    store: Store,
    *,
    ids: Sequence[str] = (),
    province: str | None = None,
    now: datetime,
    progress: Progress = silent,
) -> list[Finding]:
    """Look at offices of the registry, and give each the state that the look shows; no id: all.

    An office that its row closes is not asked. A mishap of the day, such as a time-out, changes no state.
    Each office has its state as soon as it was looked at; where no id is named, a round that was interrupted
    within the last day is gone on with.

    Raises:
        SettingsError: an id or the province is unknown, or the disk is full.
        ServiceAway: the child ended before all were looked at.
    """
    rows = registry.load(Path(settings.registry) if settings.registry else None)
    chosen = selection.probed(rows, ids=tuple(ids), province=province)
    with store.write() as connection:
        sources.sync(connection, rows, now=now)
    file = None if ids else looks.file_of(settings.folder, province)
    found = looks.kept(file, now=now) if file else {}
    asked = [row.id for row in chosen if selection.may_be_probed(row) and row.id not in found]
    if asked:
        found |= _asked(settings, asked, file, progress)
    if file:
        looks.forget(file)
    return [found.get(row.id) or closed(row) for row in chosen]


def _asked(
    settings: CrawlSettings, ids: Sequence[str], file: Path | None, progress: Progress
) -> dict[str, Finding]:
    """Look at offices; one that comes back without a finding was not looked at, whatever the child says."""
    found = {one.id: one for one in _probe(settings, ids=ids, keep=file, progress=progress)}
    if missing := [one for one in ids if one not in found]:
        raise ServiceAway(
            "probe",
            f"it ended before it had looked at {len(missing)} of {len(ids)} offices ({missing[0]}, …)",
            cure="look into logs/crawlers.log; run it again: it goes on there",
        )
    return found


def _probe(
    settings: CrawlSettings,
    *,
    url: str = "",
    ids: Sequence[str] = (),
    keep: Path | None = None,
    progress: Progress = silent,
) -> list[Finding]:
    """Look at an address, or at offices; the ids of a nation's are longer than an argument may be."""
    settings.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="probe-", dir=settings.folder) as folder:
        report, chosen = Path(folder) / "report.json", Path(folder) / "ids"
        chosen.write_text("\n".join(ids), encoding="utf-8")
        what = [url] if url else [f"--ids={chosen}", *given({"--keep": keep})]
        options = [*common(settings, report), *given({"--registry": settings.registry})]
        code, said = run([sys.executable, "-m", "crawlers.probe", *what, *options], progress)
        return from_json(read_report(report, code, said, "probe"), list[Finding])


def expected_sources(
    settings: CrawlSettings, store: Store, chosen: Chosen, *, now: datetime
) -> tuple[str, ...]:
    """Sync the registry into the store and say which offices a crawl must account for."""
    rows = registry.load(Path(settings.registry) if settings.registry else None)
    with store.write() as connection:
        sources.sync(connection, rows, now=now)
        confirmed = selection.confirmed(sources.states(connection))
    ids = tuple(chosen.ids)
    return tuple(
        row.id for row in selection.selected(rows, ids=ids, province=chosen.province, confirmed=confirmed)
    )


def _complete(report: CrawlReport, expected: tuple[str, ...]) -> CrawlReport:
    told = {issue.source for issue in report.issues}
    for source in expected:
        figures = report.sources.get(source)
        if source not in told and (
            figures is None or not (figures.finished or figures.waits or report.planned)
        ):
            message = f"{source}: the crawl ended without a word about it"
            report.issues.append(
                Issue(
                    source=source,
                    code="silent",
                    message=message,
                    cure="look into logs/crawlers.log; run it again",
                )
            )
    return report


def _judge(file: Path, code: int, said: list[str]) -> CrawlReport:
    return from_json(read_report(file, code, said, "crawl"), CrawlReport)
