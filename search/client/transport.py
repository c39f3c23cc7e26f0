"""Two roads to the same calls: HTTP, by the standard library alone, and in process.

The standard library is enough for requests that are small, one at a time; so nothing but Khaosan is needed to
ask a server, and nothing but a home to do without one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from pipelines.codec import from_json
from pipelines.errors import KhaosanError, QueryError, ServiceAway, SettingsError
from search.api.desk import Desk
from search.api.kinds import TOLD, kind_of, said
from search.api.operations import BY_NAME, Operation
from search.client.errors import Refused, refused
from search.web.asking import WrongValue
from search.web.words import Words

PREFIX = "/api/v1"
PIECE = 64 * 1024
LONGEST_WAIT = 60.0
"""Seconds waited at most when the server says that requests come too fast."""
ATTEMPTS = 4

Given = Mapping[str, Sequence[str]]


class Transport(Protocol):
    """Sends a call and brings its answer."""

    def call(self, name: str, given: Given) -> Any:
        """Answer with the call's record; raise Refused."""

    def pieces(self, name: str, given: Given) -> Iterator[bytes]:
        """Answer with a file in pieces; raise Refused."""

    def close(self) -> None:
        """Let go of what was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Asks a server."""

    address: str
    key: str | None = None
    timeout: float = 120.0
    """Seconds until an answer begins."""
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        """Take web addresses alone: urllib would open files, too."""
        if urlsplit(self.address).scheme not in ("http", "https"):
            raise SettingsError(f"{self.address}: no web address", cure="write it as http://127.0.0.1:8000")

    def call(self, name: str, given: Given) -> Any:
        """Ask, and read the record."""
        operation = BY_NAME[name]
        with self._opened(operation, given) as answer:
            return from_json(answer.read(), _type(operation))

    def pieces(self, name: str, given: Given) -> Iterator[bytes]:
        """Ask, and hand the file on as it comes."""
        with self._opened(BY_NAME[name], given) as answer:
            while piece := answer.read(PIECE):
                yield piece

    def close(self) -> None:
        """Nothing is kept open."""

    def _opened(self, operation: Operation, given: Given) -> HTTPResponse:
        request = self._request(operation, given)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                opened: HTTPResponse = urlopen(request, timeout=self.timeout)  # noqa: S310 - http(s) alone
            except HTTPError as error:
                with error:
                    problem = _problem(error)
                if problem.status != 429 or attempt == ATTEMPTS:
                    raise problem from None
                self.sleep(min(LONGEST_WAIT, float(error.headers.get("Retry-After") or 1)))
            except (URLError, OSError) as error:
                reason = getattr(error, "reason", error)
                raise ServiceAway(
                    "Khaosan", f"{self.address}: {reason}", cure="start it with `khaosan serve`"
                ) from error
            else:
                return opened
        raise AssertionError("the last attempt returns or raises")

    def _request(self, operation: Operation, given: Given) -> Request:
        headers = {"Accept-Language": "en"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        path = operation.path.replace("{id}", quote("".join(given.get("id", ())), safe=""))
        url = f"{self.address.rstrip('/')}{PREFIX}{path}"
        if operation.method == "POST":
            body = json.dumps({name: list(values) for name, values in given.items()}).encode()
            return Request(url, body, headers | {"Content-Type": "application/json"})  # noqa: S310 - as above
        pairs = [(name, value) for name, values in given.items() if name != "id" for value in values]
        return Request(f"{url}?{urlencode(pairs)}" if pairs else url, headers=headers)  # noqa: S310 - as above


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """Asks a store and an engine of this process."""

    desk: Desk
    closing: Callable[[], None] = lambda: None

    def call(self, name: str, given: Given) -> Any:
        """Call, with errors as the server would send them."""
        try:
            return BY_NAME[name].answer(self.desk, given)
        except TOLD as error:
            raise _told(error) from error

    def pieces(self, name: str, given: Given) -> Iterator[bytes]:
        """Call, and hand the file on as it is made."""
        yield from self.call(name, given)

    def close(self) -> None:
        """Close store and engine."""
        self.closing()


def _told(error: Exception) -> Refused:
    status, kind = kind_of(error) or (500, "inside")
    detail, cure = said(error, Words("en"), "en")
    return Refused(
        status,
        kind,
        detail,
        cure=cure,
        position=error.position if isinstance(error, QueryError) else None,
        parameter=error.name if isinstance(error, WrongValue) else None,
    )


def _problem(error: HTTPError) -> Refused:
    try:
        return refused(json.loads(error.read(PIECE)))
    except (ValueError, AttributeError, KhaosanError):
        return Refused(error.code, "unknown", str(error.reason))


def _type(operation: Operation) -> type[Any]:
    assert operation.answers is not None, operation.name
    return operation.answers
