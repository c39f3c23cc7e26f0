"""The query as a tree: what searching, exporting, alerts and dataset manifests all share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Part:
    """Text between spaces: occurs as a phrase of clusters, or by all its words."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Text between quotes: occurs as it stands, with nothing expanded."""

    text: str


@dataclass(frozen=True, slots=True)
class Proximity:
    """``"a b"~n``: neighbours in the quotes occur with at most ``gap`` words between them, in any order."""

    parts: tuple[str, ...]
    gap: int


@dataclass(frozen=True, slots=True)
class Beginning:
    """``word*``: a word that begins so."""

    text: str


@dataclass(frozen=True, slots=True)
class FieldIs:
    """``field:value``; a field named by its English name, a value as the index holds it."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class InCollection:
    """``collection:NAME``: one of its offices or articles, as it was when the query was asked."""

    name: str
    field: str
    """``source`` or ``id``."""
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TitleHas:
    """``title:…``: the text occurs in the headline."""

    inner: Part | Quoted | Beginning


@dataclass(frozen=True, slots=True)
class PublishedIn:
    """``published:a..b``: first and last day as YYYYMMDD in the common era; null = open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Everything:
    """``*``: every item."""


@dataclass(frozen=True, slots=True)
class Not:
    """Does not hold."""

    inner: Node


@dataclass(frozen=True, slots=True)
class And:
    """All hold. ``typed``: AND was written, so mode ``any`` keeps it too."""

    nodes: tuple[Node, ...]
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Or:
    """At least one holds."""

    nodes: tuple[Node, ...]


Leaf: TypeAlias = (
    Part | Quoted | Proximity | Beginning | FieldIs | InCollection | TitleHas | PublishedIn | Everything
)
Node: TypeAlias = Leaf | Not | And | Or


def leaves(node: Node) -> Iterator[Leaf]:
    """All leaves, in the order typed."""
    match node:
        case And(nodes, _) | Or(nodes):
            for inner in nodes:
                yield from leaves(inner)
        case Not(inner):
            yield from leaves(inner)
        case _:
            yield node


def positive(node: Node) -> Iterator[Leaf]:
    """All leaves that are not under a Not, in the order typed."""
    match node:
        case And(nodes, _) | Or(nodes):
            for inner in nodes:
                yield from positive(inner)
        case Not():
            return
        case _:
            yield node


def words_of(node: Node) -> str:
    """The running text of a query: what it is about, without operators, fields and exclusions."""
    texts: list[str] = []
    for leaf in positive(node):
        match leaf:
            case Part(text) | Quoted(text) | Beginning(text):
                texts.append(text)
            case Proximity(parts, _):
                texts.extend(parts)
            case TitleHas(inner):
                texts.append(inner.text)
            case _:
                pass
    return " ".join(texts)
