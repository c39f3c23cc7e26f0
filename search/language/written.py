"""A query's tree as JSON and back, for manifests: a grammar may change, what was asked must not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from pipelines.errors import ConfigError
from search.language import tree
from search.language.tree import Node

_KINDS: Mapping[str, type[Any]] = {
    "part": tree.Part,
    "quoted": tree.Quoted,
    "proximity": tree.Proximity,
    "beginning": tree.Beginning,
    "field": tree.FieldIs,
    "collection": tree.InCollection,
    "title": tree.TitleHas,
    "published": tree.PublishedIn,
    "everything": tree.Everything,
    "not": tree.Not,
    "and": tree.And,
    "or": tree.Or,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_INNER = ("inner", "nodes")
"""Fields that hold nodes."""
DEEPEST = 100
"""Nodes inside each other: five times what the grammar lets a person type."""


def encode(node: Node) -> dict[str, Any]:
    """A node as a JSON object: its kind under ``node``, and its fields."""
    return {"node": _NAMES[type(node)]} | {
        field.name: _plain(getattr(node, field.name)) for field in fields(node)
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return encode(value) if type(value) in _NAMES else value


def decode(value: Any, *, depth: int = 0) -> Node:
    """The reverse of :func:`encode`.

    Raises:
        ConfigError: it is no tree of this version.
    """
    kind = _KINDS.get(value.get("node", "")) if isinstance(value, Mapping) else None
    if kind is None or depth > DEEPEST:
        raise ConfigError(f"not a node of a query: {str(value)[:80]}", cure="use the manifest as it was made")
    names = {field.name for field in fields(kind)}
    if set(value) - {"node"} != names:
        raise ConfigError(
            f"a node {value['node']!r} has the fields {', '.join(sorted(names))}",
            cure="use the manifest as it was made",
        )
    made: Node = kind(**{name: _read(name, value[name], depth + 1) for name in names})
    return made


def _read(name: str, value: Any, depth: int) -> Any:
    if name not in _INNER:
        return tuple(value) if isinstance(value, list) else value
    if isinstance(value, Sequence):
        return tuple(decode(one, depth=depth) for one in value)
    return decode(value, depth=depth)
