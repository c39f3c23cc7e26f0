"""The next page of a WebForms list as the form that its pager would post.

A pager's link is ``javascript:__doPostBack('ctl00$grid','Page$2')``. What a browser would post is the form's
hidden fields (``__VIEWSTATE`` among them), its filled fields, and target and argument of the link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from bs4 import Tag

from pipelines.families.paging import in_calendar, number_in, unlinked
from pipelines.page import Page
from pipelines.records import Form

LARGEST = 512 * 1024
"""Bytes of a form; a list with a view state beyond that is not paged. Real ones are 5 to 100 KB."""
_POSTBACK = re.compile(
    r"__doPostBack\(\s{0,3}['\"]([^'\"]{1,300})['\"]\s{0,3},\s{0,3}['\"]([^'\"]{0,300})['\"]"
)
_GRID = re.compile(r"Page\$(\d{1,5})$")
_FILLED = ("hidden", "text")
_MOST_LINKS = 500


@dataclass(frozen=True, slots=True)
class _Link:
    """A pager's link: which page, and what it posts."""

    number: int
    tag: Tag
    target: str
    argument: str


def next_page(page: Page) -> tuple[Form, ...]:
    """The page behind the one shown, as a tuple of one form or none."""
    links = {link.number: link for link in _pager(page)}
    if not links:
        return ()
    number = (_shown(next(iter(links.values())).tag) or unlinked(dict.fromkeys(links, ""))) + 1
    link = links.get(number)
    form = link.tag.find_parent("form") if link else None
    if link is None or form is None:
        return ()
    fields = dict(_fields(form)) | {"__EVENTTARGET": link.target, "__EVENTARGUMENT": link.argument}
    url = page.absolute(str(form.get("action") or "")) or page.url
    body = urlencode(fields)
    if len(body) > LARGEST:
        return ()
    return (Form(url=url.partition("#")[0], name=f"page-{number}", body=body),)


def _pager(page: Page) -> Iterator[_Link]:
    for anchor in page.soup.find_all("a", href=_POSTBACK, limit=_MOST_LINKS):
        found = _POSTBACK.search(str(anchor["href"]))
        grid = _GRID.match(found[2]) if found else None
        number = int(grid[1]) if grid else number_in(anchor)
        if found and number and not in_calendar(anchor):
            yield _Link(number, anchor, found[1], found[2])


def _shown(link: Tag) -> int | None:
    """The number that stands among a pager's links without being one."""
    pager = link.find_parent(["tr", "ul", "div", "span", "td"])
    for tag in pager.find_all(["span", "b", "strong", "td"], limit=60) if pager else ():
        text = tag.get_text().strip()
        if tag.find("a") is None and tag.find_parent("a") is None and text.isascii() and text.isdigit():
            return int(text[:5])
    return None


def _fields(form: Tag) -> Iterator[tuple[str, str]]:
    for tag in form.find_all("input"):
        name, kind = tag.get("name"), str(tag.get("type") or "text").lower()
        if isinstance(name, str) and name and kind in _FILLED:
            yield name, str(tag.get("value") or "")
    for tag in form.find_all("select"):
        name = tag.get("name")
        chosen = tag.find("option", selected=True) or tag.find("option")
        if isinstance(name, str) and isinstance(chosen, Tag):
            yield name, str(chosen.get("value") or "")
