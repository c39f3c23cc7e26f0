"""Build Beautiful Soup's tree from what lxml tells of a page, in half the time of its own builder.

That one asks of every tag and string what only XML, filters and edited trees need: namespaces, copies of the
attributes, links mended up to the root. Here each node is linked once, as it comes. The tree is the same,
node for node and link for link: it is searched and edited as any other.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder, ParserRejectedMarkup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import (
    AttributeValueList,
    Comment,
    Doctype,
    NamespacedAttribute,
    NavigableString,
    ProcessingInstruction,
    XMLAttributeDict,
)
from lxml import etree

_LISTS = HTMLTreeBuilder.DEFAULT_CDATA_LIST_ATTRIBUTES
_LISTS_OF_ALL = _LISTS["*"]
_VOID = frozenset(HTMLTreeBuilder.DEFAULT_EMPTY_ELEMENT_TAGS or ())
_VERBATIM = HTMLTreeBuilder.DEFAULT_PRESERVE_WHITESPACE_TAGS
_STRINGS = HTMLTreeBuilder.DEFAULT_STRING_CONTAINERS
_OF_NOTE = frozenset({*_VOID, *_VERBATIM, *_STRINGS})
_SPACES = BeautifulSoup.ASCII_SPACES
_new_tag, _new_string = Tag.__new__, str.__new__
Tags = defaultdict[str, list["Node"]]
_NAMESPACES = LXMLTreeBuilder.DEFAULT_NSMAPS
_PREFIXES = LXMLTreeBuilder.DEFAULT_NSMAPS_INVERTED


MOST_NOTED = 100_000
"""Attributes and classes that are noted of a page; the largest real page has some 10,000."""


class Node(Tag):
    """A tag of a parsed page; what nearly all tags have in common is held by the class."""

    place: int
    """How many tags of the page begin before it."""
    parser_class = BeautifulSoup
    namespace = prefix = sourceline = sourcepos = None
    known_xml = hidden = can_be_empty_element = False
    attribute_value_list_class = AttributeValueList
    cdata_list_attributes = _LISTS
    preserve_whitespace_tags = _VERBATIM
    interesting_string_types = Tag.MAIN_CONTENT_STRING_TYPES
    _namespaces = _NAMESPACES


class Builder(LXMLTreeBuilder):
    """The builder for lxml's HTML parser, with another way to build; it notes where what is while it builds.

    Attributes:
        named: The page's tags by name, in its order.
        attributes: The same by the names of attributes.
        classes: The same by class.
        ids: The same by id.
        whole: False where a page has more than :data:`MOST_NOTED` of these: the rest is not noted.
    """

    def reset(self) -> None:
        """Begin a page."""
        self.named: Tags = defaultdict(list)
        self.attributes: Tags = defaultdict(list)
        self.classes: Tags = defaultdict(list)
        self.ids: Tags = defaultdict(list)
        self.whole = True

    def feed(self, markup: Any) -> None:
        """Parse a page into ``self.soup``."""
        assert self.soup is not None
        # What fails in the middle of a page, or is stopped there, is not asked again.
        parser, told = _SPARE.__dict__.pop("pair", None) or _pair()
        told.begin(self, self.soup)
        try:
            parser.feed(markup)
            parser.close()
        except (UnicodeDecodeError, LookupError, etree.ParserError) as error:
            raise ParserRejectedMarkup(error) from error
        told.flush()
        told.begin(None, None)
        _SPARE.pair = (parser, told)


_SPARE = threading.local()
"""A parser of this thread and its target, kept for the next page: to make one is a tenth of that work."""


def _pair() -> tuple[Any, _Told]:
    told: Any = _Told()
    return etree.HTMLParser(target=told, recover=True), told


class _Told:
    """The target of lxml's parser: it is told of tags and texts in their order, page after page.

    A page has hundreds of both, so what is done for each is written out where it is done.
    """

    def __init__(self) -> None:
        self._text: list[str] = []
        self.data = self._text.append

    def begin(self, builder: Builder | None, soup: BeautifulSoup | None) -> None:
        """Begin a page; with None, forget the one before."""
        self._builder: Any = builder
        self._named: Any = builder and builder.named
        self._count, self._noted = -1, 0
        self._open: list[Any] = [soup]
        self._last: Any = None
        self._text.clear()
        self._verbatim: list[int] = []
        """How deep the open tags lie that keep their spaces."""
        self._special: list[tuple[int, type[NavigableString]]] = []
        """How deep the open tags lie whose strings are of a class of their own."""

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        """Append a tag, and open it."""
        if self._text:
            self.flush()
        tag: Any = _new_tag(Node)
        tag.name = name
        tag.contents = []
        self._count = tag.place = self._count + 1
        tag.parent = parent = self._open[-1]
        self._link(tag, parent.contents)
        self._named[name].append(tag)
        if attributes:
            self._prepare(tag, name, attributes)
        else:  # where there are none lxml gives a mapping that is slow to copy
            tag.attrs = XMLAttributeDict()
        if name in _OF_NOTE:
            self._heed(tag, name)
        self._open.append(tag)

    def end(self, name: str) -> None:
        """Close the innermost open tag of that name with all that is open in it."""
        if self._text:
            self.flush()
        at = len(self._open) - 1
        while at and self._open[at].name != name:
            at -= 1
        if not at:
            return
        del self._open[at:]
        while self._verbatim and self._verbatim[-1] >= at:
            self._verbatim.pop()
        while self._special and self._special[-1][0] >= at:
            self._special.pop()

    def comment(self, text: str) -> None:
        """Append a comment."""
        self._lone(text, Comment)

    def pi(self, target: str, data: str | None = None) -> None:
        """Append a processing instruction."""
        self._lone(f"{target} {data or ''}", ProcessingInstruction)

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Append the document type."""
        self._lone(Doctype._string_for_name_and_ids(name, public, system), Doctype)

    def close(self) -> None:
        """Do nothing: lxml wants to call it."""

    def flush(self, kind: type[NavigableString] | None = None) -> None:
        """Append the text that was told since the last tag; of spaces alone, one is kept."""
        pieces = self._text
        if not pieces:
            return
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        if text[:1] <= " " and not self._verbatim and not text.strip(_SPACES):
            text = "\n" if "\n" in text else " "
        if kind is None:
            kind = self._special[-1][1] if self._special else NavigableString
        string: Any = _new_string(kind, text)
        string.hidden = False
        string.parent = parent = self._open[-1]
        self._link(string, parent.contents)

    def _lone(self, text: str, kind: type[NavigableString]) -> None:
        self.flush()
        self._text.append(text)
        self.flush(kind)

    def _link(self, node: Any, siblings: list[Any]) -> None:
        """Link a node behind all that was told before it."""
        node.previous_element = last = self._last
        node.next_element = node.next_sibling = None
        if siblings:
            node.previous_sibling = before = siblings[-1]
            before.next_sibling = node
        else:
            node.previous_sibling = None
        if last is not None:
            last.next_element = node
        siblings.append(node)
        self._last = node

    def _heed(self, tag: Node, name: str) -> None:
        """Mark a tag that is empty, keeps its spaces, or has strings of a class of their own."""
        if name in _VOID:
            tag.can_be_empty_element = True
        elif name in _VERBATIM:
            self._verbatim.append(len(self._open))
        else:
            tag.interesting_string_types = {_STRINGS[name]}
            self._special.append((len(self._open), _STRINGS[name]))

    def _prepare(self, tag: Node, name: str, attributes: dict[str, Any]) -> None:
        """Part the attributes that are lists of words; name those of a namespace as Beautiful Soup does."""
        lists = _LISTS.get(name, ())
        for key in tuple(attributes):
            if key in _LISTS_OF_ALL or key in lists:
                attributes[key] = AttributeValueList(attributes[key].split())
            elif key.startswith("{") and "}" in key:
                space, local = key[1:].split("}", 1)
                attributes[NamespacedAttribute(_PREFIXES.get(space), local, space)] = attributes.pop(key)
        tag.attrs = XMLAttributeDict(attributes)
        self._note(tag, attributes)
        if name == "meta":
            self._builder.set_up_substitutions(tag)

    def _note(self, tag: Node, attributes: dict[str, Any]) -> None:
        """Note where attributes, classes and ids are."""
        builder, names = self._builder, attributes.get("class", ())
        self._noted += len(attributes) + len(names)
        if self._noted > MOST_NOTED:
            builder.whole = False
            return
        noted = builder.attributes
        for key in attributes:
            noted[key].append(tag)
        if names:
            noted = builder.classes
            for word in names if len(names) == 1 else dict.fromkeys(names):
                noted[word].append(tag)
        if "id" in attributes:
            builder.ids[attributes["id"]].append(tag)
