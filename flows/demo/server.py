"""Serve the sample sites on loopback: one server an office, conditional requests, a log of what was asked."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from flows.demo.records import Content, Office
from flows.demo.site import Reply, Site
from flows.demo.sites import answer

BANGKOK = timezone(timedelta(hours=7))
LOOPBACK = "127.0.0.1"
FIRST_PORT = 18_600
"""An office on 127.0.0.11 listens on 18611; no registered service is near (IANA)."""
NOT_FOUND = Reply(
    body="<html><head><title>404 Not Found</title></head><body>ไม่พบหน้าที่ต้องการ</body></html>".encode(),
    status=404,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as a site saw it."""

    source: str
    path: str
    status: int
    conditional: bool
    agent: str


@contextmanager
def serve_sites(content: Content, log: list[Request]) -> Iterator[tuple[Site, ...]]:
    """Serve every office on a free port of its own address until the block ends."""
    with ExitStack() as stack:
        yield tuple(stack.enter_context(_serving(content, office, log)) for office in content.offices)


@contextmanager
def _serving(content: Content, office: Office, log: list[Request]) -> Iterator[Site]:
    site = Site(office=office, items=content.of(office), base="")
    with _bound(office.host) as server:
        host, port = server.server_address[0], server.server_address[1]
        server.site = replace(site, base=f"http://{host!s}:{port}")
        server.log = log
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.site
        finally:
            server.shutdown()
            thread.join()


class SiteServer(ThreadingHTTPServer):
    """One office's server."""

    daemon_threads = True
    site: Site
    log: list[Request]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent on a client that goes away; anything else is a fault of ours and is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def _bound(host: int) -> SiteServer:
    """Bind an office's own address and port, so that a second demo meets the same addresses.

    Where 127.0.0.x is not there (macOS), or another demo has the port, the next of these is taken.
    """
    own = f"127.0.0.{host}"
    for address, port in ((own, FIRST_PORT + host), (LOOPBACK, FIRST_PORT + host), (own, 0)):
        try:
            return SiteServer((address, port), Handler)
        except OSError:
            continue
    return SiteServer((LOOPBACK, 0), Handler)


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    protocol_version = "HTTP/1.1"
    server_version = "sample"
    sys_version = ""
    timeout: ClassVar[float] = 30.0
    server: SiteServer

    def do_GET(self) -> None:
        """Answer with the page, or 304 where the asker has it."""
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        reply = answer(self.server.site, unquote(parts.path), query) or NOT_FOUND
        self._send(reply, head=self.command == "HEAD")

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def _send(self, reply: Reply, *, head: bool) -> None:
        validators = validators_of(reply)
        unchanged = reply.status == 200 and _unchanged(
            self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since"), validators
        )
        status = 304 if unchanged else reply.status
        self._note(status)
        self.send_response(status)
        for name, value in (*validators.items(), *reply.headers):
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if not unchanged and not head:
            self.wfile.write(reply.body)

    def _note(self, status: int) -> None:
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        self.server.log.append(
            Request(
                source=self.server.site.office.id,
                path=self.path,
                status=status,
                conditional=conditional,
                agent=self.headers.get("User-Agent", ""),
            )
        )

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """The list of requests is the log."""


def validators_of(reply: Reply) -> dict[str, str]:
    """``ETag`` and ``Last-Modified`` of a page that has a date; none for faults and errors."""
    if reply.modified is None:
        return {}
    moment = reply.modified.replace(tzinfo=BANGKOK).astimezone(UTC)
    return {
        "ETag": f'"{sha256(reply.body).hexdigest()[:16]}"',
        "Last-Modified": format_datetime(moment, usegmt=True),
    }


def _unchanged(tag: str | None, since: str | None, validators: dict[str, str]) -> bool:
    """Whether the asker has it: the tag decides where one is given (RFC 9110 §13.2.2)."""
    if not validators:
        return False
    if tag is not None:
        return validators["ETag"] in tag
    try:
        return since is not None and _moment(validators["Last-Modified"]) <= _moment(since)
    except (ValueError, TypeError):
        return False


def _moment(text: str) -> datetime:
    return parsedate_to_datetime(text)
