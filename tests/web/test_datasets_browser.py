"""Exports, datasets and the API's documents in Chromium: without JavaScript, accessible, narrow, dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.search.web.office_samples import web_store
from tests.web.accessibility import assert_accessible, assert_fits, opened, opened_for_axe
from tests.web.conftest import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a home of its own: a dataset is made in it."""
    with served(tmp_path_factory.mktemp("datasets"), web_store) as found:
        yield found


@pytest.fixture(scope="module")
def dataset(browser: Browser, address: str) -> str:
    """The address of a dataset that a reader made with the form, without JavaScript."""
    with opened(browser, address, java_script_enabled=False, viewport={"width": 390, "height": 800}) as page:
        page.goto(f"{address}/?q=น้ำท่วม")
        page.get_by_role("link", name="ส่งออก", exact=True).click()
        page.get_by_label("ชื่อชุดข้อมูล").fill("น้ำท่วมในตัวอย่าง")
        page.get_by_role("button", name="สร้างชุดข้อมูล").click()
        assert page.locator("h1").inner_text() == "น้ำท่วมในตัวอย่าง"
        return page.url.removeprefix(address)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_accessible_and_narrow(browser: Browser, address: str, dataset: str, width: int, scheme: Any) -> None:
    paths = ("/export?q=น้ำ&lang=en", "/datasets", dataset, f"{dataset}/drift", "/docs/api?lang=th")
    with opened_for_axe(browser, address, width, scheme) as page:
        for path in paths:
            page.goto(address + path)
            assert_accessible(page, path)
            assert_fits(page, path, width)


def test_a_file_is_saved(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}/export?q=น้ำ")
        with page.expect_download() as saving:
            page.get_by_role("link", name="RIS สำหรับ Zotero, EndNote").click()
        assert saving.value.suggested_filename == "khaosan-export.ris"
