"""One address asked, conditionally, with retries inside the run: an answer, or the reason there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request

from crawlers import settings
from crawlers.challenge import refusal_of
from crawlers.failures import BUSY, PERMANENT, code_of
from crawlers.gate import PLAN, Plan, slow_down
from crawlers.transport import TLS_VALID
from crawlers.visit import Visit
from pipelines.archive import Response
from pipelines.file_names import is_file_address

TRIES = 3
"""The first try and two more in the same run."""
PAUSE_SECONDS = 2.0
"""Before the second try; doubled before the third. A tenth of it where no delay is kept."""
MAX_PAUSE_SECONDS = 120.0
"""A longer Retry-After is a 'not today': the source is left for the next run."""
MOST_ASKED_SECONDS = 10.0**9
"""A Retry-After of more than 30 years is read as this; :class:`timedelta` ends at 2.7 million of them."""
FORM = "application/x-www-form-urlencoded"
THROTTLED = (429, 503)
OK, NOT_MODIFIED, SERVER_ERROR = 200, 304, 500
MISSING = (404, 410)
NOT_AT_ONCE = ("robots_unreachable", "redirect_loop", BUSY)
"""What is as it is for the rest of the run; a ring of redirects costs six requests each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an address: ``kind`` is ok, unchanged, missing, blocked, throttled, refused or failed."""

    kind: str
    response: Response | None = None
    status: int | None = None
    code: str = ""
    reason: str = ""
    closes: bool = False
    """The refusal is meant for the whole office."""
    wait: float | None = None
    """Seconds that the site asked to be left alone."""


class Fetcher:
    """Asks for the pages of one source."""

    def __init__(
        self, crawler: Any, plan: Plan, *, hurried: bool, clock: Callable[[], datetime], file_bytes: int
    ) -> None:
        self._crawler, self._plan, self._clock, self._file_bytes = crawler, plan, clock, file_bytes
        self._pause = PAUSE_SECONDS / 10 if hurried else PAUSE_SECONDS

    async def ask(self, visit: Visit) -> Answer:
        """Ask for an address, again after a pause where that can help."""
        answer = Answer(kind="failed", code="fetch_failed", reason="never asked")
        for attempt in range(TRIES):
            answer, wait = await self._once(visit, self._pause * 2**attempt)
            if wait is None or attempt == TRIES - 1:
                break
            await asyncio.sleep(wait)
        return answer

    async def _once(self, visit: Visit, pause: float) -> tuple[Answer, float | None]:
        """One try: the answer, and how long to wait before another one (None: none would help)."""
        try:
            response = await self._crawler.engine.download_async(self._request(visit))
        except Exception as error:
            code, reason = code_of(error)
            permanent = code in PERMANENT or code in NOT_AT_ONCE
            kind = "refused" if code in PERMANENT else "failed"
            answer = Answer(kind=kind, code=code, reason=reason, closes=getattr(error, "closes", False))
            return answer, None if permanent else pause
        return self._judge(visit, response, pause)

    def _judge(self, visit: Visit, response: Any, pause: float) -> tuple[Answer, float | None]:
        status = response.status
        refusal = refusal_of(response)
        if refusal is not None:
            return Answer(kind="blocked", status=status, code="blocked", reason=refusal), None
        if status == NOT_MODIFIED:
            return Answer(kind="unchanged", status=status), None
        if status in MISSING:
            return Answer(kind="missing", status=status, response=self._response(visit, response)), None
        if status in THROTTLED:
            return self._throttled(response, pause)
        if status != OK:
            answer = Answer(kind="failed", status=status, code="fetch_failed", reason=f"it answers {status}")
            return answer, pause if status >= SERVER_ERROR else None
        kept = self._response(visit, response)
        return Answer(kind="ok", status=status, response=kept), None

    def _throttled(self, response: Any, pause: float) -> tuple[Answer, float | None]:
        wait = retry_after(response.headers.get("Retry-After"), now=self._clock())
        slow_down(self._crawler, response.request.meta["download_slot"], min(wait or pause, 60.0))
        kind = "throttled" if response.status == THROTTLED[0] or wait is not None else "failed"
        code = "throttled" if kind == "throttled" else "fetch_failed"
        reason = f"it answers {response.status}"
        answer = Answer(kind=kind, status=response.status, code=code, reason=reason, wait=wait)
        if wait is not None and wait > MAX_PAUSE_SECONDS:
            return answer, None
        return answer, wait if wait is not None else pause

    def _request(self, visit: Visit) -> Request:
        request = Request(visit.fetch_url, dont_filter=True)
        request.meta[PLAN] = self._plan
        if visit.role == "attachment" or is_file_address(visit.fetch_url):
            request.meta["download_maxsize"] = self._file_bytes
        if visit.hint.form is not None:  # RFC 9110 has no condition for the answer to a form
            return request.replace(method="POST", body=visit.hint.form, headers={"Content-Type": FORM})
        if visit.etag:
            request.headers["If-None-Match"] = visit.etag
        if visit.last_modified:
            request.headers["If-Modified-Since"] = visit.last_modified
        return request

    def _response(self, visit: Visit, response: Any) -> Response:
        pairs = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        ]
        return Response(
            source_id=visit.source_id,
            role=visit.role,
            requested_url=visit.fetch_url,
            url=response.url,
            status=response.status,
            headers=tuple(pairs),
            body=response.body,
            fetched_at=self._clock(),
            tls_valid=response.request.meta.get(TLS_VALID),
            hint=replace(visit.hint, form=None, others=()),  # for asking alone; they would swell the archive
        )


def retry_after(value: bytes | None, *, now: datetime) -> float | None:
    """Read a Retry-After (RFC 9110 §10.2.3): seconds or a moment; None where it says nothing readable."""
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return min(float(text), MOST_ASKED_SECONDS)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):  # the last for a day or a zone of twenty digits
        return None
    if until.tzinfo is None:  # asctime's form, which RFC 9110 §5.6.7 has read as UTC
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def workers_for(*, hurried: bool) -> int:
    """How many pages of a source may be under way: one, unless no delay is kept."""
    return settings.CONNECTIONS_WITHOUT_DELAY if hurried else 1
