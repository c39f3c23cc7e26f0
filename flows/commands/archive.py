"""``khaosan archive``: captures as they arrived. Unmasked: for a person at this machine alone."""

from __future__ import annotations

import sys

from flows.commands.common import COMMON, Common
from pipelines.errors import SettingsError


def cat(identity: str, *, common: Common = COMMON) -> int:
    """Write the bytes of a capture to standard output, unmasked.

    Args:
        identity: A capture's number, or an article's id (its newest capture).
    """
    from flows.workspace import workspace
    from pipelines.archive import Archive
    from pipelines.store import articles, captures

    with workspace(common.settings) as space, space.store.read() as connection:
        number = int(identity) if identity.isdecimal() else None
        if number is None:
            found = articles.load(connection, [identity]).get(identity)
            number = found.capture_id if found else None
        capture = captures.get(connection, number) if number is not None else None
        if capture is None:
            raise SettingsError(
                f"{identity}: no such capture or article", cure="khaosan show ID names captures"
            )
        page = Archive(space.settings.archive).read(
            capture.warc_file, capture.warc_offset, capture.warc_length, capture.sha256
        )
    sys.stdout.buffer.write(page.body)
    return 0
