"""``khaosan serve``: the web app and API on this machine."""

from __future__ import annotations

from flows.commands.common import COMMON, Common, Port


def serve(*, host: str = "127.0.0.1", port: Port = 8000, common: Common = COMMON) -> int:
    """Open the web app and API, by default for this machine alone.

    Args:
        host: Address to listen on.
        port: Port to listen on; 0 = any that is free.
    """
    from flows.web import open_app

    open_app(common.settings, host=host, port=port)
    return 0
