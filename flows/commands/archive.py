"""``khaosan archive``: captures as they arrived. Unmasked: for a person at this machine alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from flows.commands.common import COMMON, Common
from pipelines.errors import SettingsError

LONGEST_NUMBER = 18
"""Digits: what both databases hold as an integer of 64 bits."""


def cat(identity: str, *, common: Common = COMMON) -> int:
    """Write the bytes of a capture to standard output, unmasked.

    Args:
        identity: A capture's number, or an article's id (its newest capture).
    """
    from flows.workspace import workspace
    from pipelines.store import articles, captures

    with workspace(common.settings) as space, space.store.read() as connection:
        number = int(identity) if identity.isdecimal() and len(identity) <= LONGEST_NUMBER else None
        if number is None:
            found = articles.load(connection, [identity]).get(identity)
            number = found.capture_id if found else None
        capture = captures.get(connection, number) if number is not None else None
        if capture is None:
            raise SettingsError(
                f"{identity}: no such capture or article", cure="khaosan show ID names captures"
            )
        page = space.archive.read(capture.warc_file, capture.warc_offset, capture.warc_length, capture.sha256)
    sys.stdout.buffer.write(page.body)
    return 0


def recover(*, registry: Path | None = None, common: Common = COMMON) -> int:
    """Adopt records of the archive that the store does not know: after a kill, or for a store made anew.

    Args:
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from crawlers.registry import load
    from flows.output import emit
    from flows.shipping import bring_back
    from flows.workspace import workspace
    from pipelines.archive import noted
    from pipelines.moment import clock
    from pipelines.refine.takedown import hold_to
    from pipelines.store import sources
    from pipelines.store.adoption import adopt

    settings = common.with_registry(registry)
    rows = load(Path(settings.registry) if settings.registry else None)
    with workspace(settings) as space, space.store.write() as connection:
        sources.sync(connection, rows, now=clock())
        bring_back(space, connection)
        for takedown in noted(settings.archive):
            hold_to(connection, takedown)
        found = adopt(connection, settings.archive)
        known = sources.load(connection)
    orphans = sorted({one.source_id for one in found.adopted} - known.keys())
    answer = {
        "adopted": len(found.adopted),
        "torn": [str(one.moved_to) for one in found.torn],
        "damaged": [f"{one.file}: {one.length} bytes at {one.offset}" for one in found.damaged],
        "unknown_sources": orphans,
    }
    emit(answer, json=common.json, text=lambda: _recovered(answer))
    return int(bool(found.torn or found.damaged or orphans))


def ship(*, keep: bool = False, common: Common = COMMON) -> int:
    """Move finished segments to the object store of KHAOSAN_ARCHIVE_URL; every crawl does it at its end.

    Args:
        keep: Leave the copies on this disk.
    """
    from flows import shipping
    from flows.output import emit
    from flows.progress import bars
    from flows.workspace import workspace

    url = common.settings.archive_url
    if not url:
        raise SettingsError(
            "no object store is set", cure="KHAOSAN_ARCHIVE_URL=s3://bucket/khaosan, or file:///mnt/archive"
        )
    with workspace(common.settings) as space, bars() as bar:
        moved = shipping.ship(space, keep=keep, progress=bar("archive"))
    emit(
        {"shipped": moved, "to": url}, json=common.json, text=lambda: f"{len(moved)} segments moved to {url}"
    )
    return 0


def _recovered(answer: dict[str, Any]) -> str:
    lines = [f"{answer['adopted']} records adopted; khaosan refine reads them"]
    lines += [f"! a torn record was moved to {file}" for file in answer["torn"]]
    lines += [f"! damaged, left where it is: {where}" for where in answer["damaged"]]
    lines += [
        f"! {one}: in no registry row; name its registry with --registry" for one in answer["unknown_sources"]
    ]
    return "\n".join(lines)
