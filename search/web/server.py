"""Serve the web app on this machine."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.archive import Archive
from pipelines.store.database import Store
from search.service import Searcher
from search.web.door import OPEN, Access
from search.web.guard import LOOPBACK

ANY = ("0.0.0.0", "::", "")  # noqa: S104 - addresses to recognise, not to listen on


def serve(
    store: Store,
    searcher: Searcher,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    sample: bool | None = None,
    hosts: Iterable[str] = (),
    access: Access = OPEN,
    archive: Archive | None = None,
) -> None:
    """Serve until stopped (Ctrl-C).

    Args:
        store: Where items lie.
        searcher: Answers questions.
        host: Address to listen on.
        port: Port to listen on; 0 = any that is free.
        sample: Show that the data are samples; null = look at the store.
        hosts: Further names under which readers reach it, as behind a proxy.
        access: Who may ask the API how often.
        archive: Where captured pages are shown from; null = they are not.
    """
    import uvicorn

    from search.web.app import create_app

    further = tuple(hosts)
    names = [*further, *([host] if host not in ANY else [])]
    # Whoever reaches another address than loopback's may be anyone, whatever name the request gives.
    own = not further and host in LOOPBACK
    app = create_app(store, searcher, sample=sample, hosts=names, access=access, archive=archive, own=own)
    # The default trusts loopback proxies; without a name to stand for there is none to trust.
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        access_log=False,
        proxy_headers=bool(further),
    )
