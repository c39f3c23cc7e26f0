"""Attachments from the crawl to the answer: fetched within limits, archived once, joined, read, found."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
from sqlalchemy import insert
from warcio.archiveiterator import ArchiveIterator

from flows.cli import call
from pipelines.store import attachments, fetching
from pipelines.store.attachments import Attachment
from pipelines.store.database import open_store
from search.web.routes.item import look_up
from tests.crawlers.crawling import (
    PATIENCE,
    begun,
    captured,
    codes,
    crawl,
    list_page,
    reached_or_ended,
    registry,
    row,
)
from tests.crawlers.site import Reply, Site, serving
from tests.pipelines.pdfs import around

TEXT = "เทศบาลตัวอย่างขอแจ้งให้ประชาชนทราบถึงกำหนดการปิดปรับปรุงถนนหน้าตลาดสดเพื่อวางท่อระบายน้ำใหม่ "
PDF = ("Content-Type", "application/pdf")
VIA_HTML = 'via = ["html"]'
FILES = 40


def letter(words: str) -> bytes:
    """A PDF of one line."""
    return around(b"BT /F1 12 Tf 72 700 Td (" + words.encode() + b") Tj ET")


def article(title: str, *files: str, text: str = TEXT * 3) -> str:
    """A page of our own with one article and links to files."""
    links = "".join(f'<p><a href="{file}">เอกสาร</a></p>' for file in files)
    return (
        f"<!DOCTYPE html><html lang=th><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>{text}</p>{links}</article></body></html>"
    )


@dataclass
class Run:
    """One office, run once by the command line."""

    home: Path
    site: Site
    canary: Site
    report: dict[str, Any]

    def files(self, headline: str) -> tuple[Attachment, ...]:
        store = open_store(self.home)
        with store.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT id FROM articles WHERE record LIKE ?", (f"%{headline}%",)
            ).scalar_one()
            named = attachments.of(connection, [found]).get(found, ())
        store.close()
        return named


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("attachments")
    home = folder / "home"
    with serving({"/secret.pdf": Reply(letter("secret"), headers=(PDF,))}) as canary, serving() as site:
        name = "../../ประกาศ.pdf".encode().decode("latin-1")
        hostile = (PDF, ("Content-Disposition", f'attachment; filename="{name}"'))
        site.pages |= {
            "/": list_page("/a", "/b", "/c"),
            "/a": article("ปิดถนนหน้าตลาด", "/files/1.pdf", "/files/big.pdf", "/files/none.pdf"),
            "/b": article("ประกาศราคากลาง", "/files/2.pdf", text=""),
            "/c": article(
                "รับสมัครงาน",
                canary.url("/secret.pdf"),
                "/files/page.pdf",
                "/files/closed.pdf",
                "/files/old.doc",
            ),
            "/files/1.pdf": Reply(letter("Kingfisher bridge works"), headers=hostile),
            "/files/2.pdf": Reply(letter("Kingfisher bridge works"), headers=(PDF,)),
            "/files/big.pdf": Reply(b"%PDF-" + b"0" * (2 * 2**20), headers=(PDF,)),
            "/files/page.pdf": "<!DOCTYPE html><title>404</title><p>ไม่พบไฟล์",
            "/files/closed.pdf": Reply(b"no", 403),
            "/files/old.doc": Reply(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 512),
        }
        limits = "budget = { file_megabytes = 1 }"
        rows = registry(folder / "rows", row("nan", site.url(), VIA_HTML, limits))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KHAOSAN_ALLOW_ADDRESSES", f"{site.address}")
            call(["run", "--home", str(home), "--registry", str(rows), "--json"])
        (latest,) = sorted((home / "runs").iterdir())
        yield Run(home, site, canary, json.loads((latest / "report.json").read_text()))


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert call([*arguments, "--json"]) in (0, 1)
    return json.loads(capsys.readouterr().out)


def test_a_file_is_archived_named_read_and_joined(run: Run) -> None:
    (first, big, none) = run.files("ปิดถนน")
    assert (first.state, first.label, first.media_type, first.text_status) == (
        "archived", "ประกาศ.pdf", "application/pdf", "text",
    )  # fmt: skip
    assert (big.state, none.state) == ("refused", "waiting")
    assert "too_large" in (big.reason or "")


def test_the_same_bytes_at_two_addresses_are_one_text_and_one_record(run: Run) -> None:
    (one, *_), (other,) = run.files("ปิดถนน"), run.files("ราคากลาง")
    assert one.sha256 == other.sha256
    assert one.capture_id != other.capture_id
    kinds = Counter[str]()
    for file in (run.home / "archive").glob("*.warc.gz"):
        with file.open("rb") as stream:
            kinds.update(one.rec_type for one in ArchiveIterator(stream))
    assert kinds["revisit"] == 1
    bodies = [
        body
        for url, body in captured(run.home, role="attachment")
        if "/files/page" not in url and url.endswith(".pdf")
    ]
    assert bodies == [letter("Kingfisher bridge works")] * 2


def test_what_is_no_file_of_the_office_is_not_asked_and_no_fault_stops_an_article(run: Run) -> None:
    assert run.canary.asked == []
    (foreign, page, closed, _) = run.files("รับสมัคร")
    assert (foreign.state, foreign.sha256) == ("refused", None)
    assert (page.text_status, closed.state) == ("page", "waiting")
    assert run.report["articles"]["added"] == 3
    assert sorted(issue["code"] for issue in run.report["issues"]) == [
        "address_refused", "attachment_page", "blocked", "missing", "too_large",
    ]  # fmt: skip


def test_an_old_office_file_is_kept_counted_and_told_with_what_to_do(run: Run) -> None:
    *_, old = run.files("รับสมัคร")
    assert (old.state, old.text_status, old.label) == ("archived", "old_format", "old.doc")
    assert "save it as docx" in (old.reason or "")
    assert run.report["files"] == {"nan:text": 2, "nan:page": 1, "nan:old_format": 1}
    (latest,) = (run.home / "runs").iterdir()
    assert "รุ่นก่อนปี 2007" in (latest / "report.th.md").read_text(encoding="utf-8")


def test_an_article_is_found_by_the_words_of_its_attachment(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    for query in ("Kingfisher", '"bridge works"', "ราคากลาง Kingfisher"):
        found = said(capsys, "search", query, "--copies", "--home", str(run.home))
        titles = {hit["headline"] for hit in found["hits"]}
        assert "ประกาศราคากลาง" in titles, query
    found = said(capsys, "search", "Kingfisher", "--copies", "--home", str(run.home))
    assert {hit["headline"] for hit in found["hits"]} == {"ปิดถนนหน้าตลาด", "ประกาศราคากลาง"}
    assert all("<mark>Kingfisher</mark>" in hit["snippet"] for hit in found["hits"])
    left = said(capsys, "search", "ปิดถนน -Kingfisher", "--copies", "--home", str(run.home))
    assert {hit["headline"] for hit in left["hits"]} <= {"รับสมัครงาน"}


def test_show_and_the_page_of_an_item_say_what_is_attached(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    (file,) = run.files("ราคากลาง")
    shown = said(capsys, "show", file.article_id, "--home", str(run.home))
    assert shown["article"]["text_status"] == "attachment_only"
    assert shown["attachment_text"].strip() == "Kingfisher bridge works"
    assert shown["attachments"][0]["sha256"] == file.sha256
    assert call(["show", file.article_id, "--home", str(run.home)]) == 0
    assert "attachment: 2.pdf (archived, application/pdf" in capsys.readouterr().out
    store = open_store(run.home)
    with store.read() as connection:
        known = look_up(connection, file.article_id)
    store.close()
    assert known is not None
    assert known.files.replace("\u200b", "").strip() == "Kingfisher bridge works"


def office(folder: Path, site: Site, *more: str) -> Path:
    return registry(folder / "rows", row("nan", site.url(), VIA_HTML, *more))


def many(site: Site) -> list[str]:
    """An office whose article names many files, each of its own bytes."""
    names = [f"/files/{number}.pdf" for number in range(FILES)]
    site.pages |= {"/": list_page("/a"), "/a": article("แบบแปลน", *names)}
    site.pages |= {name: Reply(b"%PDF-1.4 " + name.encode() * 200, headers=(PDF,)) for name in names}
    return names


def test_a_day_s_files_are_bounded_and_the_rest_waits(home: Path, tmp_path: Path) -> None:
    """One that only refining found on another host is none of them."""
    with serving() as site:
        many(site)
        foreign = "http://elsewhere.invalid/a.pdf"
        found = {"article_id": "x", "position": 0, "source_id": "nan", "url": foreign, "address": foreign}
        store = open_store(home)
        with store.write() as connection:
            connection.execute(insert(fetching.attachments).values(**found))
        store.close()
        rows = office(tmp_path, site, "budget = { files = 5 }")
        first = crawl(home, rows, allow=[site.address])
        second = crawl(home, rows, allow=[site.address])
        asked = [path for path in site.paths() if path.startswith("/files/")]
    assert len(asked) == len(set(asked)) == 5
    assert codes(first) == codes(second) == ["budget"]


def test_no_file_is_lost_or_kept_twice_by_kills(home: Path, tmp_path: Path) -> None:
    chance = random.Random(20261125)
    with serving() as site:
        names = many(site)
        rows = office(tmp_path, site)
        home.mkdir()
        kills = 0
        while True:
            child = begun(home, rows, allow=[site.address])
            if kills == 3:
                child.wait(PATIENCE)
                break
            with site.held_from(len(site.asked) + 4 + chance.randrange(FILES // 3)) as reached:
                assert reached_or_ended(child, reached)
                child.signal(SIGKILL)
                child.wait(PATIENCE)
            kills += 1
        asked = Counter(path for path in site.paths() if path.startswith("/files/"))
    assert kills == 3
    assert set(asked) == set(names)
    assert sum(asked.values()) - len(asked) <= 8 * kills
    kept = Counter(url.removeprefix(site.url("")) for url, _ in captured(home, role="attachment"))
    assert kept == dict.fromkeys(names, 1)
