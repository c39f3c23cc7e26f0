"""Habits of the engine below us that would spoil a crawl without a word; each was seen in Scrapy 2.19."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.core.downloader.handlers import DownloadHandlers
from scrapy.crawler import Crawler
from scrapy.exceptions import NotSupported
from scrapy.utils.conf import build_component_list

from crawlers import settings
from crawlers.report import read
from pipelines.moment import clock
from tests.crawlers.crawling import PATIENCE, ROOT, codes, command, list_page, registry, row
from tests.crawlers.site import Asked, Reply, Site, serving

OLD = ("Last-Modified", "Mon, 04 Mar 2019 03:00:00 GMT")
HTML = ("Content-Type", "text/html; charset=utf-8")
NOWHERE = "http://127.0.0.1:1/"


@pytest.mark.parametrize("scheme", ["file", "data", "ftp", "s3", "gopher"])
def test_the_engine_itself_can_open_no_other_scheme(scheme: str) -> None:
    """The gate refuses them first; behind it the engine has nothing to open them with."""
    values = settings.of_run(allow_addresses="", contact="", log_file=os.devnull)
    handlers = DownloadHandlers(Crawler(Spider, values))
    with pytest.raises(NotSupported, match="no handler"):
        asyncio.run(handlers.download_request_async(Request(f"{scheme}://127.0.0.1/etc/passwd")))


@pytest.mark.parametrize("kind", ["DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"])
def test_no_component_of_the_engine_s_own_is_loaded(kind: str) -> None:
    """Those on by default keep cookies, ask proxies, send referers and listen; each version has others."""
    values = Crawler(Spider, settings.of_run(allow_addresses="", contact="", log_file=os.devnull)).settings
    loaded = build_component_list(values.get_component_priority_dict_with_base(kind))
    assert [name for name in loaded if not name.startswith("crawlers.")] == []


@dataclass(frozen=True)
class Twice:
    """An office crawled twice: what it was asked each time, and what the crawl said."""

    asked: tuple[list[Asked], list[Asked]]
    said: str
    codes: list[str]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    folder = tmp_path_factory.mktemp("habits")
    (folder / "home").mkdir()
    policy = ("Referrer-Policy", "antigravity.Policy, os.system")
    pages = {
        "/": Reply(list_page("/a").encode(), headers=(HTML, OLD, ("Date", format_datetime(clock())))),
        "/a": Reply(b"<h1>x</h1>", headers=(HTML, policy)),
    }
    with serving(dict(pages)) as site:
        rows = registry(folder / "rows", row("office", site.url(), 'via = ["html"]'))
        first, said = once(folder / "home", rows, site)
        second, more = once(folder / "home", rows, site)
        yield Twice((first, second), said + more, codes(read(folder / "home" / "report.json")))


def once(home: Path, rows: Path, site: Site) -> tuple[list[Asked], str]:
    site.asked.clear()
    arguments = command(home, rows, allow=[site.address])
    proxied = {**os.environ, "http_proxy": NOWHERE, "HTTP_PROXY": NOWHERE, "all_proxy": NOWHERE}
    done = subprocess.run(
        arguments, cwd=ROOT, check=True, timeout=PATIENCE, capture_output=True, text=True, env=proxied
    )
    return list(site.asked), done.stdout + done.stderr


def test_a_list_that_last_changed_years_ago_is_asked_all_the_same(twice: Twice) -> None:
    """By RFC 9111 §4.2.2 a cache may hold it fresh for a tenth of its age: Scrapy's did not ask at all."""
    (again,) = [one for one in twice.asked[1] if one.path == "/"]
    assert again.headers["if-modified-since"] == OLD[1]


def test_a_proxy_of_the_environment_is_not_asked(twice: Twice) -> None:
    """It would connect in the crawl's stead, past the check of addresses; the engine takes it by default."""
    assert [one.path for one in twice.asked[0]] == ["/robots.txt", "/", "/a"]
    assert twice.codes == []


def test_a_policy_of_referrers_is_no_name_of_code(twice: Twice) -> None:
    """Before 2.14.2 the header was imported as a Python path."""
    assert [one.path for one in twice.asked[0]] == ["/robots.txt", "/", "/a"]
    assert all("referer" not in one.headers for one in twice.asked[0])
    assert twice.codes == []


def test_a_crawl_says_its_progress_and_nothing_else(twice: Twice) -> None:
    """The engine's own handler would flood whoever started the crawl."""
    assert all(line.startswith('{"progress"') for line in twice.said.splitlines()), twice.said
