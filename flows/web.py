"""Open the web app of a home, and a browser where there is a desktop."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser
from collections.abc import Mapping

from flows.output import say
from flows.settings import Settings
from flows.workspace import workspace

LOOPBACK = "127.0.0.1"
BROWSER_DELAY = 1.0
"""Seconds until the server listens; a browser that comes too early shows an error page."""


def open_app(settings: Settings, *, host: str = LOOPBACK, port: int = 8000, browser: bool = False) -> None:
    """Serve the web app until interrupted; a port that is taken is replaced by a free one."""
    from search.web.door import Access
    from search.web.server import serve

    chosen = port if _free(host, port) else 0
    chosen = chosen or _any_free(host)
    address = f"http://{host}:{chosen}/"
    say(f"ข่าวสาร Khaosan: {address}  (Ctrl-C ends it)")
    if browser and has_desktop(os.environ):
        threading.Timer(BROWSER_DELAY, webbrowser.open, [address]).start()
    with workspace(settings) as space:
        access = Access(
            rate=settings.api_rate,
            key_rate=settings.api_key_rate,
            key_required=settings.api_key_required,
        )
        serve(
            space.store,
            space.searcher(),
            host=host,
            port=chosen,
            hosts=settings.host_names,
            access=access,
            archive=space.archive,
        )


def has_desktop(environment: Mapping[str, str]) -> bool:
    """Whether a browser could open a window here."""
    return (
        any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
        or os.uname().sysname == "Darwin"
    )


def _free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _any_free(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
