"""The page of what was collected in a real Chromium: no sideways scrolling, accessible in both schemes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.search.web.visit_samples import visited_store
from tests.web.accessibility import assert_accessible, assert_fits, opened, opened_for_axe
from tests.web.conftest import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PATHS = ("/coverage", "/coverage?province=TH-81&lang=en", "/coverage?from=2026-09-01&to=2026-11-20")


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app on visited offices."""
    with served(tmp_path_factory.mktemp("visited"), visited_store) as address:
        yield address


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark"), (1280, "light")])
def test_the_page_is_accessible_and_fits(browser: Browser, visited: str, width: int, scheme: Any) -> None:
    with opened_for_axe(browser, visited, width, scheme) as page:
        for path in PATHS:
            page.goto(visited + path)
            assert_fits(page, path, width)
            assert_accessible(page, path)


def test_it_works_without_scripts(browser: Browser, visited: str) -> None:
    with opened(browser, visited, java_script_enabled=False) as page:
        page.goto(f"{visited}/coverage?from=2026-11-11&to=2026-11-20&lang=en")
        page.locator("select[name=province]").select_option("TH-81")
        page.get_by_role("button", name="Show").click()
        assert "province=TH-81" in page.url
        assert page.get_by_role("heading", name="Days that are missing").is_visible()
