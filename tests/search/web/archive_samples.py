"""A store whose items were captured: a hostile page, an interface's answer, a file. Our own writing."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from pipelines.archive import Archive, Response
from pipelines.records import Article, Role
from pipelines.store import captures, revisions, sources
from pipelines.store.articles import Segmented
from pipelines.store.database import Store, open_store
from pipelines.store.stories import set_story
from pipelines.text.segment import ANALYSIS_VERSION, segmented
from tests.search.web.office_samples import NOW, OFFICES, made

PAYLOADS = (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines()
PHONE = "081-234-5678"
PAGE = (
    "<html><head><title>{title}</title><link rel=stylesheet href=/x.css></head><body onload=fetch('/ran')>"
    "<h1>{title}</h1><p>ติดต่อ โทร 08<b>1</b>-234-5678</p><a href=/next>ต่อไป</a>"
    "<img src=/pixel.gif alt=ภาพ>{rest}</body></html>"
)
HOSTILE = PAGE.format(
    title="หน้าเว็บตัวอย่าง",
    rest="".join(f"<div>{payload}</div>" for payload in PAYLOADS)
    + "<style>body{background:url(/styled)}</style><video src=/played poster=/seen autoplay></video>"
    "<meta http-equiv=refresh content='0;url=/moved'><svg><image href=/drawn /></svg>"
    "<base href=//evil.example/>",
)


def archive_of(home: Path) -> Archive:
    """The archive of a home."""
    return Archive(home / "archive")


def captured_store(home: Path) -> Store:
    """Items 100 (a hostile page, two versions), 101 (in an answer of several), 102 (a list), 103 (a file)."""
    store = open_store(home)
    with store.write() as connection:
        sources.sync(connection, OFFICES, now=NOW)
    posts = [
        {"id": 101, "title": {"rendered": "รายการของเรา"}, "content": {"rendered": f"<p>โทร {PHONE}</p>"}},
        {"id": 999, "title": {"rendered": "รายการอื่น"}},
    ]
    text = "text/html; charset=utf-8"
    first = made(0, 0, "2026-11-01", "news", "หน้าเว็บตัวอย่าง", "ข้อความรุ่นแรก งบประมาณ 100 บาท")
    _put(store, home, first, PAGE.format(title="รุ่นแรก", rest="").encode(), text, "article")
    later = replace(first, article_body="ข้อความรุ่นแรก งบประมาณ 900 บาท", captured_at=NOW)
    _put(store, home, later, HOSTILE.encode(), text, "article")
    some = [made(n, 0, "2026-11-02", "news", f"รายการที่ {n}", f"ข้อความที่ {n}") for n in (1, 2, 3)]
    _put(store, home, some[0], json.dumps(posts).encode(), "application/json", "listing")
    _put(store, home, some[1], PAGE.format(title="หน้ารวม", rest="").encode(), text, "listing")
    _put(store, home, some[2], b"%PDF-1.7 x", "application/pdf", "article")
    return store


def _put(store: Store, home: Path, one: Article, body: bytes, media_type: str, role: Role) -> None:
    answer = Response(
        source_id=one.source,
        role=role,
        requested_url=one.url,
        url=one.url,
        status=200,
        headers=(("Content-Type", media_type),),
        body=body,
        fetched_at=one.captured_at or NOW,
    )
    with archive_of(home).writer() as writer:
        capture = writer.response(answer)
        writer.sync()
    assert capture.sha256 == sha256(body).hexdigest()
    words = Segmented(
        headline=segmented(one.headline), body=segmented(one.article_body), analysis=ANALYSIS_VERSION
    )
    with store.write() as connection:
        kept = captures.add(connection, capture)
        revisions.put(connection, one, words, capture_id=kept.id, rule="div.entry", now=NOW)
        set_story(connection, one.id, f"story-{one.id}", None, now=NOW)
