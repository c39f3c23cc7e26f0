"""The web app in a real Chromium: narrow screens, no JavaScript, dark, keyboard, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).resolve().parent.parent.parent / ".cache" / "node_modules" / "axe-core" / "axe.min.js"
PATHS = ("/", "/?q=น้ำท่วม", "/item/krabi-pao:100?q=น้ำท่วม", "/offices", "/about", '/?q="', "/?q=zzzz", "/none")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST = 24
"""CSS pixels of a target (WCAG 2.2, 2.5.8)."""
TARGETS = """() => [...document.querySelectorAll('a, button, input, summary, select')]
  .filter(e => e.checkVisibility() && e.tabIndex >= 0 && getComputedStyle(e).position !== 'absolute')
  .map(e => ({e, box: (e.matches('input') && e.closest('label') || e).getBoundingClientRect()}))
  .filter(({e, box}) => getComputedStyle(e).display !== 'inline' && box.width > 0
    && Math.min(box.width, box.height) < SMALLEST)
  .map(({e, box}) => e.outerHTML.slice(0, 120) + ' ' + box.width + 'x' + box.height)"""
UNNAMED = """() => [...document.querySelectorAll('input:not([type=hidden])')]
  .filter(e => !e.labels.length && !e.getAttribute('aria-label')).map(e => e.outerHTML)"""
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => getComputedStyle(e).position !== 'absolute')
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 90))"""


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A page in a fresh context; any console error, blocked load or outside request fails the test."""
    context = browser.new_context(**{"locale": "th-TH", **options})
    page = context.new_page()
    complaints: list[str] = []
    hosts: set[str | None] = set()
    page.on("console", lambda one: complaints.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: complaints.append(str(one)))
    page.on("request", lambda one: hosts.add(urlsplit(one.url).hostname))
    yield page
    context.close()
    # a page that answers 400 or 404 is reported by the browser as a failed load of itself: that is meant
    unmeant = [one for one in complaints if "Failed to load resource" not in one or address not in one]
    assert [one for one in unmeant if "status of 40" not in one] == []
    assert hosts == {"127.0.0.1"}


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_sideways_scrolling(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, viewport={"width": width, "height": 700}) as page:
        for path in PATHS:
            page.goto(address + path)
            page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
            reach = page.evaluate("document.documentElement.scrollWidth")
            assert reach <= width, (path, page.evaluate(TOO_WIDE))


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark"), (1280, "light")])
@pytest.mark.parametrize("path", PATHS)
def test_accessible(browser: Browser, address: str, path: str, width: int, scheme: Any) -> None:
    assert AXE.exists(), "axe-core is missing: run `make services`"
    # a page of its own for the checker: the app's policy lets no foreign script in
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with opened(browser, address, bypass_csp=True, **options) as page:
        page.goto(address + path)
        page.add_script_tag(path=AXE)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        broken = [
            (one["id"], [node["html"][:160] + node["failureSummary"] for node in one["nodes"]])
            for one in found["violations"]
        ]
        assert broken == []
        assert page.evaluate(UNNAMED) == []
        assert page.evaluate(TARGETS.replace("SMALLEST", str(SMALLEST))) == []


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
