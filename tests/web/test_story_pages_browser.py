"""The pages of stories in a real Chromium: no sideways scrolling, accessible in both schemes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.search.web.story_samples import story_store
from tests.web.accessibility import assert_accessible, assert_fits, opened_for_axe
from tests.web.conftest import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PATHS = (
    "/item/lamphun-pr:111",
    "/item/lamphun-province:130",
    "/item/lamphun-province:121",
    "/series",
    "/about/copies",
)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app on a store of stories."""
    with served(tmp_path_factory.mktemp("stories"), story_store) as address:
        yield address


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark"), (1280, "light")])
def test_pages_of_stories_are_accessible_and_fit(
    browser: Browser, stories: str, width: int, scheme: Any
) -> None:
    with opened_for_axe(browser, stories, width, scheme) as page:
        page.goto(f"{stories}/series")
        one = page.locator("table a").first.get_attribute("href")
        for path in (*PATHS, str(one)):
            page.goto(stories + path)
            assert_fits(page, path, width)
            assert_accessible(page, path)
