"""The gate that every request passes, whatever made it: page, redirect, robots.txt.

Scheme, host, address, robots.txt, then the slot of its hosting address with delay and concurrency. Redirects
pass it again at each hop, since Scrapy sends them through all middlewares.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from crawlers import settings
from crawlers.addresses import Pair, parse_allowed
from crawlers.failures import Refused
from crawlers.resolver import addresses_of, refusal

PLAN = "khaosan_plan"
"""Key of ``request.meta`` for a :class:`Plan`."""
RESOLVE_SECONDS = 15


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
            raise Refused("off_site", f"it leads to {host}, which is none of the source's hosts")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = await self._address(host, port)
        crawl_delay = 0.0
        if plan.robots:
            rules = await self._crawler.spider.robots.rules(request, plan)
            if not rules.allows(request.url):
                raise Refused("robots_disallowed", "robots.txt disallows it")
            crawl_delay = rules.delay
        request.meta["download_slot"] = self._slot(address, port, plan.delay, crawl_delay)

    async def _address(self, host: str, port: int) -> str:
        """The address that will be connected to; the resolver checks again when it is."""
        from twisted.internet import reactor

        try:
            found = await asyncio.wait_for(
                addresses_of(reactor, host, port).asFuture(asyncio.get_running_loop()), RESOLVE_SECONDS
            )
        except TimeoutError as error:
            raise Refused("dns", f"{host} did not resolve within {RESOLVE_SECONDS} s") from error
        if found:
            return found[0]
        raise refusal(host, port)

    def _slot(self, address: str, port: int, asked: float | None, crawl_delay: float) -> str:
        """The slot of a hosting address, its delay never lowered."""
        floor = 0.0 if (address, port) in self._allowed else settings.MIN_DELAY_SECONDS
        delay = max(floor, asked or 0.0, crawl_delay)
        key = f"{address}:{port}" if not floor else address
        downloader = self._crawler.engine.downloader
        known = downloader.per_slot_settings.get(key, {"delay": 0.0})
        delay = max(delay, known["delay"])
        lanes = 1 if delay else settings.CONNECTIONS_WITHOUT_DELAY
        downloader.per_slot_settings[key] = {"delay": delay, "concurrency": lanes, "jitter": 0.0}
        if key in downloader.slots:
            downloader.slots[key].delay, downloader.slots[key].concurrency = delay, lanes
        return key


def slow_down(crawler: Any, key: str, delay: float) -> None:
    """Raise the delay of a slot, for the rest of the run: the site asked for less."""
    downloader = crawler.engine.downloader
    known = downloader.per_slot_settings.get(key)
    if known is not None and known["delay"] < delay:
        downloader.per_slot_settings[key] = known | {"delay": delay, "concurrency": 1}
        if key in downloader.slots:
            downloader.slots[key].delay, downloader.slots[key].concurrency = delay, 1


def bare(host: str) -> str:
    """A host without ``www.``: an office's two names for one site."""
    return host.removeprefix("www.")


def without_delay(urls: tuple[str, ...], allowed: frozenset[Pair]) -> bool:
    """Say whether all addresses are literals among the exceptions: a test site, where no delay is kept."""
    parts = [urlsplit(url) for url in urls]
    return bool(parts) and all((one.hostname or "", one.port or 80) in allowed for one in parts)
