"""Files that lists link in place of a page are items; files whose bytes change are noticed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from tests.crawlers.crawling import captured, registry, row
from tests.crawlers.site import Asked, Page, Reply, Site, serving
from tests.crawlers.test_attachments import PDF, article, letter
from tests.crawlers.test_crawl import make_due
from tests.pipelines.offices import docx

VIA_HTML = 'via = ["html"]'


def listed(*rows: tuple[str, str, str]) -> str:
    """A table of titles, addresses and days, as offices announce purchases."""
    cells = "".join(
        f'<tr><td class=date>{day}</td><td><a href="{url}">{title}</a></td></tr>' for title, url, day in rows
    )
    return f"<html><body><table>{cells}</table><a href=/handbook.pdf>คู่มือประชาชน</a></body></html>"


@dataclass
class Changing:
    """A file of which the server knows a tag."""

    words: str
    conditions: list[str | None] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Reply:
        self.conditions.append(asked.headers.get("if-none-match"))
        tag = f'"{self.words}"'
        if self.conditions[-1] == tag:
            return Reply(b"", 304, (("ETag", tag),))
        return Reply(letter(self.words), headers=(PDF, ("ETag", tag)))


@dataclass
class Office:
    """One office and the command line."""

    home: Path
    rows: Path
    capsys: pytest.CaptureFixture[str]

    def said(self, *arguments: str) -> Any:
        assert call([*arguments, "--json", "--home", str(self.home)]) in (0, 1)
        return json.loads(self.capsys.readouterr().out)

    def run(self) -> None:
        self.said("run", "--registry", str(self.rows))

    def found(self, query: str) -> dict[str, Any]:
        (hit,) = self.said("search", query)["hits"]
        shown: dict[str, Any] = self.said("show", hit["id"])
        return shown


@pytest.fixture
def office(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Office:
    home.mkdir()
    return Office(home, tmp_path / "rows", capsys)


def given(office: Office, site: Site, family: str, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("KHAOSAN_ALLOW_ADDRESSES", site.address)
    rows = row("nan", site.url(), VIA_HTML, family=family)
    registry(office.rows, "\n".join(line for line in rows.split("\n") if not line.startswith("selectors")))


@pytest.mark.parametrize("family", ["generic", "legacy"])
def test_a_file_in_a_row_with_a_day_is_an_item(
    office: Office, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: dict[str, Page] = {
        "/": listed(
            ("ประกาศประกวดราคาจ้างก่อสร้างถนน", "/files/tor.pdf", "5 มกราคม 2569"),
            ("ประกาศผู้ชนะการเสนอราคา", "/files/winner.docx", "6 มกราคม 2569"),
            ("ภาพถ่ายประกาศ", "/files/scan.pdf", "7 มกราคม 2569"),
            ("ประชุมสภาเทศบาล", "/news_detail.php?No=1", "8 มกราคม 2569"),
        ),
        "/files/tor.pdf": Reply(letter("Kingfisher bridge works"), headers=(PDF,)),
        "/files/winner.docx": Reply(docx("ผู้ชนะคือห้างสมมติ"), headers=()),
        "/files/scan.pdf": Reply(letter(""), headers=(PDF,)),
        "/handbook.pdf": Reply(letter("handbook"), headers=(PDF,)),
        "/news_detail.php?No=1": article("ประชุมสภาเทศบาล"),
    }
    with serving(pages) as site:
        given(office, site, family, monkeypatch)
        office.run()
        assert "/handbook.pdf" not in site.paths()
        assert len(site.paths()) == len(set(site.paths()))
    shown = office.found("Kingfisher")
    one = shown["article"]
    assert (one["headline"], one["text_status"]) == ("ประกาศประกวดราคาจ้างก่อสร้างถนน", "attachment_only")
    assert (one["published"]["value"], one["attachments"]) == ("2026-01-05", [site.url("/files/tor.pdf")])
    assert [(file["state"], file["text_status"]) for file in shown["attachments"]] == [("archived", "text")]
    assert office.found("ห้างสมมติ")["article"]["headline"] == "ประกาศผู้ชนะการเสนอราคา"
    assert office.found("ภาพถ่ายประกาศ")["article"]["text_status"] == "image_only"
    known = office.said("source", "show", "nan", "--registry", str(office.rows))
    assert known["filled"] == {"title": 1.0, "body": 0.25, "date": 1.0}


def test_new_bytes_under_an_address_are_a_version_of_the_article(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Changing("Heron")
    listing = listed(("ประกาศ", "/news_detail.php?No=1", "8 มกราคม 2569"))
    with serving({"/": listing, "/files/1.pdf": file}) as site:
        site.pages["/news_detail.php?No=1"] = article("ประกาศ", "/files/1.pdf")
        given(office, site, "generic", monkeypatch)
        office.run()
        make_due(office.home)
        office.run()
        file.words = "Kingfisher"
        make_due(office.home)
        office.run()
        make_due(office.home)
        office.run()
    assert file.conditions == [None, '"Heron"', '"Heron"']
    assert [body for _, body in captured(office.home, role="attachment")] == [
        letter("Heron"),
        letter("Kingfisher"),
    ]
    shown = office.found("Kingfisher")
    assert shown["attachment_text"].strip() == "Kingfisher"
    assert office.said("search", "Heron")["hits"] == []
    first, second = shown["versions"]
    digest = shown["attachments"][0]["sha256"]
    assert (first["number"], second["number"], second["rule"]) == (1, 2, f"file:{digest}")
    assert office.said("reextract", "--all")["articles"].get("changed", 0) == 0
    assert len(office.found("Kingfisher")["versions"]) == 2
