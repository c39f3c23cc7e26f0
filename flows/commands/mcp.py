"""``khaosan mcp``: search, read and count over the Model Context Protocol, on stdin and stdout."""

from __future__ import annotations

from dataclasses import replace

from flows.commands.common import COMMON, Common
from flows.settings import EngineName


def mcp(*, engine: EngineName | None = None, common: Common = COMMON) -> int:
    """Serve the Model Context Protocol on stdin and stdout until stdin ends; it only reads.

    Args:
        engine: tantivy (embedded) or elasticsearch.
    """
    from flows.workspace import workspace
    from pipelines.moment import clock
    from search.api.desk import Desk
    from search.mcp_server import server

    settings = common.settings
    with workspace(replace(settings, engine=engine or settings.engine)) as space:
        server(Desk(space.store, space.searcher(), clock)).run("stdio")
    return 0
