"""What a query names and only the store knows: collections, offices; and districts.

The members of ``collection:NAME`` as they are when it is asked go into the tree, so a dataset's manifest
keeps what was asked though the collection changes. An office or district that does not exist is an error: it
would find nothing, as if nobody wrote of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from pipelines.errors import QueryError
from pipelines.store import collections, sources
from pipelines.store.database import Store
from search import known
from search.language.tree import And, FieldIs, InCollection, Node, Not, Or, leaves

FIELD = "collection"
NAMED = (FIELD, "source", "amphoe")
"""Fields whose values are looked up."""
_FIELD_OF = {"offices": "source", "articles": "id"}


def resolved(store: Store, node: Node, text: str) -> Node:
    """Put what is named into a tree: members of collections, offices and districts by their ids.

    Raises:
        QueryError: there is none of a name; the position is that in ``text``.
    """
    if not any(isinstance(leaf, FieldIs) and leaf.field in NAMED for leaf in leaves(node)):
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
        case FieldIs("source", value):
            offices = sources.names(connection)
            return _named("source", value, offices, text, "office", "หน่วยงาน")
        case FieldIs("amphoe", value):
            return _named("amphoe", value, known.amphoes(), text, "district", "อำเภอ")
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


def _named(field: str, value: str, values: Mapping[str, str], text: str, en: str, th: str) -> Node:
    """A value as the index holds it: an id, or the ids of a name."""
    found = known.ids_of(values, value)
    if found:
        nodes = tuple(FieldIs(field, one) for one in found)
        return nodes[0] if len(nodes) == 1 else Or(nodes)
    near = [f"{one} ({values[one]})" for one in known.nearest(values, value)]
    raise QueryError(
        f"there is no {en} {value!r}" + (f"; did you mean {' or '.join(near)}?" if near else ""),
        f"ไม่มี{th} {value!r}" + (f" หมายถึง {' หรือ '.join(near)} ใช่หรือไม่" if near else ""),
        position=max(text.find(value), 0),
    )
