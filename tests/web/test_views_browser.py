"""Views of a question in Chromium: accessible, narrow, dark, without JavaScript; no hostile text runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, expect

from tests.search.web.hostile_samples import WORD, hostile_store
from tests.search.web.visit_samples import visited_store
from tests.web.accessibility import assert_accessible, assert_fits, opened, opened_for_axe
from tests.web.conftest import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PATHS = (
    "/?q=น้ำท่วม&province=TH-81",
    "/kwic?q=น้ำ",
    "/compare?q=น้ำ&q2=กระบี่&q3=ลำไย&q4=อบจ.",
    "/words?q=น้ำท่วม",
    "/time?q=น้ำ&share=1",
    "/map?q=น้ำ&share=1",
    "/by-office?q=น้ำ",
    "/build?q=(ก OR ข) (ค OR ง)",
    '/compare?q=น้ำ&q2="',
)
CUT = """() => {
  const wrong = [];
  let lines = 0;
  for (const set of document.querySelectorAll('.set')) {
    const walk = document.createTreeWalker(set, NodeFilter.SHOW_TEXT);
    let last = null;
    while (walk.nextNode()) {
      const node = walk.currentNode;
      for (let at = 0; at < node.length; at++) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getClientRects()[0];
        if (!box || !box.width) continue;
        if (last !== null && box.top > last + 12) {
          lines += 1;
          if (at > 0 && !/\\s/.test(node.data[at - 1])) wrong.push(node.data.slice(at - 12, at + 8));
        }
        last = box.top;
      }
    }
  }
  return [lines, wrong];
}"""
"""Lines that begin inside a text node: breaks are offered between nodes (``<wbr>``), or after spaces."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app on offices that were visited, and missed, on some days."""
    with served(tmp_path_factory.mktemp("views"), visited_store) as found:
        yield found


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark"), (1280, "light")])
def test_views_are_accessible_and_fit(browser: Browser, address: str, width: int, scheme: Any) -> None:
    with opened_for_axe(browser, address, width, scheme) as page:
        for path in PATHS:
            page.goto(address + path)
            assert_fits(page, path, width)
            assert_accessible(page, path)


@pytest.mark.parametrize("width", [320, 500, 1280])
def test_lines_end_at_words_alone(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, viewport={"width": width, "height": 800}) as page:
        counted = []
        for path in ("/", "/item/krabi-pao:100", "/item/surin-tao:108"):
            page.goto(address + path)
            lines, wrong = page.evaluate(CUT)
            assert wrong == []
            counted.append(lines)
        assert sum(counted) > 10


def test_form_and_comparison_without_javascript(browser: Browser, address: str) -> None:
    with opened(browser, address, java_script_enabled=False, locale="en-GB") as page:
        page.goto(f"{address}/?q=น้ำ")
        page.get_by_role("link", name="Build with a form").click()
        page.get_by_label("None of these").fill("ซ้อม")
        page.get_by_role("button", name="Search").click()
        assert page.locator("#q").input_value() == "น้ำ -ซ้อม"
        page.get_by_role("link", name="Compare", exact=True).click()
        page.locator("#q2").fill("กระบี่")
        page.get_by_role("button", name="Search").click()
        assert page.locator("table.regions").is_visible()
        assert "q2=" in page.url


def test_query_is_echoed_while_it_is_typed(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto(address)
        page.locator("#q").press_sequentially("อบจ.กระบี่")
        expect(page.locator("#echo")).to_contain_text("องค์การบริหารส่วนจังหวัด")
        page.locator("#q").fill('"')
        expect(page.locator("#echo")).to_have_class(re.compile("echo-wrong"))


def test_pictures_are_links_without_javascript(browser: Browser, address: str) -> None:
    with opened(browser, address, java_script_enabled=False) as page:
        page.goto(f"{address}/map?q=น้ำท่วม")
        page.locator("[data-province='TH-81']").click()
        page.wait_for_url("**province=TH-81*")
        assert page.locator(".chip").count() == 1


def test_pictures_narrow_where_one_points(browser: Browser, address: str) -> None:
    with opened(browser, address, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{address}/?q=น้ำท่วม&interval=year")
        page.locator(".chart [data-key='2020']").click()
        page.wait_for_url("**from=2020*")
        assert page.locator(".chip").count() == 1
        page.locator("[data-province='TH-81']").click()
        page.wait_for_url("**province=TH-81*")
        assert page.locator(".chip").count() == 2


def test_keys_walk_places_in_context(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        page.goto(f"{address}/kwic?q=น้ำท่วม")
        page.keyboard.press("j")
        page.keyboard.press("o")
        page.wait_for_url("**/item/**")


def test_no_hostile_text_runs_even_without_the_policy(browser: Browser, tmp_path_factory: Any) -> None:
    """The policy is switched off here: escaping alone must hold."""
    with served(tmp_path_factory.mktemp("hostile"), hostile_store) as place:
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        ran: list[str] = []

        def seen(dialog: Dialog) -> None:
            ran.append(page.url)
            dialog.dismiss()

        page.on("dialog", seen)
        hosts: set[str] = set()
        page.on("request", lambda one: hosts.add(one.url.split("/")[2]))
        views = (
            f"/?q={WORD}&copies=1",
            f"/kwic?q={WORD}&copies=1",
            f"/words?q={WORD}",
            "/by-office",
            "/offices",
        )
        for path in views:
            page.goto(place + path)
            page.mouse.move(400, 400)
        links: list[str] = []
        for number in range(1, 5):
            page.goto(f"{place}/?q={WORD}&copies=1&page={number}")
            links += page.locator("[data-hit]").evaluate_all("all => all.map(one => one.href)")
        assert len(links) > 60
        for link in links[::6]:
            page.goto(link)
        context.close()
        assert ran == []
        assert hosts == {place.removeprefix("http://")}
