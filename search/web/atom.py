"""An Atom feed (RFC 4287) of what a query finds: bounded, escaped by the writer, ids that stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2005/Atom"
EPOCH = "1970-01-01T00:00:00+00:00"
"""When an empty feed was changed: a feed must say."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 §2.2 has no place for, however it is escaped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A story as a feed tells it. Moments are ISO 8601 with zone."""

    key: str
    """Names the story for good: a reader shows it once."""
    title: str
    url: str
    author: str
    updated: str
    published: str | None
    summary: str
    category: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A query's feed; ``key`` names the query."""

    key: str
    title: str
    subtitle: str
    url: str
    """Of the feed."""
    page: str
    """Of the search."""
    entries: Sequence[Entry]
    language: str


def written(feed: Feed) -> str:
    """Write a feed."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    _text(root, "id", _id(feed.key))
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", max((one.updated for one in feed.entries), key=_moment, default=EPOCH))
    _text(ET.SubElement(root, "author"), "name", "Khaosan")
    _text(root, "generator", "Khaosan")
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.url})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    for one in feed.entries:
        _entry(ET.SubElement(root, "entry", {"xml:lang": one.language}), one)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _entry(made: ET.Element, one: Entry) -> None:
    _text(made, "id", _id(one.key))
    _text(made, "title", one.title)
    _text(made, "updated", one.updated)
    if one.published:
        _text(made, "published", one.published)
    _text(ET.SubElement(made, "author"), "name", one.author)
    ET.SubElement(made, "link", {"rel": "alternate", "type": "text/html", "href": one.url})
    ET.SubElement(made, "category", {"term": one.category})
    _text(made, "summary", one.summary)


def _id(key: str) -> str:
    return uuid5(NAMESPACE_URL, f"khaosan:{key}").urn


def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub("", text)
