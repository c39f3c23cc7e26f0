"""A file of texts into the archive: the road of ``khaosan import``, killable and repeatable.

A line whose id and bytes are already archived is passed over, so that a killed import goes on where it ended.
The same id with other bytes is a clash, and nothing of the file is taken.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from flows.workspace import Workspace, clock
from pipelines import imports
from pipelines.archive import Archive
from pipelines.errors import ConfigError, KhaosanError
from pipelines.imports import ImportLine
from pipelines.records import Capture, Source
from pipelines.store import captures, sources
from pipelines.store import tables as t

BATCH = 256
"""Lines a transaction, and a group fsync of the archive."""


class Clash(KhaosanError):  # noqa: N818 - a state, like its siblings in the error tree
    """An id stands for two different texts."""


def bring(
    space: Workspace, file: Path, source_id: str, *, progress: Callable[[int, int], None] = lambda d, t: None
) -> int:
    """Archive the lines of a file that are not archived yet; return how many.

    Raises:
        ConfigError: the file or a line cannot be read; the line is numbered.
        Clash: an id occurs with two texts, within the file or against the home.
    """
    known = _known(space)
    fresh: list[tuple[ImportLine, str, bytes, str]] = []
    total = 0
    for line in _lines(file):
        total += 1
        owner = line.source or source_id
        identity = imports.article_id(line, owner)
        body = imports.archived(line, owner)
        digest = sha256(body).hexdigest()
        if known.setdefault(identity, digest) != digest:
            raise Clash(
                f"{file}: id {identity} stands for two different texts", cure="give each text its own id"
            )
        fresh.append((line, owner, body, digest))
    _sources(space, {owner for _, owner, _, _ in fresh})
    return _archive(space, fresh, progress)


def _archive(
    space: Workspace,
    rows: list[tuple[ImportLine, str, bytes, str]],
    progress: Callable[[int, int], None],
) -> int:
    with space.store.read() as connection:
        done = set(
            connection.scalars(select(t.captures.c.sha256).where(t.captures.c.content_type == CONTENT_TYPE))
        )
    waiting = {digest: row for *row, digest in rows if digest not in done}
    count = 0
    with Archive(space.settings.archive).writer() as writer:
        for batch in _chunks(list(waiting.items())):
            written = [_capture(writer, line, owner, body, digest) for digest, (line, owner, body) in batch]
            writer.sync()
            with space.store.write() as connection:
                for capture in written:
                    captures.add(connection, capture)
            count += len(batch)
            progress(count, len(waiting))
    return count
