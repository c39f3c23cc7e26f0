"""What holds for every answer, errors too: strict headers, and only the host names that are ours.

A page of another site can make a browser ask a server on loopback under a name of its own (DNS rebinding);
so requests that name another host get nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The search terms stand in the address: no other site is told of them.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

OnError = Callable[[Request, Exception], Awaitable[Response]]


class Guard:
    """Outermost layer of the app: checks the host, sets the headers, turns faults into pages."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] = (), on_error: OnError) -> None:
        self.app = app
        self.hosts = LOOPBACK | {host.lower() for host in hosts}
        self.on_error = on_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send)
        if host_name(Headers(scope=scope).get("host", "")) not in self.hosts:
            refusal = PlainTextResponse("This host name is not served here.\n", 421)
            await refusal(scope, receive, answer)
            return
        try:
            await self.app(scope, receive, answer)
        except Exception as error:
            log.exception("%s %s", scope["method"], scope["path"])
            if answer.begun:
                raise
            response = await self.on_error(Request(scope), error)
            await response(scope, receive, answer)


class _Answer:
    """Sends on, with the headers put in."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                # an archived page has a stricter policy of its own
                if name != "Content-Security-Policy" or name not in headers:
                    headers[name] = value
            headers.setdefault("Cache-Control", "no-cache")
        await self.send(message)


def host_name(header: str) -> str:
    """The name in a ``Host`` header, without its port and the brackets of IPv6."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.rpartition(":")[0].lower() if ":" in header else header.lower()
