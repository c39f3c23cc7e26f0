"""Datasets in the store: kept once under their id, listed newest first."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from pipelines.codec import to_builtins
from pipelines.store.desk import datasets
from pipelines.store.upsert import upsert
from search.datasets.canonical import canonical
from search.datasets.reading import read
from search.datasets.records import Manifest

PACKED = 6
"""zlib's own level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A dataset as listed."""

    id: str
    title: str
    query: str
    made_at: str
    articles: int
    sha256: str


def keep(connection: Connection, manifest: Manifest) -> None:
    """Keep a manifest; the same one again changes nothing."""
    seal = manifest.hash
    upsert(
        connection,
        datasets,
        keys=("id",),
        values={
            "id": manifest.id,
            "title": manifest.title,
            "query": manifest.query.text,
            "made_at": manifest.made_at,
            "total": manifest.counts.articles,
            "digest": seal.value if seal else "",
            "packed": zlib.compress(canonical(to_builtins(manifest)).encode(), PACKED),
        },
    )


def listed(connection: Connection, *, limit: int, offset: int = 0) -> tuple[Kept, ...]:
    """List datasets, newest first."""
    c = datasets.c
    query = select(c.id, c.title, c.query, c.made_at, c.total, c.digest)
    order = query.order_by(c.made_at.desc(), c.id).limit(limit).offset(offset)
    return tuple(
        Kept(id=row[0], title=row[1], query=row[2], made_at=row[3], articles=row[4], sha256=row[5])
        for row in connection.execute(order)
    )


def count(connection: Connection) -> int:
    """How many datasets are kept."""
    return connection.scalar(select(func.count()).select_from(datasets)) or 0


def load(connection: Connection, identity: str) -> Manifest | None:
    """Read the manifest of a dataset; null for an unknown id."""
    packed = _packed(connection, identity)
    return None if packed is None else read(zlib.decompress(packed), name=identity)


def as_made(connection: Connection, identity: str) -> Mapping[str, Any] | None:
    """The manifest of a dataset as plain JSON values, to compare another with; null for an unknown id."""
    packed = _packed(connection, identity)
    return None if packed is None else json.loads(zlib.decompress(packed))


def _packed(connection: Connection, identity: str) -> bytes | None:
    return connection.scalar(select(datasets.c.packed).where(datasets.c.id == identity))
