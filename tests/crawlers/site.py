"""A loopback server whose pages a test writes, and that remembers what it was asked."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the server answers."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    length: int | None = None
    """The announced length; null = the true one, -1 = none announced."""
    raw: bytes | None = None
    """Written instead of everything else."""


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    at: float


@dataclass(frozen=True)
class Gate:
    """Requests from so many on wait."""

    count: int
    reached: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def passed(self, asked: int) -> None:
        """Wait here."""
        if asked >= self.count:
            self.reached.set()
            self.over.wait()


Page = Reply | bytes | str | Callable[[Asked], Reply]


@dataclass
class Site:
    """Pages by path; a path without one is 404."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0
    scheme: str = "http"
    gate: Gate | None = None

    @contextmanager
    def held_from(self, count: int) -> Iterator[threading.Event]:
        """Answer none beyond so many requests before the block ends; give what is set when there is one."""
        gate = self.gate = Gate(count)
        try:
            yield gate.reached
        finally:
            self.gate = None
            gate.over.set()

    @property
    def address(self) -> str:
        """As KHAOSAN_ALLOW_ADDRESSES names it."""
        return f"{self.host}:{self.port}"

    def url(self, path: str = "/") -> str:
        """The address of a page."""
        return f"{self.scheme}://{self.address}{path}"

    def paths(self, *, robots: bool = False) -> list[str]:
        """What was asked for, in order."""
        return [one.path for one in self.asked if robots or one.path != "/robots.txt"]


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic())
            site.asked.append(asked)
            if site.gate is not None:
                site.gate.passed(len(site.asked))
            page = site.pages.get(self.path, Reply(b"not here", 404))
            reply = page(asked) if callable(page) else page
            if isinstance(reply, str):
                reply = reply.encode()
            if isinstance(reply, bytes):
                reply = Reply(reply)
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            if reply.raw is not None:
                self.wfile.write(reply.raw)
                self.close_connection = True
                return
            self.send_response(reply.status)
            for key, value in reply.headers:
                self.send_header(key, value)
            if reply.length != -1:
                self.send_header(
                    "Content-Length", str(len(reply.body) if reply.length is None else reply.length)
                )
            if reply.length is not None:
                self.send_header("Connection", "close")
                self.close_connection = True
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

        def handle_one_request(self) -> None:
            """A client that goes away is no failure of the server."""
            try:
                super().handle_one_request()
            except (ConnectionError, TimeoutError):
                self.close_connection = True

    return Handler


@contextmanager
def serving(
    pages: dict[str, Page] | None = None, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[Site]:
    """Serve pages on a free port until the test ends."""
    site = Site(pages=pages or {}, host=host, scheme="https" if tls else "http")
    server = ThreadingHTTPServer((host, 0), _handler(site))
    server.daemon_threads = True
    site.port = server.server_address[1]
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
