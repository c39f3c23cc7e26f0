"""A captured page made inert: what people can read of it, masked; nothing runs, loads or leads away.

Nothing of the page's own markup is passed on: its tree is read, and a new page is written of a short list of
elements, three attributes, and escaped text. So what a browser would make of odd markup (mutation XSS) never
matters, and what is not on the list (scripts, styles, frames, forms' fields, SVG, media, handlers, links) is
not there. Personal numbers are masked over whole lines: tags inside a number do not hide it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from bs4.element import NavigableString, PreformattedString, Tag

from pipelines.feeds import entries
from pipelines.html_text import hidden
from pipelines.page import Page
from pipelines.privacy import mask, mask_address
from pipelines.text.characters import DISPLAY
from pipelines.tree import parse, words
from pipelines.urls import absolute

BLOCKS = words(
    "address article aside blockquote caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 "
    "h6 header li main nav ol p pre section summary table tbody tfoot thead tr ul"
)
CELLS = words("td th")
INLINE = words("a abbr b cite code em i q s small span strong sub sup u")
VOID = words("br hr")
KEPT = BLOCKS | CELLS | INLINE | VOID
"""Elements that are written; of any other one, its content alone."""
DROPPED = words(
    "script style template noscript svg math iframe frame frameset noframes object embed applet head title "
    "input button select textarea option datalist audio video source track canvas map area link meta base "
    "portal dialog xml"
)
"""Elements that go with all that is in them."""
WIDEST = 100
"""Columns or rows that a cell may span."""
_SHOWN = str.maketrans(DISPLAY)
Token = tuple[str, str]
"""``<`` and a start tag, ``>`` and the name of an end tag, or ``t`` and a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inert:
    """A page to be shown; ``html`` is a fragment of the elements in :data:`KEPT`."""

    title: str
    html: str
    whole: bool = True
    """False: the part of a feed or of an interface's answer that is the item's."""


def inert(page: Page, *, item: str = "", urls: Sequence[str] = ()) -> Inert | None:
    """Make a captured answer inert.

    Args:
        page: The answer.
        item: The family's number of the item; an answer that holds several items is cut to it.
        urls: Addresses of the item, to the same end.

    Returns:
        What can be shown; null for an answer of several items in which the item is not found.

    Raises:
        Undecodable: it is no text, or larger or deeper than any real page.
        NotAnArticle: it is a file, or empty.
    """
    match page.form:
        case "html":
            return _of_html(page)
        case "json":
            found = _post_of(page.json, item, urls)
            return (
                None if found is None else Inert(title=_line(_title(found)), html=_value(found), whole=False)
            )
        case "feed":
            return _of_feed(page, item, urls)
        case _:
            return Inert(title="", html=f"<pre>{_masked_line(page.text)}</pre>")


def fragment(html: str, base: str = "") -> str:
    """Make a piece of HTML inert; addresses of links are shown on them, made whole by ``base``."""
    tree = parse(f"<body>{html}", base)
    return "".join(_written(_tokens(tree.body or tree, base)))


def _of_html(page: Page) -> Inert:
    soup = page.soup
    title = soup.title.get_text(" ", strip=True) if isinstance(soup.title, Tag) else ""
    return Inert(title=_line(title), html="".join(_written(_tokens(soup.body or soup, page.base))))


def _of_feed(page: Page, item: str, urls: Sequence[str]) -> Inert | None:
    for one in entries(page):
        if one.url in urls or one.guid in urls or (item and one.number == item):
            html = f"<h1>{_masked_line(one.title)}</h1>{fragment(one.content or one.summary, one.url)}"
            return Inert(title=_line(one.title), html=html, whole=False)
    return None


def _post_of(answer: Any, item: str, urls: Sequence[str]) -> Any:
    """The post of an interface's answer that is the item's."""
    posts = answer if isinstance(answer, list) else [answer]
    for post in posts:
        if isinstance(post, dict) and (str(post.get("id")) == item or post.get("link") in urls):
            return post
    return None


def _title(post: dict[str, Any]) -> str:
    title = post.get("title")
    rendered = title.get("rendered") if isinstance(title, dict) else title
    return rendered if isinstance(rendered, str) else ""


def _value(value: Any, depth: int = 0) -> str:
    """A JSON value as a list of names and values; texts with tags as what they show."""
    if depth > 8:  # WordPress nests six deep
        return "…"
    if isinstance(value, dict):
        rows = (
            f"<dt>{_masked_line(str(key))}</dt><dd>{_value(one, depth + 1)}</dd>"
            for key, one in value.items()
        )
        return f"<dl>{''.join(rows)}</dl>"
    if isinstance(value, list):
        return f"<ul>{''.join(f'<li>{_value(one, depth + 1)}</li>' for one in value)}</ul>"
    if isinstance(value, str):
        return fragment(value) if "<" in value or "&" in value else _masked_line(value)
    return _masked_line(json.dumps(value))


def _tokens(root: Tag, base: str) -> Iterator[Token]:
    """The elements and texts that stay, in the order of the page; a stack instead of recursion."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        item, pre = stack.pop()
        if isinstance(item, str) and not isinstance(item, NavigableString):
            yield ">", item
        elif isinstance(item, NavigableString):
            if not isinstance(item, PreformattedString):
                yield "t", _cleaned(str(item), pre)
        elif item is root or not (item.name in DROPPED or hidden(item)):
            if item.name == "img":
                yield "t", _picture(item)
                continue
            if item.name in KEPT:
                yield "<", f"{item.name}{_attributes(item, base)}"
                if item.name not in VOID:
                    stack.append((item.name, pre))
            inside = pre or item.name == "pre"
            stack.extend(
                (one, inside) for one in reversed(item.contents) if isinstance(one, Tag | NavigableString)
            )


def _cleaned(text: str, pre: bool) -> str:
    shown = text.translate(_SHOWN)
    return shown if pre else shown.replace("\n", " ").replace("\r", " ")


def _picture(tag: Tag) -> str:
    alt = tag.get("alt")
    return f"[{alt.strip()}]" if isinstance(alt, str) and alt.strip() else "[…]"


def _attributes(tag: Tag, base: str) -> str:
    """What is kept of an element: how far a cell spans, and where a link led, to be read and not followed."""
    if tag.name in CELLS:
        spans = ((name, str(tag.get(name, ""))) for name in ("colspan", "rowspan"))
        return "".join(f' {name}="{int(value)}"' for name, value in spans if _is_span(value))
    href = tag.get("href") if tag.name == "a" else None
    url = absolute(href, base) if isinstance(href, str) else None
    return f' title="{escape(mask_address(url.translate(_SHOWN)))}"' if url else ""


def _is_span(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 4 and 0 < int(value) <= WIDEST


def _written(tokens: Iterator[Token]) -> Iterator[str]:
    """Write tokens as HTML; the texts of one line are masked together."""
    line: list[Token] = []
    for kind, value in tokens:
        if kind != "t" and _name(value) in BLOCKS | VOID:
            yield from _line_written(line)
            line = []
            yield f"<{value}>" if kind == "<" else f"</{value}>"
        else:
            line.append((kind, value))
    yield from _line_written(line)


def _line_written(line: Sequence[Token]) -> Iterator[str]:
    texts = [value if kind == "t" else " " if _name(value) in CELLS else "" for kind, value in line]
    each = [mask(text) for text in texts]
    together = mask("".join(texts))
    split = together != "".join(each)  # a number runs over tags: the line is written as one text
    for (kind, value), text in zip(line, each, strict=True):
        if kind == "t":
            yield escape(together if split else text)
            together = "" if split else together
        else:
            yield f"<{value}>" if kind == "<" else f"</{value}>"


def _name(value: str) -> str:
    return value.partition(" ")[0]


def _line(text: str) -> str:
    """A title as text: masked, on one line; it is escaped where it is shown."""
    plain = parse(f"<p>{text}").get_text(" ") if "<" in text or "&" in text else text
    return mask(" ".join(_cleaned(plain, False).split()))


def _masked_line(text: str) -> str:
    return escape(mask(text.translate(_SHOWN)))
