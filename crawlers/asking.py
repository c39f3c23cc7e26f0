"""Ask for single pages through all guards of a crawl, outside of one: what a look and a probe share.

A hosting address that a crawl is asking, in another process, is left to it: two would halve its delay.

A reactor runs once a process, so this is for child processes; :mod:`crawlers.api` starts them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from scrapy import Request, Spider

from crawlers import settings
from crawlers.gate import PLAN, Addresses, Plan
from crawlers.locks import locks_of
from crawlers.log_file import log_file
from crawlers.policy import Robots
from crawlers.transport import TLS_VALID
from pipelines.moment import clock
from pipelines.page import Page
from pipelines.store.database import Store, open_store

Work = Callable[["AskingSpider"], Awaitable[None]]


class AskingSpider(Spider):
    """Does one piece of work that asks for pages."""

    name = "asking"
    robots: Robots

    def __init__(self, work: Work, store: Store, addresses: Addresses, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._work, self.store = work, store
        self.addresses = addresses

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> AskingSpider:
        """Scrapy's constructor."""
        spider: AskingSpider = super().from_crawler(crawler, *args, **kwargs)
        spider.robots = Robots(crawler, spider.store, clock)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Do the work."""
        await self._work(self)
        nothing: list[Any] = []
        for one in nothing:  # an asynchronous generator, as Scrapy wants
            yield one

    async def ask(self, url: str, plan: Plan) -> Any:
        """Ask for one address; whatever a guard or the net raises is raised."""
        request = Request(url, dont_filter=True)
        request.meta[PLAN] = plan
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(request)


def run(work: Work, *, home: Path, allow: str, contact: str, database: str | None) -> None:
    """Do a piece of work; once a process. What it raises is raised when the reactor has ended."""
    from scrapy.crawler import AsyncCrawlerProcess

    faults: list[Exception] = []

    async def heard(spider: AskingSpider) -> None:
        try:
            await work(spider)
        except Exception as error:  # Scrapy would log it, and end as if all had been done
            faults.append(error)

    store = open_store(home, database)
    try:
        with closing(locks_of(home, store)) as locks:
            values = settings.of_run(allow_addresses=allow, contact=contact, log_file=str(log_file(home)))
            process = AsyncCrawlerProcess(values)
            process.crawl(AskingSpider, work=heard, store=store, addresses=Addresses(locks))
            process.start()
    finally:
        store.close()
    if faults:
        raise faults[0]


def content_type(response: Any) -> str | None:
    """The header, null where there is none."""
    value: bytes = response.headers.get("Content-Type") or b""
    return value.decode("latin-1") or None


def tls_valid(response: Any) -> bool | None:
    """Whether the certificate was valid; null without TLS."""
    found: bool | None = response.request.meta.get(TLS_VALID)
    return found


def page_of(response: Any, encoding: str | None = None) -> Page:
    """The page as the pipelines read it."""
    return Page(
        url=response.url,
        body=response.body,
        content_type=content_type(response),
        status=response.status,
        now=clock(),
        encoding=encoding,
    )
