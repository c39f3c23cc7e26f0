"""HTML to text: paragraphs separated by newlines, and what hangs on them (attachments, images).

The walk is iterative (a page may nest 5,000 deep) and visits each node once. What people cannot see is left
out: scripts, styles, forms, and blocks hidden by style, which is where gambling links are injected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from pipelines.file_names import is_file_address
from pipelines.selectors import may_hold
from pipelines.tree import classes, words
from pipelines.urls import absolute, parameters

MOST_MEDIA = 300
"""Attachments, and images, kept of one article; a real album has under 200."""

_BLOCKS = words(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody "
    "tfoot thead tr ul"
)
_EDGES = {**dict.fromkeys(_BLOCKS, ("\n", "\n")), "br": ("\n", ""), "td": (" ", " "), "th": (" ", " ")}
"""What stands before and after a tag's text."""
_UNSEEN = words(
    "script style noscript template svg iframe object embed form button select textarea input head "
    "title canvas audio video map math"
)
_UNSEEN_CLASSES = words(
    "screen-reader-text material-icons wp-block-file__button sharedaddy jp-relatedposts yarpp "
    "addtoany_share_save_container post-navigation post-views a2a_kit fb-like "
    "heateor_sss_sharing_container visually-hidden sr-only swp_social_panel icons pager "
    "content_rating"
)
"""Share bars, view counters, related posts, icon fonts and texts for screen readers, as plugins name them."""
_HIDING = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|(?:left|top|right|text-indent)\s{0,3}:\s{0,3}-\d{3,}"
    r"|font-size\s{0,3}:\s{0,3}0(?:px|pt|em|%)?\s{0,3}(?:;|$)|opacity\s{0,3}:\s{0,3}0\s{0,3}(?:;|$)",
    re.IGNORECASE,
)
_SPACES, _GAPS = re.compile("[ \t\r\f]+"), ("  ", "\t", "\r", "\f")
_VIEWER_KEYS = ("pdf", "url", "file", "src", "doc", "document", "pdfurl")
_NO_PICTURE = re.compile(
    r"s\.w\.org/images/core/emoji|/smilies/|spacer|blank\.gif|pixel\.gif|captcha", re.IGNORECASE
)


def text_of(node: Tag, *, without: frozenset[int] = frozenset()) -> str:
    """The text of a node: one line a paragraph, ``<br>``, list item or table row; cells parted by a space.

    Args:
        node: Where the text is; it is not changed.
        without: ``id()`` of tags below it that are left out.
    """
    text = "".join(_pieces(node, without))
    if any(gap in text for gap in _GAPS):
        text = _SPACES.sub(" ", text)
    return "\n".join(filter(None, map(str.strip, text.split("\n"))))


def visible(tag: Tag) -> bool:
    """False for a tag whose text no reader sees."""
    if tag.name in _UNSEEN:
        return False
    return not tag.attrs or (not hidden(tag) and _UNSEEN_CLASSES.isdisjoint(classes(tag)))


def hidden(tag: Tag) -> bool:
    """True for a tag that its own attributes keep from the eye."""
    style = tag.get("style")
    return "hidden" in tag.attrs or (isinstance(style, str) and _HIDING.search(style) is not None)


def attachments_of(node: Tag, base: str) -> tuple[str, ...]:
    """Files that a node links to or shows in a viewer, absolute, in order, each once."""
    found: dict[str, None] = {}
    for tag in _seen_tags(node, ("a", "iframe", "object", "embed"), unseen=True):
        for value in (tag.get("href"), tag.get("src"), tag.get("data"), tag.get("data-src")):
            url = _file(value, base) if isinstance(value, str) else None
            if url and len(found) < MOST_MEDIA:
                found[url] = None
    return tuple(found)


def images_of(node: Tag, base: str) -> tuple[str, ...]:
    """Pictures of a node, absolute, in order, each once; not emoji, spacers and ``data:`` ones."""
    found: dict[str, None] = {}
    for tag in _seen_tags(node, ("img",)):
        url = _picture(tag, base)
        if url and len(found) < MOST_MEDIA:
            found[url] = None
    return tuple(found)


def _pieces(node: Tag, without: frozenset[int]) -> Iterator[str]:
    """Strings and newlines in document order; a stack instead of recursion.

    In ``<pre>`` line ends count, elsewhere only those between blocks.
    """
    stack: list[PageElement | str | None] = [node]
    verbatim = 0
    """How many ``<pre>`` are open."""
    while stack:
        item = stack.pop()
        if isinstance(item, Tag):
            if item is not node and (id(item) in without or not visible(item)):
                continue
            if (edges := _EDGES.get(item.name)) is not None:
                yield edges[0]
                stack.append(edges[1])
            if item.name == "pre":
                verbatim += 1
                stack.append(None)
            stack += item.contents[::-1]
        elif isinstance(item, NavigableString):
            if not isinstance(item, PreformattedString):
                yield str(item) if verbatim else item.replace("\n", " ")
        elif isinstance(item, str):
            yield item
        else:
            verbatim -= 1


def _seen_tags(node: Tag, names: tuple[str, ...], *, unseen: bool = False) -> Iterator[Tag]:
    """Tags of those names, in order, outside hidden blocks."""
    stack: list[Tag] = [node] if node.name in names or may_hold(node, names) else []
    while stack:
        tag = stack.pop()
        if tag is not node and not visible(tag) and not (unseen and tag.name in names):
            continue
        if tag.name in names:
            yield tag
        stack.extend(child for child in reversed(tag.contents) if isinstance(child, Tag))


def _file(value: str, base: str) -> str | None:
    """The file that an address is, or that a viewer's address names in its query."""
    url = absolute(value, base)
    if url is None:
        return None
    if is_file_address(url):
        return url.partition("#")[0]
    query = url.partition("?")[2].partition("#")[0]
    for name, inner in parameters(query):
        target = absolute(unquote(inner) if "%3A" in inner.upper() else inner, base)
        if name in _VIEWER_KEYS and target and is_file_address(target):
            return target
    return None


def _picture(tag: Tag, base: str) -> str | None:
    size = (tag.get("width"), tag.get("height"))
    if "1" in size or "0" in size:
        return None
    for name in ("data-src", "data-lazy-src", "data-original", "src"):
        value = tag.get(name)
        if isinstance(value, str) and not value.startswith("data:"):
            url = absolute(value, base)
            return url if url and not _NO_PICTURE.search(url) else None
    return None
