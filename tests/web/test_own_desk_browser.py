"""Archived pages in a real Chromium: nothing runs, nothing is asked for; own pages are usable by all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog

from pipelines.store import collections, saved
from pipelines.store.database import Store
from search.engines import open_engine
from search.indexing import index
from search.service import Searcher
from search.web.app import create_app
from tests.search.web.archive_samples import archive_of, captured_store
from tests.search.web.office_samples import NOW, web_store
from tests.web.accessibility import assert_accessible, assert_fits, opened, opened_for_axe
from tests.web.conftest import served, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app on items whose pages are hostile."""
    home = tmp_path_factory.mktemp("captured")
    store = captured_store(home)
    engine = open_engine("tantivy", home=home)
    index(store, engine, now=NOW)
    with serving(
        create_app(store, Searcher(store, engine), clock=lambda: NOW, archive=archive_of(home))
    ) as found:
        yield found
    store.close()


def test_a_hostile_captured_page_runs_and_asks_for_nothing(browser: Browser, captured: str) -> None:
    context = browser.new_context(locale="th-TH")
    page = context.new_page()
    asked: list[str] = []
    ran: list[str] = []

    def opened_a_box(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", opened_a_box)
    page.on("console", lambda one: ran.append(one.text))
    page.on("pageerror", lambda one: ran.append(str(one)))
    address = f"{captured}/item/lamphun-pr%3A100/archived"
    page.goto(address)
    page.wait_for_timeout(500)  # what would run, runs at once or at a refresh of 0 s
    assert page.locator("main h1").count() >= 1
    assert page.url == address
    assert asked == [address]
    assert ran == []
    assert page.evaluate("location.origin") in (captured, "null")
    page.locator("header a").first.click()
    assert page.locator("#provenance").is_visible()
    context.close()


def test_the_page_is_framed_by_nothing(browser: Browser, captured: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content(f"<iframe src='{captured}/item/lamphun-pr%3A100/archived'></iframe>")
    page.wait_for_timeout(500)
    assert [one.url for one in page.frames[1:]] != [f"{captured}/item/lamphun-pr%3A100/archived"]
    context.close()


def desk_store(home: Path) -> Store:
    """The sample offices, with a collection of each kind and a saved search."""
    store = web_store(home)
    with store.write() as connection:
        collections.make(connection, "ภาคใต้", "offices", note="หน่วยงานฝั่งอันดามันและอ่าวไทย", now=NOW)
        collections.put(connection, "ภาคใต้", ["krabi-pao", "songkhla-news"], tags=["ชายฝั่ง"], now=NOW)
        collections.make(connection, "อ่านแล้ว", "articles", now=NOW)
        items = ["krabi-pao:100", "songkhla-news:101"]
        collections.put(connection, "อ่านแล้ว", items, tags=["น้ำ", "บทที่ 2"], note="ดูตาราง", now=NOW)
        saved.save(connection, "น้ำท่วม", "q=น้ำท่วม", now=NOW - timedelta(days=1))
    return store


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app on that store."""
    with served(tmp_path_factory.mktemp("desk"), desk_store) as address:
        yield address


PATHS = (
    "/offices?q=ลำพูน", "/provinces", "/people", "/stories", "/series", "/collections", "/collections/ภาคใต้",
    "/collections/อ่านแล้ว", "/saved", "/saved/น้ำท่วม", "/?q=collection:ภาคใต้", "/item/krabi-pao:100?version=1",
)  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark"), (1280, "light")])
def test_own_pages_are_accessible_and_fit(browser: Browser, desk: str, width: int, scheme: Any) -> None:
    with opened_for_axe(browser, desk, width, scheme) as page:
        for path in PATHS:
            page.goto(desk + path)
            assert_fits(page, path, width)
            assert_accessible(page, path)


def test_a_researcher_s_round_without_javascript(browser: Browser, desk: str) -> None:
    with opened(browser, desk, java_script_enabled=False, viewport={"width": 390, "height": 800}) as page:
        page.goto(f"{desk}/offices?q=กระบี่")
        page.locator("details.panel > summary").click()
        page.get_by_label("ชื่อชุดรวม").fill("กระบี่ ทั้งหมด")
        page.get_by_role("button", name="เพิ่ม").click()
        assert page.locator("h1").inner_text() == "กระบี่-ทั้งหมด"
        page.get_by_role("link", name="ค้นในชุดนี้").click()
        assert "อยู่ในชุดรวม กระบี่-ทั้งหมด (1)" in page.locator(".understood").inner_text()
        page.locator(".keep summary").click()
        page.get_by_label("ชื่อคำค้น").fill("กระบี่")
        page.get_by_role("button", name="บันทึกคำค้นนี้").click()
        assert page.url.endswith("/saved")
        row = page.locator("tbody tr").first
        assert "ไม่มีเรื่องใหม่" in row.inner_text()
        page.get_by_role("link", name="น้ำท่วม", exact=True).first.click()
        page.get_by_role("button", name="ดูแล้วทั้งหมด").click()
        assert "ใหม่ " not in page.locator("tbody").inner_text().replace("ไม่มีเรื่องใหม่", "")
