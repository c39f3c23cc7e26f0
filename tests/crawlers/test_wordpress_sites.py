"""The two real WordPress sites, crawled by each door: every post once, and nothing new on the second day."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from crawlers.report import Issue
from pipelines import families
from pipelines.archive import Archive
from pipelines.page import Page
from pipelines.store import captures
from pipelines.store.database import open_store
from tests.crawlers.crawling import crawl, registry, row
from tests.services.elasticsearch import free_port

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
SAVED = {"wpa": 18081, "wpc": 18083}
"""The ports that the saved pages' own links name."""
LETTER = re.compile(r"/wp-content/uploads/letter\d{1,3}\.pdf")


@dataclass(frozen=True)
class Sites:
    """The sites as they are served: on free ports, so that several suites can run at once."""

    pages: Path
    ports: dict[str, int]
    log: Path
    """A line a request: site, status, path."""

    @property
    def addresses(self) -> list[str]:
        """As KHAOSAN_ALLOW_ADDRESSES names them."""
        return [f"127.0.0.1:{port}" for port in self.ports.values()]

    @property
    def truth(self) -> set[str]:
        """The addresses of their 30 posts."""
        lines = (self.pages / "expected.jsonl").read_text(encoding="utf-8").splitlines()
        return {unquote(json.loads(line)["url"]) for line in lines}


@pytest.fixture(scope="module")
def sites(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Serve the sites."""
    folder = tmp_path_factory.mktemp("sites")
    served = Sites(folder / "pages", {name: free_port() for name in SAVED}, folder / "log")
    _copy(shared / "pages" / "wordpress", served)
    names = ",".join(SAVED)
    arguments = [str(shared / "sites" / "serve.py"), f"--sites={names}", f"--pages={served.pages}"]
    server = subprocess.Popen([sys.executable, *arguments, f"--log={served.log}"], stderr=subprocess.DEVNULL)
    try:
        for port in served.ports.values():
            _await(server, port)
        yield served
    finally:
        server.terminate()
        server.wait()


def _copy(saved: Path, served: Sites) -> None:
    """Copy the pages; their links lead to the ports that are served."""
    for file in (file for file in saved.rglob("*") if file.is_file()):
        body = file.read_bytes()
        for name, port in SAVED.items():
            for colon in (b":", b"%3A"):
                there = b"127.0.0.1" + colon
                body = body.replace(there + b"%d" % port, there + b"%d" % served.ports[name])
        copied = served.pages / file.relative_to(saved)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(body)


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"the sites do not start: port {port} was taken meanwhile")


def posts(home: Path) -> list[str]:
    """The addresses of all posts that the archive holds: whole in lists, or as pages."""
    store = open_store(home)
    with store.read() as connection:
        rows = captures.pending(connection, limit=1000)
    store.close()
    found = []
    for one in rows:
        if one.role == "article":
            found.append(unquote(one.url))
            continue
        if one.role in ("attachment", "policy"):
            continue
        body = (
            Archive(home / "archive").read(one.warc_file, one.warc_offset, one.warc_length, one.sha256).body
        )
        page = Page(url=one.url, body=body, content_type=one.content_type, status=one.status, now=NOW)
        found += [unquote(draft.url) for draft in families.load("wordpress").listing(page).drafts]
    return found


def beside_letters(issues: list[Issue]) -> list[Issue]:
    """What a crawl complains of beside letters that the saved site links and does not hold."""
    return [issue for issue in issues if not (issue.code == "missing" and LETTER.search(issue.message))]


# Of the list pages, two of five posts a site were saved.
@pytest.mark.parametrize(("door", "expected"), [("rest", 30), ("feed", 30), ("html", 20)])
def test_every_post_once_and_nothing_new_on_the_second_run(
    sites: Sites, home: Path, tmp_path: Path, door: str, expected: int
) -> None:
    via = "" if door == "rest" else f'via = ["{door}"]'
    rows = registry(
        tmp_path / "rows",
        *(
            row(name, f"http://127.0.0.1:{port}/", via, family="wordpress")
            for name, port in sites.ports.items()
        ),
    )
    first = crawl(home, rows, allow=sites.addresses)
    assert beside_letters(first.issues) == []
    assert {name: figures.door for name, figures in first.sources.items()} == dict.fromkeys(SAVED, door)
    found = posts(home)
    assert max(Counter(found).values()) == 1
    assert len(found) == expected
    assert set(found) <= sites.truth

    sites.log.write_text("")
    second = crawl(home, rows, allow=sites.addresses)
    statuses = [line.split()[1] for line in sites.log.read_text().splitlines()]
    # The site offers 304 for all but pages that are not there.
    assert set(statuses) <= {"304", "404"}
    assert "304" in statuses
    assert beside_letters(second.issues) == []
    assert [figures.captures for figures in second.sources.values()] == [0, 0]
    assert posts(home) == found
