"""Addresses that a site makes without end: what their shape gives away. Pure.

Endless calendars are bounded by the rule that a list page is followed only while it names something new; what
goes on naming new things is bounded here by shape, and by count.
"""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

MOST_LETTERS = 2000
"""Of an address; Thai slugs in percent-codes reach 700."""
MOST_FOLDERS = 20
MOST_REPEATS = 3
"""A folder that occurs more often is a relative link that adds itself to its own address."""
MOST_PARAMETERS = 25
MOST_WAITING = 100_000
"""Addresses of one source waiting to be fetched: the largest office measured has 20,000 posts."""


def trap(url: str) -> str:
    """Say what makes an address look like one of an endless row; empty where nothing does."""
    if len(url) > MOST_LETTERS:
        return f"its address has {len(url)} characters"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "its address cannot be read"
    folders = [folder for folder in parts.path.split("/") if folder]
    if len(folders) > MOST_FOLDERS:
        return f"its path has {len(folders)} folders"
    folder, times = Counter(folders).most_common(1)[0] if folders else ("", 0)
    if times > MOST_REPEATS:
        return f"its path repeats {folder!r} {times} times"
    if parts.query.count("&") >= MOST_PARAMETERS:
        return f"its query has {parts.query.count('&') + 1} parameters"
    return ""
