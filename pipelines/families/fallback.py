"""Find the main text of a page of unknown make: trafilatura, with its measured losses repaired.

It drops a lead that stands as bare text beside ``<p>`` (11 of 16 pages pasted from Word) and repeated
paragraphs (extract §traps 1, 2). So bare text is wrapped first, and what it found is used to choose a node of
the page; the text is then that node's own, with nothing lost inside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import cast

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from pipelines.html_text import text_of, visible
from pipelines.page import Page

_PARENTS = ("div", "td", "section", "article", "blockquote", "span", "font", "center", "li", "body", "main")
_INLINE = frozenset(("a", "b", "i", "u", "em", "strong", "span", "font", "small", "sub", "sup", "mark", "br"))
_FURNITURE_TAGS = frozenset(("nav", "header", "footer", "aside", "form"))
_FURNITURE_MARKS = frozenset(
    (
        *(
            ".menu",
            ".nav",
            ".navbar",
            ".sidebar",
            ".breadcrumb",
            ".copyright",
            ".footer",
            "#footer",
            "#header",
        ),
        *(".share", ".social", ".vote", ".comments", "#comments", ".related", ".widget", ".views"),
    )
)
"""Classes and ids, written as CSS does."""
_LEAST_LEAD = 20
"""Letters that make a string worth comparing; menus have fewer."""
_NEARLY_ALL = 0.9
"""Share of the found text that its node must hold; the rest may be a teaser elsewhere on the page."""
_MOST_FOUND, _MOST_STRINGS = 200_000, 3_000
"""Characters and strings that are compared: enough for any article, and a bound for hostile pages."""


def main_text(page: Page, headline: str) -> tuple[Tag, str]:
    """The smallest node that holds what trafilatura takes for the text, and that node's text.

    Empty text where there is none; the node is then the whole body.
    """
    import trafilatura

    tree = _wrapped(page)
    found = trafilatura.extract(
        str(tree), favor_precision=True, include_comments=False, include_tables=True, deduplicate=False
    )
    body = page.soup.body or page.soup
    if not found:
        return body, ""
    node = _holder(body, found)
    skip = frozenset(id(tag) for tag in node.find_all(True) if _is_furniture(tag))
    lines = text_of(node, without=skip).split("\n")
    return node, "\n".join(line for line in lines if _bare(line) != _bare(headline))


def _wrapped(page: Page) -> BeautifulSoup:
    """A copy of the page without its furniture, bare text beside paragraphs wrapped in ``<p>``."""
    from bs4 import BeautifulSoup as Soup

    tree = Soup(page.text, "lxml")
    for tag in tree.find_all(True):
        hidden = tag.name not in ("head", "title") and not visible(tag)
        if hidden or _is_furniture(tag):
            tag.extract()
    for parent in tree.find_all(_PARENTS):
        if any(isinstance(child, Tag) and child.name in ("p", "br", "div") for child in parent.contents):
            _wrap(tree, parent)
    return tree


def _is_furniture(tag: Tag) -> bool:
    """Tell menus, heads and feet. Looking the names up is ten times the speed of one long CSS selector."""
    if tag.name in _FURNITURE_TAGS or tag.get("role") == "navigation":
        return True
    names = tag.get_attribute_list("class")
    return f"#{tag.get('id')}" in _FURNITURE_MARKS or any(f".{name}" in _FURNITURE_MARKS for name in names)


def _wrap(tree: BeautifulSoup, parent: Tag) -> None:
    """Wrap each run of bare strings and inline tags of a block in a paragraph of its own."""
    run: list[Tag | NavigableString] = []
    for child in [*parent.contents, None]:
        if isinstance(child, Tag | NavigableString) and _is_bare(child):
            run.append(child)
            continue
        if any(isinstance(part, NavigableString) and _letters(part) >= _LEAST_LEAD for part in run):
            paragraph = tree.new_tag("p")
            run[0].insert_before(paragraph)
            for part in run:
                paragraph.append(part.extract())
        run = []


def _is_bare(child: Tag | NavigableString) -> bool:
    if isinstance(child, PreformattedString):
        return False
    if isinstance(child, NavigableString):
        return True
    return (
        isinstance(child, Tag)
        and child.name in _INLINE
        and child.name != "br"
        and child.find(["p", "div"]) is None
    )


def _holder(body: Tag, found: str) -> Tag:
    """The deepest node that holds nearly all of the page's strings that the found text is made of."""
    text = _bare(found[:_MOST_FOUND])
    weights: Counter[int] = Counter()
    for string in islice(_long_strings(body), _MOST_STRINGS):
        bare = _bare(string)
        if bare in text:
            weights[id(body)] += len(bare)
            for parent in takewhile(lambda tag: tag is not body, string.parents):
                weights[id(parent)] += len(bare)
    node, least = body, _NEARLY_ALL * weights[id(body)]
    while weights[id(body)]:
        child = next((c for c in node.contents if isinstance(c, Tag) and weights[id(c)] >= least), None)
        if child is None or child.name in _INLINE or child.name == "p":
            return node
        node = child
    return node


def _long_strings(body: Tag) -> Iterator[NavigableString]:
    for node in body.descendants:
        text = isinstance(node, NavigableString) and not isinstance(node, PreformattedString)
        if text and _letters(str(node)) >= _LEAST_LEAD:
            yield cast(NavigableString, node)


def _bare(text: str) -> str:
    return "".join(text.split())


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in text)
