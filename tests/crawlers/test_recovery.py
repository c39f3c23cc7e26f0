"""What a killed crawl left in the archive is finished by the next one, whatever it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawlers import frontier, waiting
from crawlers.recorder import recover
from crawlers.visit import Found
from pipelines.archive import Archive, Response
from pipelines.records import Role, Source
from pipelines.store import captures
from pipelines.store.database import Store, open_store

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
SITE = "https://nan.example"
LIST = f"{SITE}/?rest_route=/wp/v2/posts"
NAN = Source(
    id="nan", name="น่าน", province="TH-55", office="municipality", family="wordpress", start=(f"{SITE}/",)
)
TEXT = "เทศบาลตัวอย่างขอแจ้งกำหนดการปิดปรับปรุงถนนหน้าตลาดสดเพื่อวางท่อระบายน้ำใหม่ " * 3


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = open_store(home)
    yield opened
    opened.close()


def response(url: str, role: Role, body: bytes, content_type: str) -> Response:
    return Response(
        source_id="nan", role=role, requested_url=url, url=url, status=200,
        headers=(("Content-Type", content_type),), body=body, fetched_at=NOW,
    )  # fmt: skip


def due(store: Store, url: str, role: Role) -> None:
    with store.write() as connection:
        found = Found(url=url, fetch_url=url, role=role, door="rest" if role == "listing" else None)
        frontier.add(connection, "nan", [found], now=NOW)


def post(picture: str, text: str = f"<p>{TEXT}</p>") -> dict[str, object]:
    """A post as WordPress' REST interface gives it; the text is our own."""
    return {
        "id": 7, "link": f"{SITE}/archives/7", "date_gmt": "2026-11-20T03:00:00",
        "title": {"rendered": "ปิดถนน \ud83d"}, "content": {"rendered": text},
        "_embedded": {"wp:featuredmedia": [{"source_url": picture}]},
    }  # fmt: skip


@pytest.mark.parametrize("picture", [f"{SITE}/\ud800.jpg", "https://nan.example:99999/a.jpg", "https://[::1"])
@pytest.mark.parametrize("text", [f"<p>{TEXT}</p>", ""])
def test_no_address_in_an_answer_stops_the_next_crawl(
    store: Store, home: Path, picture: str, text: str
) -> None:
    due(store, LIST, "listing")
    body = json.dumps([post(picture, text), {**post(""), "id": 8, "link": f"{SITE}/archives/8"}]).encode()
    with Archive(home / "archive").writer(now=lambda: NOW) as writer:
        writer.response(response(LIST, "listing", body, "application/json"))
    assert recover(store, home / "archive", {"nan": NAN}, now=NOW) == (1, [])
    with store.read() as connection:
        asked = waiting.find(connection, "nan", LIST)
        named = waiting.find(connection, "nan", f"{SITE}/archives/8")
    assert asked is not None
    assert asked.last_status == 200
    assert named is not None


def test_a_repeat_is_finished_though_its_bytes_lie_elsewhere(store: Store, home: Path) -> None:
    archive, second = Archive(home / "archive"), f"{SITE}/files/b.pdf"
    due(store, second, "attachment")
    with archive.writer(now=lambda: NOW) as writer:
        first = writer.response(response(f"{SITE}/files/a.pdf", "attachment", b"%PDF-1.4", "application/pdf"))
    with store.write() as connection:
        captures.add(connection, first)
    with archive.writer(now=lambda: NOW) as writer:
        writer.again(response(second, "attachment", b"%PDF-1.4", "application/pdf"), first)
    archive.path(first.warc_file).unlink()  # as when it has been shipped
    assert recover(store, home / "archive", {"nan": NAN}, now=NOW) == (1, [])
    with store.read() as connection:
        asked = waiting.find(connection, "nan", second)
    assert asked is not None
    assert asked.last_status == 200
