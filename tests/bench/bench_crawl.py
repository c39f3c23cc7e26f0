"""A crawl of loopback pages beside a bare Scrapy spider with the same settings: time, CPU, memory.

Each is a process of its own, so that start-up counts for both; the server is a third one. Run as
``make bench-crawl``; figures with their date are in docs/crawling.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PER_LIST = 100
TEXT = "เทศบาลตำบลสมมติแจ้งผลการดำเนินงานประจำสัปดาห์ให้ประชาชนทราบโดยทั่วกัน "
MENU = "".join(f'<li><a href="/menu/{n}">เมนูที่ {n}</a></li>' for n in range(60))
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
})
process.crawl(Bare)
process.start()
assert Bare.count == int(sys.argv[2]), Bare.count
"""


def page(number: int) -> bytes:
    """An article of about 55 KB, as the median of the measured offices (sources §1)."""
    body = "".join(f"<p>{TEXT * 5} ฉบับที่ {number} ย่อหน้า {n}</p>" for n in range(50))
    return f"<html><title>ข่าวที่ {number}</title><ul>{MENU}</ul><h1>ข่าวที่ {number}</h1>{body}</html>".encode()


def list_page(number: int, pages: int) -> bytes:
    """A list of a hundred links."""
    first = number * PER_LIST
    items = "".join(
        f'<li><a href="/news/{n}">ข่าวที่ {n}</a></li>' for n in range(first, min(first + PER_LIST, pages))
    )
    more = f'<a rel=next href="/list/{number + 1}">ถัดไป</a>' if first + PER_LIST < pages else ""
    return f"<html><title>ข่าว</title><ul class=news>{items}</ul>{more}</html>".encode()


def serve(pages: int, ready: Any) -> None:
    """Answer on a free port until killed."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                known = path == "/" or path.startswith(("/list/", "/news/"))
                number = int("0" + path.rpartition("/")[2]) if known else 0
                body = (
                    page(number) if path.startswith("/news/") else list_page(number, pages) if known else b""
                )
                status = b"200 OK" if known else b"404 Not Found"
                length = str(len(body)).encode()
                kind = b"text/html; charset=utf-8"
                writer.write(
                    b"HTTP/1.1 " + status + b"\r\nContent-Type: " + kind + b"\r\nContent-Length: " + length
                    + b"\r\n\r\n" + body
                )  # fmt: skip
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def measured(arguments: list[str]) -> dict[str, float]:
    """Seconds, CPU seconds and memory (MB) of a child."""
    begun = time.monotonic()
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, arguments
    return {
        "seconds": round(time.monotonic() - begun, 2),
        "cpu": round(used.ru_utime + used.ru_stime, 2),
        "megabytes": round(used.ru_maxrss / 1024),
    }


def ours(port: int, folder: Path) -> tuple[list[str], Path]:
    """The command of a crawl into a fresh home, and its report."""
    rows = folder / "rows"
    rows.mkdir(parents=True)
    (rows / "rows.toml").write_text(
        'province = "TH-55"\n[[source]]\nid = "bench"\nname = "สำนักงานวัดผล"\noffice = "tao"\n'
        f'family = "generic"\nstart = ["http://127.0.0.1:{port}/"]\nvia = ["html"]\n'
        'selectors = { links = "ul.news a" }\n',
        encoding="utf-8",
    )
    report = folder / "report.json"
    command = [
        sys.executable, "-m", "crawlers", f"--home={folder / 'home'}", f"--registry={rows}",
        f"--report={report}", f"--allow=127.0.0.1:{port}",
    ]  # fmt: skip
    return command, report


def main() -> None:
    """Measure both by turns and print a line of JSON each, then the ratios of the best."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=4_900)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    receiver, sender = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(given.pages, sender), daemon=True)
    server.start()
    port = receiver.recv()
    best: dict[str, dict[str, float]] = {}
    try:
        for number in range(given.rounds):
            with tempfile.TemporaryDirectory() as folder:
                command, report = ours(port, Path(folder) / str(number))
                bare = Path(folder) / "bare.py"  # Scrapy reads its spiders' source
                bare.write_text(BARE, encoding="utf-8")
                site = f"http://127.0.0.1:{port}/"
                runs = {
                    "khaosan": command,
                    "scrapy": [sys.executable, str(bare), site, str(given.pages)],
                }
                for name, arguments in runs.items():
                    found = measured(arguments)
                    print(json.dumps({"name": name, "load": os.getloadavg()[0], **found}))
                    best[name] = min(best.get(name, found), found, key=lambda one: one["cpu"])
                kept = json.loads(report.read_text())["sources"]["bench"]["captures"]
                assert kept == given.pages + -(-given.pages // PER_LIST), kept
    finally:
        server.kill()
    pages = given.pages
    ratio = {name: round(best["scrapy"][name] / best["khaosan"][name], 2) for name in ("seconds", "cpu")}
    print(
        json.dumps(
            {"pages": pages, "of_scrapy": ratio, "cpu_ms": round(1000 * best["khaosan"]["cpu"] / pages, 1)}
        )
    )


if __name__ == "__main__":
    main()
