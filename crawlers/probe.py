"""Look at offices once, through the crawler's own guards, and say what kind of sites they are.

``python -m crawlers.probe URL --home DIR --report FILE`` looks at an address, ``… --save FILE`` only keeps
its bytes, ``… --registry DIR --ids FILE`` looks at offices of the registry. In a process of its own, as a
crawl is.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers import asking, doors, looks, registry
from crawlers.asking import AskingSpider, page_of
from crawlers.challenge import refusal_of
from crawlers.failures import BUSY, code_of, cure_of, is_ours
from crawlers.fetcher import MISSING
from crawlers.finding import Finding
from crawlers.gate import Plan
from crawlers.look import look
from crawlers.newcomer import advice, way_in
from crawlers.parent import end_with_parent, tell
from crawlers.probe_rows import row_for, source_for
from crawlers.verdict import LASTING, needs_browser, state_of
from pipelines import families, urls
from pipelines.codec import to_json
from pipelines.drafts import write_whole
from pipelines.errors import ConfigError, KhaosanError, PageError
from pipelines.moment import clock
from pipelines.page import Page
from pipelines.records import Source

AT_ONCE = 8
"""Offices looked at side by side; the slots of their hosting addresses keep the delays."""


@dataclass(frozen=True, slots=True)
class Target:
    """An office of the registry, or an address alone."""

    url: str
    source: Source | None = None

    @property
    def plan(self) -> Plan:
        """What the gate must know."""
        if self.source is None:
            return Plan(source="probe", hosts=None, delay=None)
        return Plan(source=self.source.id, hosts=doors.hosts(self.source), delay=self.source.delay)


async def examine(spider: AskingSpider, target: Target) -> Finding:
    """Look at one target; whatever goes wrong is the finding, but for what is wrong with this machine."""
    finding = Finding(url=target.url, id=target.source.id if target.source else "")
    try:
        await _examine(spider, target, finding)
    except Exception as error:
        if is_ours(error):
            raise
        code, problem = code_of(error)
        _trouble(finding, code, problem)
    finding.robots = finding.robots or ("disallowed" if finding.code == "robots_disallowed" else "")
    # One look at an address that nobody has a row for is no third day.
    finding.state = state_of(finding.code) if finding.id or finding.code not in LASTING else ""
    return finding


async def _examine(spider: AskingSpider, target: Target, finding: Finding) -> None:
    response = await spider.ask(target.url, target.plan)
    finding.final_url, finding.status = response.url, response.status
    finding.tls_valid = asking.tls_valid(response)
    rules = await spider.robots.rules(response.request, target.plan)
    finding.robots, finding.crawl_delay = "allowed", rules.delay
    refusal = refusal_of(response)
    if refusal is not None or response.status != 200:
        code = "blocked" if refusal else "missing" if response.status in MISSING else "fetch_failed"
        _trouble(finding, code, refusal or f"it answers {response.status}")
        return
    page = page_of(response, target.source.encoding if target.source else None)
    try:
        finding.family, finding.title = families.detect(page), _title(page)
    except PageError as error:
        _trouble(finding, "no_page", error.reason)
        return
    source = target.source or source_for(response.url, finding.family)
    finding.row = row_for(source, finding.title)
    said = await _doors(spider, source, finding)
    if finding.door is not None:
        seen = f"looked at on {clock().date()}: its {finding.door} names {finding.items} items"
        finding.row = row_for(source, finding.title, seen)
    if finding.door is None and needs_browser(page):
        _trouble(finding, "needs_browser", "the page is built by scripts; it names no item without them")
    elif finding.door is None:
        _trouble(finding, "nothing_found", f"no door names items ({'; '.join(said) or 'it has none'})")
        if there := way_in(page):
            finding.cure = f"it stands before the site: name {there} instead; else {finding.cure}"


def _trouble(finding: Finding, code: str, reason: str) -> None:
    finding.code, finding.problem = code, reason
    known = cure_of("moved" if code == "off_site" else code, finding.id)
    finding.cure = known if finding.id else advice(code)


async def _doors(spider: AskingSpider, source: Source, finding: Finding) -> list[str]:
    """Try the doors in order, each by its first list page, until one names items; say why others do not."""
    said: list[str] = []
    hosts = doors.hosts(source) | {urls.bare(urlsplit(finding.final_url).hostname or "")}
    plan = Plan(source=source.id, hosts=frozenset(hosts), delay=source.delay)
    for door in doors.of(source):
        for url in door.urls[:1]:
            try:
                listing = doors.listing(page_of(await spider.ask(url, plan), source.encoding), source)
            except Exception as error:
                code, reason = code_of(error)
                if is_ours(error) or code == BUSY:  # neither says anything of the office
                    raise
                said.append(f"{door.via}: {error.reason if isinstance(error, PageError) else reason}")
                continue
            finding.items = len(listing.links) + len(listing.drafts)
            if finding.items:
                finding.door, finding.listed = door.via, url
                return said
            said.append(f"{door.via}: it names none")
    return said


def _title(page: Page) -> str:
    try:
        found = page.soup.title
    except PageError:
        return ""
    return " ".join(found.get_text().split())[:200] if found else ""


class _Round:
    """Looks at many, some side by side; what is known of an office is stored before the next one is told."""

    def __init__(self, spider: AskingSpider, kept_in: Path | None, total: int) -> None:
        self._spider, self._kept_in, self._total = spider, kept_in, total
        self._before = looks.kept(kept_in, now=clock()) if kept_in else {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._done = 0

    async def go(self, targets: Sequence[Target]) -> list[Finding]:
        """Look at all; give the findings in the order of the targets."""
        tasks = [asyncio.ensure_future(self._one(target)) for target in targets]
        try:
            found = await asyncio.gather(*tasks)
        except Exception:
            for task in tasks:  # without an engine they would fail, and their offices be judged by it
                task.cancel()
            raise
        nameless = [one for one in found if one.id and one.code == looks.NO_NAME]
        for one in looks.judged(nameless, all_of_them=self._all_nameless(found)):
            self._settle(one)
        return found

    def _all_nameless(self, found: Sequence[Finding]) -> bool:
        """Say whether no office had an address, those of a round that this one goes on with included."""
        return all(one.code == looks.NO_NAME for one in (*found, *self._before.values()))

    async def _one(self, target: Target) -> Finding:
        async with self._places:
            finding = await examine(self._spider, target)
            self._spider.addresses.free(target.plan.source)
        if finding.id and finding.code != looks.NO_NAME:
            self._settle(finding)
        self._done += 1
        tell(self._done, self._total)
        return finding

    def _settle(self, finding: Finding) -> None:
        with self._spider.store.write() as connection:
            looks.note(connection, finding, now=clock())
        if self._kept_in is not None:
            looks.keep(self._kept_in, finding)


def probe(
    targets: Sequence[Target],
    *,
    home: Path,
    allow: str = "",
    contact: str = "",
    database: str | None = None,
    keep: Path | None = None,
) -> list[Finding]:
    """Look at targets, findings in their order; once a process, since it runs a reactor.

    Args:
        targets: Offices, whose states are stored as they are found, or addresses.
        home: The home.
        allow: Addresses that may be fetched though not global.
        contact: Who answers for the crawler.
        database: URL of the store; null = that of the home.
        keep: File that has what is found for the next round, should this one be interrupted.
    """
    findings: list[Finding] = []

    async def work(spider: AskingSpider) -> None:
        findings.extend(await _Round(spider, keep, len(targets)).go(targets))

    asking.run(work, home=home, allow=allow, contact=contact, database=database)
    return findings


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments, look, write what was found as JSON."""
    given = _parser().parse_args(arguments)
    if given.parent:
        end_with_parent()
    guards = {
        "home": given.home,
        "allow": given.allow,
        "contact": given.contact,
        "database": given.database,
    }
    try:
        found: Any = (
            look(given.url, given.save, **guards)
            if given.save
            else probe(_targets(given), **guards, keep=given.keep)
        )
    except KhaosanError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a message for people
        return 2 if isinstance(error, ConfigError) else 1
    write_whole(given.report, to_json(found) + "\n")
    return 0


def _targets(given: argparse.Namespace) -> list[Target]:
    if given.url:
        return [Target(given.url)]
    rows = {row.id: row for row in registry.load(given.registry)}
    ids = given.ids.read_text(encoding="utf-8").split() if given.ids else ()
    return [Target(rows[one].start[0], rows[one]) for one in ids]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crawlers.probe", description="Look at an office's site.")
    parser.add_argument("url", nargs="?")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--save", type=Path, help="only fetch the address, its bytes into this file")
    parser.add_argument("--registry", type=Path)
    parser.add_argument("--ids", type=Path, help="file of ids of the registry, instead of an address")
    parser.add_argument("--keep", type=Path, help="file that has findings for the next round, if cut off")
    parser.add_argument("--database")
    parser.add_argument("--parent", action="store_true", help="end when standard input is closed")
    parser.add_argument("--allow", default="")
    parser.add_argument("--contact", default="")
    return parser


if __name__ == "__main__":
    sys.exit(main())
