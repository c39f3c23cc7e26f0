"""A file of texts into the archive: the road of ``khaosan import``, killable and repeatable.

A line whose id and bytes are already archived is passed over, so that a killed import goes on where it ended.
The same id with other bytes is a clash, and nothing of the file is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from flows.jsonl import read_lines
from flows.workspace import Workspace
from pipelines import imports
from pipelines.errors import ConfigError
from pipelines.imports import CONTENT_TYPE, ImportLine
from pipelines.moment import clock
from pipelines.progress import Progress, silent
from pipelines.records import Source
from pipelines.store import captures, sources
from pipelines.store import tables as t

if TYPE_CHECKING:
    from pipelines.archive import ArchiveWriter
    from pipelines.records import Capture

BATCH = 256
"""Lines a transaction, and a group fsync of the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line that is to be archived."""

    id: str
    source: str
    url: str
    body: bytes
    digest: str


def bring(space: Workspace, file: Path, source_id: str, *, progress: Progress = silent) -> int:
    """Archive the lines of a file that are not archived yet; return how many.

    Raises:
        ConfigError: the file or a line cannot be read, or an id stands for two texts.
    """
    texts = [_text(line, source_id) for line in read_lines(file, ImportLine)]
    waiting = _unknown(space, file, texts)
    with space.store.write() as connection:
        known = sources.load(connection)
        fresh = sorted({text.source for text in texts} - known.keys())
        sources.sync(connection, [_source(one) for one in fresh], now=clock())
    with space.archive.writer(now=clock) as writer:
        lines = iter(waiting)
        done = 0
        while batch := list(islice(lines, BATCH)):
            _keep(space, writer, batch)
            done += len(batch)
            progress(done, len(waiting))
    return len(waiting)


def _keep(space: Workspace, writer: ArchiveWriter, batch: list[Text]) -> None:
    written: list[Capture] = [
        writer.resource(
            source_id=text.source, url=text.url, content_type=CONTENT_TYPE, body=text.body, fetched_at=clock()
        )
        for text in batch
    ]
    writer.sync()
    with space.store.write() as connection:
        for capture in written:
            captures.add(connection, capture)


def _text(line: ImportLine, source_id: str) -> Text:
    owner = line.source or source_id
    identity = imports.article_id(line, owner)
    body = imports.archived(line, owner)
    url = line.url or imports.address(identity, owner)
    return Text(id=identity, source=owner, url=url, body=body, digest=sha256(body).hexdigest())


def _unknown(space: Workspace, file: Path, texts: list[Text]) -> list[Text]:
    """The texts that are not archived yet; a clash of ids is an error."""
    with space.store.read() as connection:
        imported = t.captures.c.content_type == CONTENT_TYPE
        done = set(connection.scalars(select(t.captures.c.sha256).where(imported)))
        taken = set(connection.scalars(select(t.articles.c.id)))
    seen: dict[str, str] = {}
    for text in texts:
        same = text.digest in done
        if seen.setdefault(text.id, text.digest) != text.digest or (text.id in taken and not same):
            raise ConfigError(
                f"{file}: id {text.id} stands for two different texts",
                cure="give each text its own id, or import into another home",
            )
    unknown = {text.digest: text for text in texts if text.digest not in done}
    return list(unknown.values())


def _source(identity: str) -> Source:
    return Source(id=identity, name=identity, province="", office="corpus", family=imports.FAMILY)
