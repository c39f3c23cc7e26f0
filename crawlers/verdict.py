"""Which state a finding gives an office. Pure.

``live`` (it names items), ``quiet`` (fewer than its row expects), ``broken`` (nothing readable), ``blocked``
(it refuses us), ``moved`` (it leads elsewhere), ``closed-by-policy`` (robots.txt), ``needs-browser`` (scripts
build the page), ``gone`` (no host of that name), ``disabled`` (by its row), ``unverified`` (never seen).
"""

from __future__ import annotations

import re

from pipelines.errors import PageError
from pipelines.page import Page

STATES = {
    "": "live",
    "blocked": "blocked",
    "off_site": "moved",
    "moved": "moved",
    "robots_disallowed": "closed-by-policy",
    "needs_browser": "needs-browser",
    "dns": "gone",
}
"""By code of :mod:`crawlers.failures`; any other code is ``broken``."""
UNCERTAIN = frozenset({"timeout", "robots_unreachable", "throttled", "truncated", "busy"})
"""Mishaps of a day: they leave the state as it was. So does an address that another process is asking."""
LASTING = frozenset({"dns", "off_site"})
"""Mishaps that say something when they last: a host without an address for days is gone, and one that leads
elsewhere for days, though by a redirect 'for now', has moved."""
OFFLINE = "offline"
"""The code for several names of which none had an address: that is our own network, and says nothing."""
LEAST_TEXT = 200
"""Letters of text; the shells of script-built sites have under 100, an office's barest page over 400."""
_SPACE = re.compile(r"\s+")
_UNSEEN = ("script", "style", "title", "noscript", "[document]")


def state_of(code: str) -> str:
    """The state for a code; empty where the code says nothing of the office."""
    return "" if code in UNCERTAIN else STATES.get(code, "broken")


def needs_browser(page: Page) -> bool:
    """Say whether a page is a shell: scripts, and hardly any text or link without them."""
    try:
        soup = page.soup
    except PageError:
        return False
    if page.form != "html" or soup.find("script") is None or len(soup.find_all("a", href=True)) > 2:
        return False
    words = "".join(
        str(text) for text in soup.find_all(string=True) if text.parent and text.parent.name not in _UNSEEN
    )
    return len(_SPACE.sub("", words)) < LEAST_TEXT
