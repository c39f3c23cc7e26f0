"""Start a crawl from another process and judge it by its report: the door for flows.

A Twisted reactor cannot be started twice in a process, and Scrapy can fail with exit code 0 and no word: so
the crawl is a child, and only a whole report file counts.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection

from crawlers import memory, registry
from crawlers.finding import Finding, Look, Seen, closed, said_of, seen
from crawlers.report import CrawlReport, Issue
from crawlers.verdict import LASTING
from pipelines.codec import from_json
from pipelines.errors import ServiceAway, SettingsError
from pipelines.progress import Progress, silent
from pipelines.store import sources
from pipelines.store.database import Store

STOP_SECONDS = 60
"""A stopped crawl finishes the pages under way (30 s each at most) and settles its group."""
LAST_LINES = 20


class CrawlSettings(Protocol):
    """What a crawl must know of a home; flows' settings have it."""

    @property
    def folder(self) -> Path: ...
    @property
    def database_url(self) -> str | None: ...
    @property
    def archive_url(self) -> str | None: ...
    @property
    def registry(self) -> str | None: ...
    @property
    def allow_addresses(self) -> str: ...
    @property
    def contact(self) -> str: ...
    @property
    def offices_at_once(self) -> int: ...


class Chosen(Protocol):
    """Which offices, and how far back; flows' selection has it."""

    @property
    def ids(self) -> Sequence[str]: ...
    @property
    def province(self) -> str | None: ...
    @property
    def since(self) -> str | None: ...
    @property
    def until(self) -> str | None: ...
    @property
    def limit(self) -> int | None: ...
    @property
    def dry_run(self) -> bool: ...
    @property
    def backfill(self) -> bool: ...


def crawl(
    settings: CrawlSettings,
    store: Store,
    chosen: Chosen,
    *,
    now: datetime,
    progress: Progress = silent,
) -> CrawlReport:
    """Crawl in a child process and return its report; an office it is silent about becomes an issue.

    Raises:
        SourceError: the registry is wrong; nothing was fetched.
        SettingsError: an option is wrong.
        ServiceAway: the child ended without a report.
    """
    expected = expected_sources(settings, store, chosen, now=now)
    settings.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="crawl-", dir=settings.folder) as folder:
        file = Path(folder) / "report.json"
        code, said = _run(command(settings, chosen, file), progress)
        return _complete(_judge(file, code, said), expected)


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
        arguments = ["-m", "crawlers.probe", url, *_common(settings, report), f"--save={saved}"]
        code, said = _run([sys.executable, *arguments], silent)
        return seen(from_json(_read(report, code, said, "look"), Look), saved)


def probe_address(settings: CrawlSettings, url: str) -> Finding:
    """Look at an address in a child process and say what kind of office site it is."""
    return _probe(settings, [url])[0]


def probe(
    settings: CrawlSettings,
    store: Store,
    *,
    ids: Sequence[str] = (),
    province: str | None = None,
    now: datetime,
) -> list[Finding]:
    """Look at offices of the registry, and give each the state that the look shows; no id: all.

    An office that its row closes is not asked. A mishap of the day, such as a time-out, changes no state.

    Raises:
        SettingsError: an id or the province is unknown.
    """
    rows = registry.load(Path(settings.registry) if settings.registry else None)
    chosen = registry.probed(rows, ids=tuple(ids), province=province)
    asked = [row for row in chosen if registry.may_be_probed(row)]
    found = (
        {one.id: one for one in _probe(settings, [f"--ids={','.join(row.id for row in asked)}"])}
        if asked
        else {}
    )
    with store.write() as connection:
        sources.sync(connection, rows, now=now)
        for one in found.values():
            _note(connection, one, now)
    return [found.get(row.id) or closed(row) for row in chosen]


def _note(connection: Connection, found: Finding, now: datetime) -> None:
    """Give an office the state that a look shows; what may be a mishap of the day, once it has lasted."""
    if found.code in LASTING and not memory.believed(connection, found.id, found.code, now=now):
        found.state = ""
    if found.state:
        sources.set_state(connection, found.id, found.state, f"probe: {said_of(found)}", now=now)
    if not found.code:
        memory.recovered(connection, found.id)


def _probe(settings: CrawlSettings, what: Sequence[str]) -> list[Finding]:
    settings.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="probe-", dir=settings.folder) as folder:
        report = Path(folder) / "report.json"
        options = [*_common(settings, report), *_given({"--registry": settings.registry})]
        code, said = _run([sys.executable, "-m", "crawlers.probe", *what, *options], silent)
        return from_json(_read(report, code, said, "probe"), list[Finding])


def expected_sources(
    settings: CrawlSettings, store: Store, chosen: Chosen, *, now: datetime
) -> tuple[str, ...]:
    """Sync the registry into the store and say which offices a crawl must account for."""
    rows = registry.load(Path(settings.registry) if settings.registry else None)
    with store.write() as connection:
        sources.sync(connection, rows, now=now)
        confirmed = registry.confirmed(sources.states(connection))
    ids = tuple(chosen.ids)
    return tuple(
        row.id for row in registry.selected(rows, ids=ids, province=chosen.province, confirmed=confirmed)
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


def command(settings: CrawlSettings, chosen: Chosen, report: Path) -> list[str]:
    """The child's command line."""
    options: dict[str, Any] = {
        "--registry": settings.registry,
        "--ids": ",".join(chosen.ids),
        "--province": chosen.province,
        "--since": chosen.since,
        "--until": chosen.until,
        "--limit": chosen.limit,
        "--at-once": settings.offices_at_once,
    }
    given = [*_common(settings, report), *_given(options)]
    return [sys.executable, "-m", "crawlers", *given, *_flags(chosen)]


def _flags(chosen: Chosen) -> list[str]:
    return [*(["--dry-run"] if chosen.dry_run else []), *(["--backfill"] if chosen.backfill else [])]


def _common(settings: CrawlSettings, report: Path) -> list[str]:
    """Options that every child has."""
    options = {
        "--home": settings.folder,
        "--report": report,
        "--database": settings.database_url,
        "--archive-url": settings.archive_url,
        "--allow": settings.allow_addresses,
        "--contact": settings.contact,
    }
    return ["--parent", *_given(options)]


def _given(options: Mapping[str, Any]) -> list[str]:
    return [f"{name}={value}" for name, value in options.items() if value not in (None, "")]


def _run(arguments: list[str], progress: Progress) -> tuple[int, list[str]]:
    """Run the child in a process group of its own; lines that are no progress are its last words."""
    # Both proxies would connect in our stead, past the check of addresses.
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    child = subprocess.Popen(
        arguments,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=environment,
        process_group=0,
    )
    with child:
        try:
            said = _listen(child, progress)
            return child.wait(), said
        except BaseException:
            _stop(child)
            raise


def _listen(child: subprocess.Popen[str], progress: Progress) -> list[str]:
    said: list[str] = []
    assert child.stderr is not None
    for line in child.stderr:
        step = _progress(line)
        if step is None:
            said = [*said, line.rstrip()][-LAST_LINES:]
        else:
            progress(*step)
    return said


def _stop(child: subprocess.Popen[str]) -> None:
    """Let the child end cleanly; what it fetched is settled."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _progress(line: str) -> tuple[int, int] | None:
    if not line.startswith('{"progress"'):
        return None
    try:
        step = json.loads(line)["progress"]
        return int(step["done"]), int(step["total"])
    except (ValueError, KeyError, TypeError):
        return None


def _judge(file: Path, code: int, said: list[str]) -> CrawlReport:
    return from_json(_read(file, code, said, "crawl"), CrawlReport)


def _read(file: Path, code: int, said: list[str], what: str) -> bytes:
    """The child's report, which is written whole or not at all."""
    words = "\n".join(said)
    if code == 2:
        raise SettingsError(words or f"the {what}'s options are wrong")
    try:
        return file.read_bytes()
    except OSError as error:
        raise ServiceAway(
            what,
            f"it ended with code {code} and no report\n{words}",
            cure="look into logs/crawlers.log; run it again",
        ) from error
