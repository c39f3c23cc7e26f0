"""The web app in a real Chromium: narrow screens, no JavaScript, dark, keyboard, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.web.accessibility import assert_accessible, assert_fits, opened, opened_for_axe

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG = "น้ำท่วม OR " + " OR ".join(f"คำที่ไม่มี{number}" for number in range(12))
"""Its page has buttons where others have links."""
PATHS = (
    "/", "/?q=น้ำท่วม", f"/?q={LONG}&kind=news", "/item/krabi-pao:100?q=น้ำท่วม", "/offices", "/about", '/?q="',
    "/?q=zzzz", "/none",
)  # fmt: skip


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_sideways_scrolling(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, viewport={"width": width, "height": 700}) as page:
        for path in PATHS:
            page.goto(address + path)
            assert_fits(page, path, width)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark"), (1280, "light")])
@pytest.mark.parametrize("path", PATHS)
def test_accessible(browser: Browser, address: str, path: str, width: int, scheme: Any) -> None:
    with opened_for_axe(browser, address, width, scheme) as page:
        page.goto(address + path)
        assert_accessible(page, path)


def test_whole_journey_without_javascript(browser: Browser, address: str) -> None:
    with opened(browser, address, java_script_enabled=False, viewport={"width": 390, "height": 800}) as page:
        page.goto(address)
        page.get_by_role("searchbox").fill("น้ำท่วม")
        page.get_by_role("button", name="ค้นหา").click()
        assert page.locator("#count").inner_text() == "พบ 2 เรื่อง (4 รายการ)"
        page.locator(".filters > summary").click()
        page.get_by_label("กระบี่", exact=False).first.check()
        page.get_by_role("button", name="ใช้ตัวกรอง").click()
        assert page.locator("#count").inner_text() == "พบ 1 เรื่อง (3 รายการ)"
        page.locator("[data-hit]").first.click()
        assert page.locator("#provenance").is_visible()
        page.go_back()
        page.locator(".chip").first.click()
        assert page.locator("#count").inner_text() == "พบ 2 เรื่อง (4 รายการ)"
        page.get_by_role("link", name="English").click()
        assert page.locator("#count").inner_text() == "2 stories (4 items) found"


def test_a_long_question_goes_its_ways_without_javascript(browser: Browser, address: str) -> None:
    with opened(browser, address, java_script_enabled=False, viewport={"width": 390, "height": 800}) as page:
        page.goto(f"{address}/?q={LONG}&kind=news&lang=th")
        found = page.locator("#count").inner_text()
        page.get_by_role("button", name="แผนที่", exact=True).click()
        page.wait_for_url("**/map?**")
        page.get_by_role("button", name="English").click()
        page.wait_for_url("**lang=en**")
        page.locator("button.chip").click()
        page.wait_for_url(lambda url: "kind=" not in url)
        page.get_by_role("button", name="Results", exact=True).click()
        page.wait_for_url(f"{address}/?**")
        assert found.startswith("พบ")
        assert page.locator("#count").inner_text().endswith("found")
        assert not page.locator(".tabs a, .sorts a, a.option").count()


@pytest.mark.parametrize("press", [{"button": "middle"}, {"modifiers": ["Control"]}], ids=["middle", "ctrl"])
def test_a_way_of_a_long_question_opens_in_a_new_tab(browser: Browser, address: str, press: Any) -> None:
    with opened(browser, address, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{address}/?q={LONG}&kind=news&lang=en")
        with page.context.expect_page() as other:
            page.get_by_role("button", name="Over time").first.click(**press)
        other.value.wait_for_url("**/time?**kind=news**")
        assert "/time" not in page.url


def test_filters_stand_open_on_a_desktop(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport={"width": 1280, "height": 800}) as page:
        page.goto(address)
        assert page.get_by_role("button", name="ใช้ตัวกรอง").is_visible()
        assert page.locator("svg.map").is_visible()


def test_keys(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}/?q=น้ำท่วม")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.type("j/")
        assert page.locator("#q").input_value() == "j/"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        first = page.locator("[data-hit]").first
        assert first.evaluate("e => e === document.activeElement")
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        page.keyboard.press("Escape")
        first.focus()
        page.keyboard.press("o")
        page.wait_for_url("**/item/**")


def test_keys_can_be_switched_off_for_good(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto(address)
        page.keyboard.press("?")
        page.locator("#switch-keys").click()
        page.keyboard.press("Escape")
        for _ in range(2):
            page.keyboard.press("/")
            assert page.evaluate("document.activeElement.id") != "q"
            page.reload()


def test_first_tab_skips_to_the_content_and_focus_is_seen(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "q"
        style = "getComputedStyle(document.activeElement)"
        assert page.evaluate(f"{style}.outlineStyle") == "solid"


def test_dark_follows_the_system(browser: Browser, address: str) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        with opened(browser, address, color_scheme=scheme) as page:
            page.goto(address)
            grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    light, dark = ([int(part) for part in ground[4:-1].split(",")] for ground in grounds)
    assert sum(light) > 600
    assert sum(dark) < 150


def test_thai_is_set_as_it_must_be(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{address}/item/krabi-pao:100")
        style = "getComputedStyle(document.querySelector('.text p:not([class])'))"
        size = float(page.evaluate(f"{style}.fontSize")[:-2])
        assert 17 <= size <= 19
        assert float(page.evaluate(f"{style}.lineHeight")[:-2]) / size >= 1.75
        assert page.evaluate(f"{style}.letterSpacing") == "normal"
        assert page.evaluate(f"{style}.textAlign") in ("start", "left")


def test_policy_stops_a_script_that_got_in(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';
        document.body.append(s); }"""
    )
    assert page.evaluate("window.ran") is None
    context.close()
