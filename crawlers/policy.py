"""robots.txt of each origin, each hour of a run, and the dated ledger of what it said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from sqlalchemy import Connection, Row, insert, select, update

from crawlers import frontier
from crawlers.failures import BUSY, Refused, code_of, is_ours
from crawlers.fetcher import TRIES
from crawlers.gate import PLAN, Plan
from crawlers.robots import ALLOW_ALL, Rules, rules_of, text_of
from pipelines.store.database import Store
from pipelines.store.tables import robots as t

TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500
MAX_AGE_SECONDS = 3600
"""A crawl runs all night: a policy that turns to no is met within the hour (RFC 9309 §2.4 allows a day)."""
MISHAPS = ("timeout", "truncated", "fetch_failed")
"""Codes of what may be otherwise a moment later."""
NO_SERVER = "ConnectionRefused"
"""Part of the engine's name for it: nothing listens, so it is the site that is away, not its robots.txt."""


class Robots:
    """Asks each origin, and again when its rules are old; where it cannot, the last good copy holds."""

    def __init__(
        self,
        crawler: Any,
        store: Store,
        clock: Callable[[], datetime],
        *,
        max_age: float = MAX_AGE_SECONDS,
    ) -> None:
        self._crawler, self._store, self._clock = crawler, store, clock
        self._max_age = timedelta(seconds=max_age)
        self._asked: dict[str, tuple[datetime, asyncio.Task[Rules]]] = {}

    async def rules(self, request: Any, plan: Plan) -> Rules:
        """The rules for a request's origin.

        Raises:
            Refused: the robots.txt cannot be read now and never could, or another process asks this address.
        """
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        at, task = self._asked.get(origin, (None, None))
        if task is None or at is None or self._clock() - at > self._max_age:
            task = asyncio.ensure_future(self._ask(origin, plan))
            self._asked[origin] = (self._clock(), task)
        try:
            return task.result() if task.done() else await asyncio.shield(task)
        except Refused as error:
            if error.code == BUSY:  # the next office of this run may have more luck
                self._asked.pop(origin, None)
            raise

    async def _ask(self, origin: str, plan: Plan) -> Rules:
        with self._store.read() as connection:
            known = last_good(connection, origin)
        try:
            response = await self._download(origin, plan, known)
        except Exception as error:
            if is_ours(error) or (isinstance(error, Refused) and error.code == BUSY):
                raise
            reason = code_of(error)[1]
            if known is None and NO_SERVER in reason:
                raise Refused("fetch_failed", f"no server answers: {reason}") from error
            return _remembered(known, reason)
        if known is not None and response.status == 304:
            return rules_of(known.body)
        if response.status >= SERVER_ERROR or response.status == TOO_MANY_REQUESTS:
            return _remembered(known, f"it answers {response.status}")
        text = text_of(response.body) if response.status == 200 else ""
        with self._store.write() as connection:
            tag = response.headers.get("ETag", b"").decode("latin-1") or None
            if enter(connection, origin, response.status, text, now=self._clock(), etag=tag) and known:
                frontier.reopen(connection, origin, now=self._clock())
        return rules_of(text) if text else ALLOW_ALL

    async def _download(self, origin: str, plan: Plan, known: Row[Any] | None) -> Any:
        """Ask as often as for a page, its slot's delay between the tries: one mishap must not cost a day."""
        for left in reversed(range(TRIES)):
            try:
                response = await self._crawler.engine.download_async(_request(origin, plan, known))
            except Exception as error:
                code, reason = code_of(error)
                if not left or code not in MISHAPS or NO_SERVER in reason:
                    raise
            else:
                if not left or response.status < SERVER_ERROR:
                    return response
        raise AssertionError("the last try returns or raises")


def _request(origin: str, plan: Plan, known: Row[Any] | None) -> Request:
    request = Request(f"{origin}/robots.txt")
    if known is not None and known.etag:
        request.headers["If-None-Match"] = known.etag
    request.meta[PLAN] = Plan(source=plan.source, hosts=None, delay=plan.delay, robots=False)
    return request


def _remembered(known: Row[Any] | None, reason: str) -> Rules:
    if known is None:
        raise Refused("robots_unreachable", f"its robots.txt cannot be read: {reason}")
    return rules_of(known.body)


def enter(
    connection: Connection, origin: str, status: int, text: str, *, now: datetime, etag: str | None = None
) -> bool:
    """Add a line to the ledger where the policy differs from the last one (true); keep the newest tag."""
    digest = sha256(text.encode()).hexdigest()
    known = last_good(connection, origin)
    if known is not None and known.sha256 == digest:
        same = update(t).where(t.c.origin == origin, t.c.fetched_at == known.fetched_at)
        connection.execute(same.values(etag=etag))
        return False
    values = {"origin": origin, "fetched_at": now.isoformat(), "status": status, "sha256": digest}
    connection.execute(insert(t).values(body=text, etag=etag, **values))
    return True


def last_good(connection: Connection, origin: str) -> Row[Any] | None:
    """The newest policy of an origin, with its ``body`` and ``etag``; null where none was ever read."""
    query = select(t).where(t.c.origin == origin).order_by(t.c.fetched_at.desc()).limit(1)
    return connection.execute(query).first()
