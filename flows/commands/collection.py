"""``khaosan collection``: sets of offices to search within, and of articles with tags and notes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from flows.commands.common import COMMON, Common

Kind = Literal["offices", "articles"]


def list_(*, common: Common = COMMON) -> int:
    """List the collections."""
    from flows.output import emit_lines
    from flows.workspace import workspace
    from pipelines.store import collections

    with workspace(common.settings) as space, space.store.read() as connection:
        every = collections.every(connection)
    emit_lines(
        every, json=common.json, text=lambda one: f"{one.name}  {one.members} {one.kind}  {one.note}".rstrip()
    )
    return 0


def show(name: str, *, common: Common = COMMON) -> int:
    """Show the members of a collection with their tags and notes.

    Args:
        name: Of the collection.
    """
    from flows.output import emit_lines
    from flows.workspace import workspace
    from pipelines.store import collections

    with workspace(common.settings) as space, space.store.read() as connection:
        collections.must(connection, name)
        members = collections.members(connection, name)
    emit_lines(
        members,
        json=common.json,
        text=lambda one: "  ".join(filter(None, (one.id, " ".join(f"#{tag}" for tag in one.tags), one.note))),
    )
    return 0


def add(
    name: str,
    *ids: str,
    kind: Kind = "articles",
    tag: Annotated[tuple[str, ...] | None, Parameter(negative="")] = None,
    note: str | None = None,
    common: Common = COMMON,
) -> int:
    """Add offices or articles to a collection; it is made where there is none.

    Args:
        name: Letters, digits, ``-`` and ``_``; search within it by ``collection:NAME``.
        ids: Of articles (as ``khaosan search`` shows them), or of offices (``khaosan source list``).
        kind: Of what a new collection is: articles or offices.
        tag: Kept with each; may be repeated.
        note: Kept with each; without ids, with the collection.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.store import collections

    with workspace(common.settings) as space, space.store.write() as connection:
        made = collections.named(name)
        found = collections.get(connection, made)
        if found is None or (note is not None and not ids):
            said = "" if ids or note is None else note
            collections.make(connection, made, found.kind if found else kind, note=said, now=clock())
        new = collections.put(connection, made, ids, tags=tag, note=note if ids else None, now=clock())
        total = collections.must(connection, made).members
    emit(
        {"collection": made, "added": new, "members": total},
        json=common.json,
        text=lambda: f"{made}: {new} added, {total} members",
    )
    return 0


def remove(name: str, *ids: str, common: Common = COMMON) -> int:
    """Take members out of a collection; without ids, forget the whole collection.

    Args:
        name: Of the collection.
        ids: Of offices or articles.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.store import collections

    with workspace(common.settings) as space, space.store.write() as connection:
        total = collections.must(connection, name).members
        gone = collections.drop(connection, name, ids, now=clock()) if ids else total
        if not ids:
            collections.remove(connection, name)
    emit(
        {"collection": name, "removed": gone, "members": total - gone},
        json=common.json,
        text=lambda: f"{name}: {gone} taken out" + ("" if ids else ", collection removed"),
    )
    return 0


def export(
    name: str,
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    bom: Annotated[bool, Parameter(negative="")] = False,
    common: Common = COMMON,
) -> int:
    """Write the articles of a collection, or of its offices: csv, jsonl, parquet, ris, bib or csl.json.

    Args:
        name: Of the collection.
        output: The file to write; its suffix is the format.
        bom: Begin a CSV with a byte order mark (for spreadsheets).
    """
    from flows.commands.export import export as write
    from flows.workspace import workspace
    from pipelines.store import collections

    with workspace(common.settings) as space, space.store.read() as connection:
        collections.must(connection, name)
    return write(f"collection:{name}", output=output, bom=bom, common=common)
