"""The peers of a crawl, as commands on the same pages: bare Scrapy, and news-please.

news-please pins other versions than ours, so it lives in an environment of its own, ``.cache/news-please``,
made when the package index can be reached. It is told what it needs on a loopback site (peers §1, traps 4 and
5): no filter of hosts, since it compares without the port, and pythainlp, without which Thai pages fail.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NEWS_PLEASE = ("news-please==1.6.16", "pythainlp==5.4.0")
BARE = """
import sys
from scrapy import Spider, Request
from scrapy.crawler import AsyncCrawlerProcess
from crawlers import settings
class Bare(Spider):
    name = "bare"
    count = 0
    async def start(self):
        yield Request(sys.argv[1])
    def parse(self, response):
        for href in response.css("ul.news a::attr(href)").getall():
            yield response.follow(href, self.page)
        for href in response.css("a[rel=next]::attr(href)").getall():
            yield response.follow(href, self.parse)
    def page(self, response):
        Bare.count += 1
process = AsyncCrawlerProcess({
    "CONCURRENT_REQUESTS": settings.CONCURRENT_REQUESTS,
    "CONCURRENT_REQUESTS_PER_DOMAIN": settings.CONNECTIONS_WITHOUT_DELAY,
    "COOKIES_ENABLED": False, "RETRY_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "WARNING",
    **{name: getattr(settings, name) for name in sys.argv[3:]},
})
process.crawl(Bare)
process.start()
assert Bare.count == int(sys.argv[2]), Bare.count
"""
COMPONENTS = ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "EXTENSIONS_BASE", "STATS_CLASS")
"""What Scrapy loads by itself, and our crawl does not."""
OFFSITE = "DOWNLOADER_MIDDLEWARES = {'scrapy.downloadermiddlewares.offsite.OffsiteMiddleware': None}\n"


def bare(folder: Path, port: int, pages: int, *ours: str) -> list[str]:
    """Scrapy that downloads and reads links, and keeps nothing; settings named are those of our crawl."""
    script = folder / "bare.py"  # Scrapy reads its spiders' source
    script.write_text(BARE, encoding="utf-8")
    return [sys.executable, str(script), f"http://127.0.0.1:{port}/", str(pages), *ours]


def news_please(folder: Path, port: int, path: str = "/") -> list[str] | None:
    """news-please crawling the same pages into files; None where it cannot be installed."""
    home = ROOT / ".cache" / "news-please"
    if not _installed(home):
        return None
    shipped = next(home.glob("lib/*/site-packages/newsplease/config/config.cfg"))
    text = shipped.read_text(encoding="utf-8")
    text = text.replace("~/news-please-repo/", f"{folder / 'files'}/").replace(
        "[Scrapy]\n", f"[Scrapy]\n{OFFSITE}"
    )
    config = folder / "config"
    config.mkdir(parents=True)
    (config / "config.cfg").write_text(text, encoding="utf-8")
    address = f"http://127.0.0.1:{port}{path}"
    sites = f'{{"base_urls": [{{"url": "{address}", "crawler": "RecursiveCrawler"}}]}}'
    (config / "sitelist.hjson").write_text(sites, encoding="utf-8")
    return [str(home / "bin" / "news-please"), "-c", str(config)]


def stored(folder: Path) -> int:
    """How many articles news-please has kept."""
    return sum(1 for _ in (folder / "files").rglob("*.json"))


def _installed(home: Path) -> bool:
    program = home / "bin" / "news-please"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(home / "bin" / "pip"), "install", "--quiet", *NEWS_PLEASE]
        subprocess.run(pip, check=False, capture_output=True)
    return program.exists()
