"""What every page must pass in a real Chromium: axe, our checks for what axe misses, the window's width."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

AXE = Path(__file__).resolve().parent.parent.parent / ".cache" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """async rules =>
  (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations"""
"""Every rule is tried; what passed is not handed over: making that list took three quarters of the time."""
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
def opened(browser: Browser, address: str, *, script: Path | None = None, **options: Any) -> Iterator[Page]:
    """A page in a fresh context; any console error, blocked load or outside request fails the test."""
    context = browser.new_context(**{"locale": "th-TH", **options})
    if script:
        context.add_init_script(path=script)
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


def opened_for_axe(browser: Browser, address: str, width: int, scheme: Any) -> AbstractContextManager[Page]:
    """A page for the checker: the app's policy, which lets no foreign script in, is off there alone.

    Raises:
        AssertionError: the checker is missing.
    """
    assert AXE.exists(), "axe-core is missing: run `make services`"
    size = {"width": width, "height": 800}
    return opened(browser, address, script=AXE, bypass_csp=True, viewport=size, color_scheme=scheme)


def assert_accessible(page: Page, path: str) -> None:
    """Axe finds nothing; every field has a name, every target its size."""
    found = page.evaluate(VIOLATIONS, RULES)
    broken = [
        (path, one["id"], [node["html"][:160] + node["failureSummary"] for node in one["nodes"]])
        for one in found
    ]
    assert broken == []
    assert page.evaluate(UNNAMED) == [], path
    assert page.evaluate(TARGETS.replace("SMALLEST", str(SMALLEST))) == [], path


def assert_fits(page: Page, path: str, width: int) -> None:
    """With all that folds unfolded, nothing reaches beyond the window."""
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    reach = page.evaluate("document.documentElement.scrollWidth")
    assert reach <= width, (path, page.evaluate(TOO_WIDE))
