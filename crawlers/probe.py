"""Look at an address once, through the crawler's own guards, and say what kind of office site it is.

``python -m crawlers.probe URL --home DIR --report FILE`` runs in a process of its own, like a crawl.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider

from crawlers import settings
from crawlers.challenge import refuses
from crawlers.failures import code_of, cure_of
from crawlers.gate import PLAN, Plan, bare
from crawlers.policy import Robots
from crawlers.run import clock
from crawlers.transport import TLS_VALID
from pipelines.codec import to_json
from pipelines.errors import KhaosanError, PageError
from pipelines.page import Page
from pipelines.records import Source
from pipelines.store.database import Store, open_store


@dataclass(slots=True, kw_only=True)
class Finding:
    """What a look at an address found; ``problem`` is null where it can be crawled."""

    url: str
    final_url: str = ""
    status: int | None = None
    family: str | None = None
    door: str | None = None
    """The first door that names items."""
    items: int = 0
    tls_valid: bool | None = None
    crawl_delay: float = 0.0
    title: str = ""
    row: str = ""
    """The TOML to add; id, name and office are to be completed by a person."""
    problem: str | None = None
    cure: str = ""


class ProbeSpider(Spider):
    """Asks for one page, then for the doors of the family it looks like."""

    name = "probe"
    robots: Robots

    def __init__(self, url: str, finding: Finding, store: Store, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._url, self._finding, self._store = url, finding, store

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> ProbeSpider:
        """Scrapy's constructor."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.robots = Robots(crawler, spider._store, clock)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Look; whatever goes wrong is the finding."""
        try:
            await self._look()
        except Exception as error:
            code, reason = code_of(error)
            self._finding.problem, self._finding.cure = reason, cure_of(code)
        nothing: list[Any] = []
        for one in nothing:  # an asynchronous generator, as Scrapy wants
            yield one

    async def _look(self) -> None:
        from pipelines import families

        finding = self._finding
        response = await self._ask(self._url, None)
        finding.final_url, finding.status = response.url, response.status
        finding.tls_valid = response.request.meta.get(TLS_VALID)
        refusal = refuses(response.status, {}, response.body)
        if refusal is not None or response.status != 200:
            finding.problem = refusal or f"it answers {response.status}"
            finding.cure = cure_of("blocked" if refusal else "fetch_failed")
            return
        page = _page(response)
        finding.family = families.detect(page)
        finding.title = _title(page)
        source = _source(response.url, finding.family)
        await self._doors(source)
        rules = await self.robots.rules(response.request, response.request.meta[PLAN])
        finding.crawl_delay = rules.delay
        finding.row = _row(source, finding.title)
        if finding.door is None:
            finding.problem, finding.cure = "no door names items", cure_of("nothing_found")

    async def _doors(self, source: Source) -> None:
        from pipelines import families

        hosts = frozenset({bare(urlsplit(source.start[0]).hostname or "")})
        family = families.load(source.family)
        for door in family.seeds(source):
            for url in door.urls[:1]:
                try:
                    listing = family.listing(_page(await self._ask(url, hosts)), source)
                except (PageError, Exception) as error:
                    self.logger.info("%s: %s", url, error)
                    continue
                self._finding.items = len(listing.links) + len(listing.drafts)
                if self._finding.items:
                    self._finding.door = door.via
                    return

    async def _ask(self, url: str, hosts: frozenset[str] | None) -> Any:
        request = Request(url, dont_filter=True)
        request.meta[PLAN] = Plan(source="probe", hosts=hosts, delay=None)
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(request)


def _page(response: Any) -> Page:
    kind = response.headers.get("Content-Type", b"").decode("latin-1") or None
    return Page(url=response.url, body=response.body, content_type=kind, status=response.status, now=clock())


def _title(page: Page) -> str:
    try:
        found = page.soup.title
    except PageError:
        return ""
    return " ".join(found.get_text().split())[:200] if found else ""


def _source(url: str, family: str) -> Source:
    host = bare(urlsplit(url).hostname or "office")
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in host.lower())
    return Source(
        id=letters.strip("-"), name="", province="", office="municipality", family=family, start=(url,)
    )


def _row(source: Source, title: str) -> str:
    quoted = title.replace("\\", "").replace('"', "")
    return (
        "[[source]]\n"
        f'id = "{source.id}"\n'
        f'name = "{quoted}"  # the office\'s full name in Thai\n'
        f'office = "{source.office}"  # province pr-office pao municipality tao prd-region local-news\n'
        f'family = "{source.family}"\n'
        f'start = ["{source.start[0]}"]\n'
    )


def probe(
    url: str, *, home: Path, allow: str = "", contact: str = "", database: str | None = None
) -> Finding:
    """Look at an address; once a process, since it runs a reactor."""
    from scrapy.crawler import AsyncCrawlerProcess

    finding = Finding(url=url)
    store = open_store(home, database)
    logs = home / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    try:
        values = settings.of_run(allow_addresses=allow, contact=contact, log_file=str(logs / "crawlers.log"))
        process = AsyncCrawlerProcess(values)
        process.crawl(ProbeSpider, url=url, finding=finding, store=store)
        process.start()
    finally:
        store.close()
    return finding


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments, look, write the finding as JSON."""
    parser = argparse.ArgumentParser(prog="python -m crawlers.probe", description="Look at an office's site.")
    parser.add_argument("url")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--report", type=Path, required=True)
    parser.add_argument("--database")
    parser.add_argument("--allow", default="")
    parser.add_argument("--contact", default="")
    given = parser.parse_args(arguments)
    try:
        finding = probe(
            given.url, home=given.home, allow=given.allow, contact=given.contact, database=given.database
        )
    except KhaosanError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a message for people
        return 2
    given.report.write_text(to_json(finding) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
