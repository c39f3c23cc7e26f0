"""Pages as trees, for the tests."""

from __future__ import annotations

from collections import Counter

from lxml import html

from tests.search.web.asking_app import Client

FREE = {"wbr", "mark"}
"""Elements whose number depends on the text."""


def tree(text: str) -> html.HtmlElement:
    """Parse a page."""
    return html.document_fromstring(text)


def page(client: Client, address: str, status: int = 200) -> html.HtmlElement:
    """Get a page and parse it."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:300]
    return tree(answer.text)


def said(root: html.HtmlElement, xpath: str) -> str:
    """The text of the first element found: its pieces apart by single spaces."""
    found = root.xpath(xpath)
    assert found, xpath
    return " ".join(" ".join(found[0].itertext()).split()).replace(" ,", ",")


def elements(root: html.HtmlElement) -> Counter[str]:
    """How often each element occurs, and each attribute of each."""
    counted: Counter[str] = Counter()
    for one in root.iter():
        if isinstance(one.tag, str) and one.tag not in FREE:
            counted[one.tag] += 1
            counted.update(f"{one.tag}@{name}" for name in one.attrib)
    return counted
