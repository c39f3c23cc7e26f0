"""How bytes arrive: TLS is recorded, encodings are bounded and whole, redirects leak nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.core.downloader.tls import _ScrapyClientTLSOptions26
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import CannotResolveHostError
from scrapy.utils.response import get_meta_refresh
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet import ssl

from crawlers.failures import Refused
from crawlers.header_lines import Factory
from crawlers.resolver import refusal
from crawlers.unpacking import unpacked

MAX_ENCODINGS = 2
"""A gzip in a gzip occurs by mistake; a chain of 200 was accepted by Scrapy (CVE-2025-66418 is its like)."""
REFRESH_BYTES = 4 * 4096 + 4
"""Scrapy looks at a page's first 4,096 letters; of four bytes at most, behind a mark of byte order."""
TLS_VALID = "tls_valid"
"""Key of ``request.meta``."""


class Handler(HTTP11DownloadHandler):
    """Scrapy's handler with a TLS policy that takes every certificate and remembers which were valid.

    Many small offices have expired or self-signed certificates: refusing loses the office, hiding it lies.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._pool._factory = Factory
        self._policy = _Policy.from_crawler(crawler)
        self._contextFactory: Any = self._policy

    async def download_request(self, request: Any) -> Any:
        """Download, and note in ``request.meta`` whether the host's certificate was valid."""
        parts = urlsplit(request.url)
        try:
            response = await super().download_request(request)
        except CannotResolveHostError as error:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            raise refusal(parts.hostname or "", port) from error
        if parts.scheme == "https":
            request.meta[TLS_VALID] = self._policy.valid.get(parts.hostname or "")
        return response


class _Policy(_ScrapyClientContextFactory):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.valid: dict[str, bool] = {}

    def _get_cert_options_kwargs(self) -> dict[str, Any]:
        return dict(super()._get_cert_options_kwargs()) | {"trustRoot": _platform_trust()}

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        creator = _Recording(self._get_cert_options()._makeTLSConnection, hostname.decode("ascii"))
        creator.valid = self.valid
        return creator


class _Recording(_ScrapyClientTLSOptions26):
    valid: dict[str, bool]

    def clientConnectionForTLS(self, tlsProtocol: Any) -> Any:  # noqa: N802, N803
        connection = super().clientConnectionForTLS(tlsProtocol)
        host = self._hostnameASCII
        wanted = DNS_ID(host) if self._hostnameIsDnsName else IPAddress_ID(host)
        self.valid[host] = True

        def record(_connection: Any, certificate: Any, error: int, depth: int, _ok: int) -> bool:
            if error or (depth == 0 and not _is_for(certificate, wanted)):
                self.valid[host] = False
            return True

        connection.set_verify(SSL.VERIFY_PEER, record)
        return connection


def _platform_trust() -> Any:
    trust: Any = ssl.platformTrust
    return trust()


def _is_for(certificate: Any, wanted: Any) -> bool:
    try:
        verify_service_identity(extract_patterns(certificate), [wanted], [])
    except (CertificateError, VerificationError, ValueError):
        return False
    return True


class EncodingLimit:
    """Refuses stacked encodings before anything is decoded."""

    def process_response(self, request: Any, response: Any) -> Any:
        """Raise Refused where more than :data:`MAX_ENCODINGS` are stacked."""
        stacked = [
            part for value in response.headers.getlist("Content-Encoding") for part in value.split(b",")
        ]
        if len(stacked) > MAX_ENCODINGS:
            raise Refused("encoding_stack", f"{len(stacked)} encodings are stacked")
        return response


class Decompression(HttpCompressionMiddleware):
    """Scrapy's order of decoding, with decoders that take only what is whole."""

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        """Decode one of the encodings that a body has."""
        return unpacked(body, encoding.decode("ascii"), max_size)


class Redirects(RedirectMiddleware):
    """Scrapy's redirects without a Referer: no page learns where we came from."""

    def _engine_started(self) -> None:
        """Nothing to look up."""

    def handle_referer(self, request: Any, response: Any) -> None:
        """Drop it."""
        request.headers.pop("Referer", None)


class MetaRefreshes(MetaRefreshMiddleware):
    """The same for redirects written in HTML."""

    def process_response(self, request: Any, response: Any, spider: Any = None) -> Any:
        """Look for one where there may be one: to look is to decode the whole page."""
        head: bytes = response.body[:REFRESH_BYTES]
        wide = b"\0" in head  # each letter of UTF-16 and UTF-32 has one
        if b"refresh" not in head.lower() and not wide:
            return response
        try:
            following = super().process_response(request, response)
            renews = following is not response and following.url == response.url and _waits(response)
        except (ValueError, LookupError):  # an address or a charset that is none: a browser shows the page
            return response
        return response if renews else following

    def _engine_started(self) -> None:
        """Nothing to look up."""

    def handle_referer(self, request: Any, response: Any) -> None:
        """Drop it."""
        request.headers.pop("Referer", None)


def _waits(response: Any) -> bool:
    """Say whether a page's refresh gives time to read it: to itself it is a news ticker, and no redirect."""
    interval = get_meta_refresh(response)[0]
    return bool(interval)
