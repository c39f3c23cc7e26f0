"""The gate that every request passes, whatever made it: page, redirect, robots.txt.

Scheme, host, address, robots.txt, then the slot of its hosting address with delay and concurrency. Redirects
pass it again at each hop, since Scrapy sends them through all middlewares.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from crawlers import settings
from crawlers.addresses import Pair, parse_allowed
from crawlers.failures import BUSY, Refused
from crawlers.locks import Locks
from crawlers.resolver import addresses_of, refusal
from crawlers.robots import Rules
from pipelines.urls import bare, plain_host

PLAN = "khaosan_plan"
"""Key of ``request.meta`` for a :class:`Plan`."""
RESOLVE_SECONDS = 15
PERMANENTLY = (301, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the gate must know of a request."""

    source: str
    """Whose figures count it."""
    hosts: frozenset[str] | None
    """Hosts it may go to, redirects included; null = any (robots.txt alone, RFC 9309 §2.3.1.2)."""
    delay: float | None
    """The delay of the source's row."""
    robots: bool = True
    """False for robots.txt itself."""
    start: tuple[str, ...] = ()
    """Where the source begins: rules that disallow all of these close it."""


class Gate:
    """Downloader middleware; the first to see a request."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._allowed = parse_allowed(crawler.settings["KHAOSAN_ALLOW_ADDRESSES"])

    @classmethod
    def from_crawler(cls, crawler: Any) -> Gate:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        """Let the request pass into the slot of its address, or raise Refused."""
        plan: Plan = request.meta[PLAN]
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise Refused("address_refused", f"{parts.scheme}: is not http or https")
        if parts.username or parts.password:
            raise Refused("address_refused", "it carries credentials")
        host = (parts.hostname or "").lower()
        if plan.hosts is not None and bare(host) not in plan.hosts:
            raise _elsewhere(request, host)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await self._address(host, port)
        self._own(address, port, plan)
        crawl_delay = 0.0
        if plan.robots:
            rules = await self._crawler.spider.robots.rules(request, plan)
            if not rules.allows(request.url):
                raise Refused(
                    "robots_disallowed", "robots.txt disallows it", closes=_closed(rules, plan, parts)
                )
            crawl_delay = rules.delay
        slot, delay = self.slot(address, port, plan.delay, crawl_delay)
        request.meta["download_slot"] = slot
        await self._after_others(slot, delay)

    async def _address(self, host: str, port: int) -> str:
        """The address that will be connected to; the resolver checks again when it is."""
        from twisted.internet import reactor

        asked = addresses_of(reactor, host, port).asFuture(asyncio.get_running_loop())
        try:
            # A literal is known at once.
            found = asked.result() if asked.done() else await asyncio.wait_for(asked, RESOLVE_SECONDS)
        except TimeoutError as error:
            raise Refused("dns", f"{host} did not resolve within {RESOLVE_SECONDS} s") from error
        if found:
            return found[0]
        raise refusal(host, port)

    def _own(self, address: str, port: int, plan: Plan) -> None:
        """Take the address for this process: a crawl keeps it for its offices, a look as long as it asks."""
        addresses: Addresses = self._crawler.spider.addresses
        if not addresses.take(self._key(address, port), plan.source):
            raise Refused(BUSY, f"another process is crawling {address}")

    def _key(self, address: str, port: int) -> str:
        """A hosting address; on exceptions, each port is a server of its own."""
        return f"{address}:{port}" if (address, port) in self._allowed else address

    async def _after_others(self, key: str, delay: float) -> None:
        """Keep the delay also to the last request of whoever had the address before us."""
        taken = self._crawler.spider.addresses.taken[key]
        await asyncio.sleep(max(0.0, taken + delay - monotonic()))

    def slot(self, address: str, port: int, asked: float | None, crawl_delay: float) -> tuple[str, float]:
        """The slot of a hosting address, and its delay, which is never lowered."""
        floor = 0.0 if (address, port) in self._allowed else settings.MIN_DELAY_SECONDS
        delay = max(floor, asked or 0.0, crawl_delay)
        key = self._key(address, port)
        downloader = self._crawler.engine.downloader
        known = downloader.per_slot_settings.get(key, {"delay": 0.0})
        delay = max(delay, known["delay"])
        lanes = 1 if delay else settings.CONNECTIONS_WITHOUT_DELAY
        downloader.per_slot_settings[key] = {"delay": delay, "concurrency": lanes, "jitter": 0.0}
        if key in downloader.slots:
            downloader.slots[key].delay, downloader.slots[key].concurrency = delay, lanes
        return key, delay


class Addresses:
    """The offices and hosting addresses that this process has to itself, while its run needs them.

    An office is taken when its turn comes, not when the run begins: so several processes share a list of
    offices, each crawling those that are free.
    """

    def __init__(self, locks: Locks) -> None:
        self._locks = locks
        self._users: dict[str, set[str]] = {}
        self.taken: dict[str, float] = {}
        """When each address was taken (monotonic clock): who had it before may have asked just then."""

    def enter(self, source: str) -> bool:
        """Take an office; False where another process has it."""
        return self._locks.take(f"office {source}")

    def take(self, address: str, source: str) -> bool:
        """Take an address for an office; False where another process has it."""
        users = self._users.setdefault(address, set())
        if not users:
            if not self._locks.take(f"address {address}"):
                return False
            self.taken[address] = monotonic()
        users.add(source)
        return True

    def free(self, source: str) -> None:
        """Give back an office, and what only it needed."""
        self._locks.free(f"office {source}")
        for address, users in self._users.items():
            if source in users:
                users.discard(source)
                if not users:
                    self._locks.free(f"address {address}")


def _elsewhere(request: Any, host: str) -> Refused:
    """A redirect that says 'for good' (301, 308) means that the site has moved; any other may be a mishap."""
    steps = request.meta.get("redirect_reasons", [])
    said = f"{steps[-1]} leads" if steps else "it leads"
    for_good = bool(steps) and all(step in PERMANENTLY for step in steps)
    code = "moved" if for_good else "off_site"
    return Refused(code, f"{said} to {host}, which is none of the source's hosts")


def _closed(rules: Rules, plan: Plan, parts: SplitResult) -> bool:
    """Say whether rules disallow every page that the source begins with on this origin."""
    here = [url for url in plan.start if _origin(urlsplit(url)) == _origin(parts)]
    return bool(here) and not any(rules.allows(url) for url in here)


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, plain_host(parts.hostname or ""), parts.port


def slow_down(crawler: Any, key: str, delay: float) -> None:
    """Raise the delay of a slot, for the rest of the run: the site asked for less."""
    downloader = crawler.engine.downloader
    known = downloader.per_slot_settings.get(key)
    if known is not None and known["delay"] < delay:
        downloader.per_slot_settings[key] = known | {"delay": delay, "concurrency": 1}
        if key in downloader.slots:
            downloader.slots[key].delay, downloader.slots[key].concurrency = delay, 1


def without_delay(urls: tuple[str, ...], allowed: frozenset[Pair]) -> bool:
    """Say whether all addresses are literals among the exceptions: a test site, where no delay is kept."""
    parts = [urlsplit(url) for url in urls]
    return bool(parts) and all((one.hostname or "", one.port or 80) in allowed for one in parts)
