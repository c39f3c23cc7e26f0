"""The door of the API: keys, rates, OPTIONS, and answers to HEAD without a body."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.store import keys
from pipelines.store.database import Store
from search.api.description import BASE
from search.api.operations import OPERATIONS
from search.web.problems import problem
from search.web.rates import Buckets, Verdict

ALWAYS_OPEN = (f"{BASE}/openapi.json",)
WINDOW = 60
"""Seconds that a limit is counted over (the draft's ``w``)."""
_BEARER = re.compile(r"[Bb]earer +(\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may ask how often. The defaults are those of one's own machine: whoever, as often as one likes."""

    rate: int = 0
    """Requests a minute of an address without a key; 0 = no limit."""
    key_rate: int = 0
    """Requests a minute of a key; 0 = no limit."""
    key_required: bool = False
    clock: Callable[[], float] = monotonic
    """Tells seconds."""


OPEN = Access()


class Door:
    """Lets requests to the API pass, or says why not. Everything else passes by."""

    def __init__(self, app: ASGIApp, *, store: Store, access: Access) -> None:
        self.app = app
        self.store = store
        self.access = access
        self.nameless = Buckets(access.rate, access.clock)
        self.named = Buckets(access.key_rate, access.clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{BASE}/"):
            await self.app(scope, receive, send)
            return
        answer = _Answer(send, head=scope["method"] == "HEAD")
        refusal = await self._refusal(Request(scope), answer)
        if refusal is not None:
            await refusal(scope, receive, answer)
            return
        await self.app(scope, receive, answer)

    async def _refusal(self, request: Request, answer: _Answer) -> Response | None:
        allowed = methods(request.url.path)
        if request.method == "OPTIONS" and allowed:
            return Response(status_code=204, headers={"Allow": ", ".join(allowed)})
        if request.url.path in ALWAYS_OPEN:
            return None
        secret = secret_of(request.headers)
        key = await run_in_threadpool(self._key, secret) if secret else None
        if key is None and (secret or self.access.key_required):
            return problem(request, 401, "key", headers={"WWW-Authenticate": 'Bearer realm="khaosan"'})
        name, buckets = ("key", self.named) if key else ("address", self.nameless)
        verdict = buckets.take(key.id if key else _address(request))
        answer.limits = (name, verdict)
        if verdict.allowed:
            return None
        return problem(request, 429, "too_many", headers={"Retry-After": str(max(1, verdict.wait))})

    def _key(self, secret: str) -> keys.Key | None:
        with self.store.read() as connection:
            return keys.recognised(connection, secret)


class _Answer:
    """Sends on, with the limits' headers put in and, for HEAD, the body left out."""

    def __init__(self, send: Send, *, head: bool) -> None:
        self.send = send
        self.head = head
        self.limits: tuple[str, Verdict] | None = None

    async def __call__(self, message: Message) -> None:
        """Send a message on."""
        if message["type"] == "http.response.start" and self.limits and self.limits[1].limit:
            name, verdict = self.limits
            headers = MutableHeaders(scope=message)
            headers["RateLimit-Policy"] = f'"{name}";q={verdict.limit};w={WINDOW}'
            headers["RateLimit"] = f'"{name}";r={verdict.left};t={verdict.wait}'
        if message["type"] == "http.response.body" and self.head:
            message = {**message, "body": b""}
        await self.send(message)


def secret_of(headers: Headers) -> str:
    """The key that a request carries: ``Authorization: Bearer …`` or ``X-API-Key``; empty without."""
    found = _BEARER.fullmatch(headers.get("authorization", ""))
    return found[1] if found else headers.get("x-api-key", "")


def methods(path: str) -> Sequence[str]:
    """The methods that a path of the API knows; none for an unknown path."""
    found = [one.method for one in OPERATIONS if _pattern(BASE + one.path).fullmatch(path)]
    if path in ALWAYS_OPEN:
        found.append("GET")
    reading = ["GET", "HEAD"] if "GET" in found else []
    return [*reading, *(["POST"] if "POST" in found else []), "OPTIONS"] if found else []


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path).replace(r"\{id\}", ".+"))


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
