"""Crawls as flows start them: a child process, a home, a registry, a report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from crawlers.report import CrawlReport, read
from pipelines.archive import Archive
from pipelines.store import captures
from pipelines.store.database import open_store
from tests.crawlers import warm

PATIENCE = 600
"""Seconds that a crawl of a few pages may take: it takes two, minutes on a busy machine."""
ROOT = Path(__file__).resolve().parents[2]


def registry(folder: Path, *rows: str, province: str = "TH-55") -> Path:
    """Write a registry of one file; each row is the text of its keys."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks = "".join(f"\n[[source]]\n{row}\n" for row in rows)
    (folder / "rows.toml").write_text(f'province = "{province}"\n{blocks}', encoding="utf-8")
    return folder


def row(identity: str, start: str | Sequence[str], *more: str, family: str = "generic") -> str:
    """The text of one row."""
    addresses = [start] if isinstance(start, str) else list(start)
    quoted = ", ".join(f'"{url}"' for url in addresses)
    lines = [
        f'id = "{identity}"',
        f'name = "สำนักงานตัวอย่าง {identity}"',
        'office = "municipality"',
        f'family = "{family}"',
        f"start = [{quoted}]",
        *(['selectors = { links = "ul.news a" }'] if family == "generic" else []),
        *more,
    ]
    return "\n".join(lines)


def command(home: Path, rows: Path, *options: str, allow: Sequence[str] = ()) -> list[str]:
    """The command line of a crawl; its report is ``report.json`` in the home."""
    return [
        sys.executable, "-m", "crawlers", f"--home={home}", f"--registry={rows}",
        f"--report={home / 'report.json'}", f"--allow={','.join(allow)}", *options,
    ]  # fmt: skip


def begun(
    home: Path, rows: Path, *options: str, allow: Sequence[str] = (), pause: float | None = None
) -> warm.Crawl:
    """Begin a crawl of a home that exists."""
    return warm.begin(command(home, rows, *options, allow=allow)[3:], cwd=ROOT, pause=pause)


def reached_or_ended(child: warm.Crawl, reached: Event) -> bool:
    """Wait until a site was asked so often (true) or the crawl has ended."""
    while not reached.wait(0.02):
        if child.ended:
            return False
    return True


def crawl(
    home: Path, rows: Path, *options: str, allow: Sequence[str] = (), pause: float | None = None
) -> CrawlReport:
    """Crawl once and read the report; ``pause`` is what it waits for before it asks again."""
    home.mkdir(parents=True, exist_ok=True)
    said = begun(home, rows, *options, allow=allow, pause=pause).wait(PATIENCE)
    assert (home / "report.json").exists(), said
    return read(home / "report.json")


def codes(report: CrawlReport) -> list[str]:
    """The codes of a report's issues."""
    return sorted(issue.code for issue in report.issues)


def captured(home: Path, *, role: str = "article") -> list[tuple[str, bytes]]:
    """Address and bytes of every capture of a role, read back from the archive."""
    store = open_store(home)
    with store.read() as connection:
        rows = captures.pending(connection, limit=100_000, choice=captures.ALL)
    store.close()
    archive = Archive(home / "archive")
    return [
        (one.url, archive.read(one.warc_file, one.warc_offset, one.warc_length, one.sha256).body)
        for one in rows
        if one.role == role
    ]


def list_page(*links: str, following: str = "") -> str:
    """A list page of our own as an office would have it."""
    items = "".join(
        f'<li><a href="{link}">ประกาศของสำนักงานตัวอย่าง {number}</a></li>' for number, link in enumerate(links)
    )
    more = f'<a rel="next" href="{following}">ถัดไป</a>' if following else ""
    return (
        f"<!DOCTYPE html><html lang=th><title>ข่าว</title><h1>ข่าวประกาศ</h1><ul class=news>{items}</ul>{more}"
    )
