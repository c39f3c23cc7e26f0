"""A disk that fills up in the middle of a crawl: what was captured stays, the rest comes later."""

from __future__ import annotations

import random
import resource
import subprocess
from collections import Counter
from pathlib import Path

from crawlers.report import read
from tests.crawlers.crawling import ROOT, captured, command, crawl, list_page, registry, row
from tests.crawlers.site import Page, serving

LIMIT = 3 * 2**20
"""No file may grow beyond it: to a writer that is what a full disk looks like."""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))


def test_a_full_disk_ends_a_crawl_with_a_message_and_a_second_run_finishes_it(
    home: Path, tmp_path: Path
) -> None:
    chance = random.Random(20261125)
    pages: dict[str, Page] = {f"/news/{n}": chance.randbytes(200_000) for n in range(40)}
    with serving({"/": list_page(*pages), **pages}) as site:
        rows = registry(tmp_path / "rows", row("nan", site.url(), 'via = ["html"]'))
        home.mkdir()
        subprocess.run(command(home, rows, allow=[site.address]), cwd=ROOT, check=True, preexec_fn=_limit)
        first = read(home / "report.json")
        kept = captured(home)
        (issue,) = [one for one in first.issues if one.code == "ended_early"]
        assert "free some space" in issue.cure
        assert 0 < len(kept) < len(pages)
        assert not first.sources["nan"].finished

        second = crawl(home, rows, allow=[site.address])
        assert second.sources["nan"].finished
        counted = Counter(url for url, _ in captured(home))
        assert counted == {site.url(path): 1 for path in pages}
        assert all(pages[url.removeprefix(site.url(""))] == body for url, body in captured(home))
