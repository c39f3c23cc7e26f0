"""The headers of an answer: no more of them than a browser takes, and none that spoils the others.

Twisted keeps as many as come (4 GB in the 30 s of a page, measured on loopback), and refuses an answer one of
whose headers has a name outside of ASCII, as scripts of Thai offices send.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.defer import Deferred
from twisted.web.http_headers import InvalidHeaderName

from crawlers.failures import Refused

MOST_BYTES = 256 * 1024
"""Of status lines and headers, those of interim answers (RFC 9110 §15.2) too; browsers take so many."""


class _Parser(_LenientHTTPClientParser):
    _taken = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self._taken += len(line) + 1
        if self._taken > MOST_BYTES:
            raise Refused("too_large", f"its headers are larger than {MOST_BYTES // 1024} KiB")
        super().lineReceived(line)

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 - Twisted's name
        with suppress(InvalidHeaderName):
            super().headerReceived(name, value)  # type: ignore[no-untyped-call]  # Twisted has no types


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Deferred[Any]:
        """Ask; Twisted names the parser's class itself, so it is changed afterwards, as Scrapy does."""
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser
        return answer


class Factory(_LenientHTTP11ClientFactory):
    """Makes the connections of a pool."""

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 - Twisted's name
        """One connection."""
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted has no types
