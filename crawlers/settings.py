"""Scrapy's settings: what is unsafe or noisy by default is off. The traps were mapped for Scrapy 2.19.

``scrapy.cfg`` names this module; the crawl itself adds the exceptions and the contact of its run.
"""

from __future__ import annotations

from typing import Any

from crawlers.robots import AGENT

MAX_BYTES = 8 * 2**20
"""Larger pages are refused while streaming, decompressed or not; Scrapy's default is 1 GiB."""
TIMEOUT_SECONDS = 30
"""From connecting to the last byte; a server that drips is cut off too."""
MIN_DELAY_SECONDS = 2.0
"""Between two requests to one hosting address (design §9)."""
CONNECTIONS_WITHOUT_DELAY = 8
"""At an address of the user's own where no delay is kept (a test site)."""

BOT_NAME = AGENT
SPIDER_MODULES = ["crawlers.spider"]
USER_AGENT = AGENT
KHAOSAN_ALLOW_ADDRESSES = ""

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_DNS_RESOLVER = "crawlers.resolver.GuardedResolver"
DNS_TIMEOUT = 15

DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "crawlers.transport.Handler",
    "https": "crawlers.transport.Handler",
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_MAXSIZE = MAX_BYTES
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = TIMEOUT_SECONDS
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
# The slots of crawlers.gate carry delay and concurrency, one a hosting address.
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = CONNECTIONS_WITHOUT_DELAY
REDIRECT_MAX_TIMES = 5
METAREFRESH_MAXDELAY = 5

# Nothing of Scrapy's own is loaded, so none has a flag: cookies, proxies, a cache, retries, referers,
# throttling that undoes the gate's slots, its reading of robots.txt, a telnet console, remote control. A new
# version's new ones do not come in by themselves.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int | None] = {}
SPIDER_MIDDLEWARES_BASE: dict[str, int | None] = {}
EXTENSIONS_BASE: dict[str, int | None] = {}
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
LOG_FORMATTER = "crawlers.log_lines.Lines"
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "crawlers.gate.Gate": 50,
    "crawlers.introduction.Introduction": 400,
    "crawlers.transport.MetaRefreshes": 580,
    "crawlers.transport.Decompression": 590,
    "crawlers.transport.Redirects": 600,
    "crawlers.transport.EncodingLimit": 610,
}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5",
    "Accept-Language": "th,en;q=0.5",
}
LOG_LEVEL = "WARNING"


def of_run(
    *, allow_addresses: str, contact: str, log_file: str, timeout: float = TIMEOUT_SECONDS
) -> dict[str, Any]:
    """The settings of one run: this module's, and what the user set."""
    fixed = {name: value for name, value in globals().items() if name.isupper()}
    return fixed | {
        "KHAOSAN_ALLOW_ADDRESSES": allow_addresses,
        "USER_AGENT": user_agent(contact),
        "LOG_FILE": log_file,
        "DOWNLOAD_TIMEOUT": timeout,
    }


def user_agent(contact: str) -> str:
    """Say honestly who asks and whom to write to."""
    from importlib.metadata import version

    who = f"+{contact}" if contact else "news archive of Thai local government; no contact set"
    return f"{AGENT}/{version('khaosan')} ({who})"
