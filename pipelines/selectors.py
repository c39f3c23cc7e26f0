"""CSS selectors, tried only on the tags of a page that have what they name.

A family tries many selectors of which a page answers few, and to find nothing Soup Sieve looks at every tag.
Where what is was noted when the page was parsed (:class:`~pipelines.tree_builder.Builder`), so a selector is
tried on the tags that its last part names, or on none. Pages that are edited are searched as ever.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

import soupsieve
from bs4 import BeautifulSoup, Tag
from soupsieve.css_match import CSSMatch
from soupsieve.css_types import Selector, SelectorNull

from pipelines.tree_builder import Builder, Node

_PLACE = attrgetter("place")
_Names = tuple[tuple[str, str], ...]
"""What a compound names: ``("classes", "date")``; each is a list of the builder's."""


class _Alternative(NamedTuple):
    """One of the selectors that a comma parts."""

    last: _Names
    """What its last compound, the one that is found, names."""
    all: _Names
    plain: bool
    """Whether it is one name of a tag, a class or an id, so that all it may find it finds."""


def select(node: Tag, selector: str, *, limit: int = 0) -> list[Tag]:
    """The tags below a node that a selector finds, in their order, at most ``limit`` (0: all)."""
    candidates = _candidates(node, selector)
    if candidates is None:
        return list(node.select(selector, limit=limit))
    if not candidates or all(one.plain for one in _alternatives(selector)):
        return list(candidates[: limit or None])
    match = CSSMatch(soupsieve.compile(selector).selectors, node, None, 0).match
    return list(islice(filter(match, candidates), limit or None))


def select_one(node: Tag, selector: str) -> Tag | None:
    """The first tag below a node that a selector finds."""
    return next(iter(select(node, selector, limit=1)), None)


def may_hold(node: Tag, names: Iterable[str]) -> bool:
    """Whether tags of some names may stand below a node."""
    top, index = _page(node)
    if index is None:
        return True
    found = [index.named[name] for name in names if name in index.named]
    return any(node is top or _below(node, tags) for tags in found)


def _page(node: Tag) -> tuple[Tag, Builder | None]:
    """The tag around all others of a page, and what was noted when it was parsed, if it was."""
    top = node
    while top.parent is not None:
        top = top.parent
    index = top.builder if isinstance(top, BeautifulSoup) else None
    return top, index if isinstance(index, Builder) else None


def _candidates(node: Tag, selector: str) -> list[Node] | None:
    """The tags below a node that a selector may find, in their order; None where it may find any."""
    top, index = _page(node)
    if index is None or not index.whole:
        return None
    found: dict[int, Node] = {}
    for one in _alternatives(selector):
        if any(name not in getattr(index, kind) for kind, name in one.all):
            continue
        if not one.last:
            return None
        tags = min((getattr(index, kind)[name] for kind, name in one.last), key=len)
        found |= {tag.place: tag for tag in (tags if node is top else _below(node, tags))}
    return [found[place] for place in sorted(found)]


def _below(node: Tag, tags: list[Node]) -> list[Node]:
    """Those of a list in the page's order that are in a node; a page of many rows is asked row by row."""
    assert isinstance(node, Node)
    begin = bisect_right(tags, node.place, key=_PLACE)
    return tags[begin : bisect_right(tags, _last(node), lo=begin, key=_PLACE)] if begin < len(tags) else []


def _last(node: Node) -> int:
    """The place of the last tag in a node, of the node itself where there is none."""
    while True:
        inner = next((child for child in reversed(node.contents) if isinstance(child, Node)), None)
        if inner is None:
            return node.place
        node = inner


@lru_cache(maxsize=1024)
def _alternatives(selector: str) -> tuple[_Alternative, ...]:
    return tuple(
        _Alternative(
            _names(one), tuple(name for part in _parts(one) for name in _names(part)), _is_plain(one)
        )
        for one in soupsieve.compile(selector).selectors
    )


def _is_plain(one: Selector | SelectorNull) -> bool:
    if isinstance(one, SelectorNull) or (one.tag and one.tag.prefix is not None):
        return False
    more = (one.attributes, one.nth, one.selectors, one.relation, one.contains, one.lang, one.flags)
    return len(_names(one)) == 1 and not any(more)


def _names(part: Selector | SelectorNull) -> _Names:
    """What a compound names; not what stands in brackets (``:not()``, ``:is()``)."""
    if isinstance(part, SelectorNull):
        return ()
    tag = [("named", part.tag.name.lower())] if part.tag and part.tag.name not in ("*", "") else []
    attributes = (("attributes", one.attribute.lower()) for one in part.attributes)
    return (
        *(("ids", name) for name in part.ids),
        *(("classes", name) for name in part.classes),
        *attributes,
        *tag,
    )


def _parts(selector: Selector | SelectorNull) -> Iterator[Selector]:
    """A compound and those that must be met before it."""
    if isinstance(selector, Selector):
        yield selector
        for one in selector.relation:
            yield from _parts(one)
