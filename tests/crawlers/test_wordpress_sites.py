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

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
SITES = {"wpa": 18081, "wpc": 18083}
LETTER = re.compile(r"/wp-content/uploads/letter\d{1,3}\.pdf")
ALLOW = [f"127.0.0.1:{port}" for port in SITES.values()]


@pytest.fixture(scope="module")
def log(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Serve the sites; the log has a line a request: site, status, path."""
    file = tmp_path_factory.mktemp("sites") / "log"
    arguments = [
        sys.executable,
        str(shared / "sites" / "serve.py"),
        "--sites",
        ",".join(SITES),
        "--log",
        str(file),
    ]
    server = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    try:
        for port in SITES.values():
            _await(server, port)
        yield file
    finally:
        server.terminate()
        server.wait()


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"the sites do not start: is port {port} in use?")


def truth(shared: Path) -> set[str]:
    lines = (shared / "pages" / "wordpress" / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return {unquote(json.loads(line)["url"]) for line in lines}


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


@pytest.mark.parametrize(("door", "expected"), [("rest", 30), ("feed", 30), ("html", 20)])
def test_every_post_once_and_nothing_new_on_the_second_run(
    shared: Path, log: Path, home: Path, tmp_path: Path, door: str, expected: int
) -> None:
    via = "" if door == "rest" else f'via = ["{door}"]'
    rows = registry(
        tmp_path / "rows",
        *(row(name, f"http://127.0.0.1:{port}/", via, family="wordpress") for name, port in SITES.items()),
    )
    first = crawl(home, rows, allow=ALLOW)
    assert beside_letters(first.issues) == []
    assert {name: figures.door for name, figures in first.sources.items()} == dict.fromkeys(SITES, door)
    found = posts(home)
    assert max(Counter(found).values()) == 1
    assert len(found) == expected
    assert set(found) <= truth(shared)

    log.write_text("")
    second = crawl(home, rows, allow=ALLOW)
    statuses = [line.split()[1] for line in log.read_text().splitlines()]
    # The site offers 304 for all but pages that are not there.
    assert set(statuses) <= {"304", "404"}
    assert "304" in statuses
    assert beside_letters(second.issues) == []
    assert [figures.captures for figures in second.sources.values()] == [0, 0]
    assert posts(home) == found
