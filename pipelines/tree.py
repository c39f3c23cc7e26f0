"""A page's tree: built only where its tags are no more, and nest no deeper, than any real page's. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bs4 import BeautifulSoup, Tag

from pipelines.errors import Undecodable
from pipelines.tree_builder import Builder

MAX_DEPTH = 5000
"""Tags open at once: beyond it lxml cuts silently and tree walks take minutes; real pages have under 60."""


def words(text: str) -> frozenset[str]:
    """A set of words, written as a reader would."""
    return frozenset(text.split())


MAX_TAGS = 15_000
"""Start and end tags. A real page has under 5,000; each costs some 70 µs in the generic family: a page at the
limit is read in about a second, one of 60,000 links not at all."""
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_CLOSED_BY_THEMSELVES = words(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option tr td th "
    "thead tbody tfoot colgroup rp rt optgroup html head body"
)
"""HTML lets these stay open; 10,000 paragraphs without an end are flat, not deep."""


def parse(html: str, url: str = "") -> BeautifulSoup:
    """Parse a page or a fragment with lxml.

    Raises:
        Undecodable: more than :data:`MAX_TAGS` tags, or more than :data:`MAX_DEPTH` open at once.
    """
    # Where so few brackets open, no tags nest deeper: counting one letter is 30 times cheaper.
    tags, deepest = measure(html) if html.count("<") > min(MAX_TAGS, MAX_DEPTH) else (0, 0)
    if tags > MAX_TAGS or deepest > MAX_DEPTH:
        raise Undecodable(
            f"{tags} tags, {deepest} open at once: more than any real page ({MAX_TAGS}, {MAX_DEPTH})",
            url=url,
            cure="look at the bytes in the archive",
        )
    # A fragment without any tag would be taken for a file name and warned about.
    return BeautifulSoup(html if "<" in html else f"<p>{html}</p>", builder=Builder)


def named(soup: BeautifulSoup) -> Mapping[str, Sequence[Tag]]:
    """The tags of a page that :func:`parse` made, by name, in its order; none may have been moved since."""
    assert isinstance(soup.builder, Builder)
    return soup.builder.named


def measure(html: str) -> tuple[int, int]:
    """Count the tags, and the most that are open at once, in one pass without a parser."""
    tags = deepest = now = 0
    for found in TAG.finditer(html):
        tags += 1
        if found[2].lower() in _CLOSED_BY_THEMSELVES:
            continue
        now = max(0, now - 1) if found[1] else now + 1
        deepest = max(deepest, now)
    return tags, deepest


def classes(tag: Tag) -> list[str]:
    """The classes of a tag."""
    value = tag.get("class")
    return value if isinstance(value, list) else (value or "").split()
