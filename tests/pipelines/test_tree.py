"""The tree of a page against Beautiful Soup's own, and selectors against Soup Sieve's own search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

from pipelines import tree_builder
from pipelines.selectors import select, select_one
from pipelines.tree import parse
from pipelines.tree_builder import Builder

PIECES = (
    "<p>", "</p>", "<p/>", "<div class='a  b' id=x rel='x y' accesskey='k l'>", "</div>", "</div></div>",
    "ข่าว", " ", " \n ", "\t", "<pre> \n ", "</pre>", "<textarea> ", "</textarea>",
    "<script> 1<2 </script>", "<style>", "</style>", "<template> ", "</template>", "<!-- -->", "<!---->",
    "<!-- x -->", "<?php x ?>", "<![CDATA[ x ]]>", "</html>", "<html class=c>", "<body class=d>", "<head>",
    "</body>", "<table>", "<tr>", "<td headers='x y'>", "</td>", "<a rel='x y' href='' xml:lang=th {u}v=1>",
    "</a>", "<svg xmlns='http://www.w3.org/2000/svg'>", "<o:p>", "</o:p>", "<rt>ก", "<rp>(", "&nbsp;",
    "&#0;", "&amp", "<meta charset=x>", "<br/>", "<br>", "</br>", "<img class=b>", "</img>",
    "<meta http-equiv=Content-Type content='text/html; charset=tis-620'>", "<!DOCTYPE html PUBLIC 'a' 'b'>",
    "<!DOCTYPE html>", "<noscript>", "</noscript>", "<select><option>", "<form accept-charset='a b'>",
    "</form>", "<", " <3 ", "<title> </title>", "<frameset>", "<plaintext>", "\x01", "<x y='' z>", "<h1>",
    "<h2 class=a>", "</h1>",
)  # fmt: skip
"""Tags that open, close, nest and break in every way a builder asks about; own writing."""
SELECTORS = (
    "*", "p", "h1, h2", "P.a", ".a", ".a.b", "#x", "[href]", "[HREF]", "a[rel=x]", "div p", "div > p",
    "p + p", "p ~ a", ":not(p)", "a:not([href])", "div:has(a)", ":is(h1, .b) *", "td:empty",
    "p:first-child", ".none, h2", ".none p", "body", "[class]", "div .b, .d", "img, br",
)  # fmt: skip
PAGES = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
REPRODUCED = Path(__file__).resolve().parents[1] / "pages"
LINKS = ("parent", "previous_element", "next_element", "previous_sibling", "next_sibling")
STORED = sorted(set(vars(BeautifulSoup("<p>", "lxml").find("p"))) - {*LINKS, "contents"})
"""What Beautiful Soup stores of a tag besides."""


def order_of(soup: BeautifulSoup) -> list[Any]:
    """All nodes of a tree as they are nested, each before what is in it."""
    found, waiting = list[Any](), list[Any]([soup])
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += reversed(node.contents) if isinstance(node, Tag) else []
    return found


def facts(soup: BeautifulSoup) -> list[Any]:
    """All that a tree says of each node: its links, and what Beautiful Soup itself stores of a tag."""
    nodes = order_of(soup)
    places = {id(node): place for place, node in enumerate(nodes)}
    return [
        ([places.get(id(getattr(node, link))) for link in LINKS], stated(node, node is soup))
        for node in nodes
    ]


def stated(node: Any, is_top: bool) -> Any:
    if not isinstance(node, Tag):
        return type(node), str(node), node.hidden
    if is_top:
        return node.name
    kinds = [(type(key), type(value)) for key, value in node.attrs.items()]
    return [getattr(node, name) for name in STORED], type(node.attrs), kinds


@given(PAGES)
def test_a_tree_is_beautiful_soups_own_node_for_node(html: str) -> None:
    assert facts(BeautifulSoup(f"<i>{html}", builder=Builder)) == facts(BeautifulSoup(f"<i>{html}", "lxml"))


def test_pages_of_every_family_make_the_same_tree() -> None:
    pages = [path.read_bytes().decode(errors="replace") for path in sorted(REPRODUCED.rglob("*.html"))]
    assert len(pages) > 20
    for html in pages:
        assert facts(BeautifulSoup(html, builder=Builder)) == facts(BeautifulSoup(html, "lxml"))


@given(PAGES, st.sampled_from(SELECTORS), st.integers(0, 30), st.integers(0, 3))
def test_a_selector_finds_what_soup_sieve_finds(html: str, selector: str, at: int, limit: int) -> None:
    soup = parse(f"<i>{html}")
    tags = [soup, *soup.find_all(True)]
    node = tags[at % len(tags)]
    assert list(map(id, select(node, selector, limit=limit))) == list(
        map(id, node.select(selector, limit=limit))
    )
    assert select_one(node, selector) is node.select_one(selector)


def test_a_page_with_more_attributes_than_are_noted_is_searched_as_ever() -> None:
    many = " ".join(f"c{number}" for number in range(tree_builder.MOST_NOTED))
    soup = parse(f"<p class='{many}'>ก</p><p class=late id=one>ข</p>")
    assert [tag.get_text() for tag in select(soup, ".late, .c7")] == ["ก", "ข"]
    assert select_one(soup, "#one[class]") is soup.find(id="one")


def test_a_page_that_was_edited_by_another_builder_is_searched_as_ever() -> None:
    soup = BeautifulSoup("<div><p class=a>ก</p></div>", "lxml")
    soup.append(soup.new_tag("p", attrs={"class": "a"}))
    assert len(select(soup, "p.a")) == 2
