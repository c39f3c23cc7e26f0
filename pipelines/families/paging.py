"""Where a list goes on: by relation, by word, or by the numbers of a pager."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bs4 import Tag

from pipelines import urls
from pipelines.families.reading import hrefs
from pipelines.page import Page
from pipelines.tree import classes

RELATION = (
    "link[rel~=next][href]",
    "a[rel~=next][href]",
    ".pagination .next a[href]",
    "li.pager__item--next a[href]",
    "li.pager-next a[href]",
)
WORDS = frozenset(("ถัดไป", "หน้าถัดไป", "หน้าต่อไป", "next", "next page", "next ›", "ถัดไป ›", "ถัดไป »", "›", "»"))
"""What a pager's link forward says, small letters; ``»»`` and ``สุดท้าย`` lead to the end and are not here."""
_CALENDAR = re.compile(r"calendar|datepicker", re.IGNORECASE)
_PAGE_AT_END = re.compile(r"(?:/page)?/\d{1,6}/?$|/$")
_MOST_ANCHORS = 3000
_LAST_NUMBER = 99_999


def following(page: Page, *selectors: str) -> tuple[str, ...]:
    """The next list page on the same host, as a tuple of one or none.

    Numbers in a calendar are days, not pages: following those never ends.
    """
    found = hrefs(page, *(selectors or RELATION)) or (() if selectors else _by_word(page) or _by_number(page))
    return tuple(url for url in found if urls.host(url) == urls.host(page.url))


def _by_word(page: Page) -> tuple[str, ...]:
    for anchor in page.soup.find_all("a", href=True, limit=_MOST_ANCHORS):
        if anchor.get_text().strip().lower() in WORDS and not in_calendar(anchor):
            url = _other(page, anchor)
            if url and _same_list(page.url, url):
                return (url,)
    return ()


def _by_number(page: Page) -> tuple[str, ...]:
    """The link that bears the number behind the current page's, which itself is often no link."""
    numbered: dict[int, str] = {}
    own = page.url.partition("#")[0]
    current = 0
    for anchor in page.soup.find_all("a", href=True, limit=_MOST_ANCHORS):
        number = number_in(anchor)
        url = page.absolute(str(anchor["href"])) if number else None
        if number and url and _same_list(page.url, url) and not in_calendar(anchor):
            current = number if url.partition("#")[0] == own else current
            numbered.setdefault(number, url.partition("#")[0])
    if len(numbered) - (current in numbered) < 1:
        return ()
    url = numbered.get((current or unlinked(numbered)) + 1)
    return (url,) if url and url != own else ()


def number_in(anchor: Tag) -> int | None:
    """The number that is a link's whole text."""
    text = anchor.get_text().strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= _LAST_NUMBER else None


def unlinked(numbers: dict[int, str]) -> int:
    """The current page among a pager's numbers: the one that is missing.

    ``2 3 4`` is shown on page 1, ``1 3 4`` on 2, ``1 2 3`` on 4.
    """
    shown = sorted(numbers)
    gap = next((number for number in range(shown[0], shown[-1]) if number not in numbers), None)
    if gap is not None:
        return gap
    return shown[-1] + 1 if shown[0] == 1 else shown[0] - 1


def in_calendar(tag: Tag) -> bool:
    """Say whether a tag stands in a calendar, by class or id around it."""
    return any(
        _CALENDAR.search(" ".join([*classes(parent), str(parent.get("id") or "")]))
        for parent in [tag, *tag.find_parents(limit=8)]
    )


def _other(page: Page, anchor: Tag) -> str | None:
    url = page.absolute(str(anchor["href"]))
    url = url.partition("#")[0] if url else None
    return url if url != page.url.partition("#")[0] else None


def _same_list(one: str, other: str) -> bool:
    """Say whether two addresses are pages of one list: they differ in the query or in a number at the end."""
    ours, theirs = urlsplit(one), urlsplit(other)
    stems = {_PAGE_AT_END.sub("", parts.path) for parts in (ours, theirs)}
    return urls.host(one) == urls.host(other) and len(stems) == 1
