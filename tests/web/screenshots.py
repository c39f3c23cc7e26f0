"""Take the README's screenshots of a running app: ``python tests/web/screenshots.py URL [FOLDER]``.

Each is below 250 kB. Run it from the project's folder, on the sample offices.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser  # noqa: E402 - found beside this script

from tests.web.browser import chromium  # noqa: E402

MOST_BYTES = 250_000
QUERY = "/?q=น้ำท่วม&lang=th"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture."""

    name: str
    path: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    first_hit: bool = False
    """Open the first result of ``path`` and take that."""
    archived: bool = False
    """Go on to the page as it was captured."""


SHOTS = (
    Shot("search-desktop", QUERY, 1280, 860),
    Shot("search-dark", QUERY, 1280, 860, "dark"),
    Shot("search-phone", QUERY, 390, 844),
    Shot("item-desktop", QUERY, 1280, 1000, first_hit=True),
    Shot("item-dark", QUERY, 1280, 1000, "dark", first_hit=True),
    Shot("item-phone", QUERY, 390, 844, first_hit=True),
    Shot("search-english", "/?lang=en", 1280, 860),
    Shot("archived-desktop", QUERY, 1280, 860, first_hit=True, archived=True),
    Shot("stories-desktop", "/stories?lang=th", 1280, 860),
    Shot("people-phone", "/people?lang=th", 390, 844),
    Shot("provinces-dark", "/provinces?lang=en&sort=count", 1280, 860, "dark"),
    Shot("collections-desktop", "/collections?lang=th", 1280, 860),
    Shot("saved-phone", "/saved?lang=th", 390, 844),
)


def take(browser: Browser, url: str, shot: Shot, folder: Path) -> Path:
    """Take one picture; raise RuntimeError where it grows too large for the README."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme, locale="th-TH"
    )
    page = context.new_page()
    page.goto(urljoin(url, shot.path))
    if shot.first_hit:
        page.locator("[data-hit]").first.click()
        page.wait_for_load_state()
    if shot.archived:
        page.locator("#provenance a[href*='/archived']").click()
        page.wait_for_load_state()
    file = folder / f"{shot.name}.png"
    page.screenshot(path=file)
    context.close()
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise RuntimeError(f"{file}: {size:,} bytes; make the window smaller")
    return file


def main(url: str, folder: Path = ROOT / "docs" / "screenshots") -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for shot in SHOTS:
            print(take(browser, url, shot, folder))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python tests/web/screenshots.py URL [FOLDER]")
    main(sys.argv[1], *map(Path, sys.argv[2:]))
