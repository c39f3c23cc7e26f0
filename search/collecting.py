"""``collection:NAME`` in a query: its offices or articles as they are when it is asked.

The members go into the tree, so a dataset's manifest keeps what was asked though the collection changes.
"""

from __future__ import annotations

from sqlalchemy import Connection

from pipelines.errors import QueryError
from pipelines.store import collections
from pipelines.store.database import Store
from search.language.tree import And, FieldIs, InCollection, Node, Not, Or, leaves

FIELD = "collection"
_FIELD_OF = {"offices": "source", "articles": "id"}


def resolved(store: Store, node: Node, text: str) -> Node:
    """Put the members of collections into a tree.

    Raises:
        QueryError: there is no collection of a name; the position is that in ``text``.
    """
    if not any(isinstance(leaf, FieldIs) and leaf.field == FIELD for leaf in leaves(node)):
        return node
    with store.read() as connection:
        return _resolved(connection, node, text)


def _resolved(connection: Connection, node: Node, text: str) -> Node:
    match node:
        case And(nodes, typed):
            return And(tuple(_resolved(connection, one, text) for one in nodes), typed)
        case Or(nodes):
            return Or(tuple(_resolved(connection, one, text) for one in nodes))
        case Not(inner):
            return Not(_resolved(connection, inner, text))
        case FieldIs("collection", name):
            return _members(connection, name, text)
        case _:
            return node


def _members(connection: Connection, name: str, text: str) -> InCollection:
    found = collections.get(connection, name)
    if found is None:
        raise QueryError(
            f"there is no collection {name!r}", f"ไม่มีชุดรวมชื่อ {name!r}", position=max(text.find(name), 0)
        )
    ids = tuple(one.id for one in collections.members(connection, name))
    return InCollection(name, _FIELD_OF[found.kind], ids)
