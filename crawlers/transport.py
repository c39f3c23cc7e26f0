"""How bytes arrive: TLS is recorded, encodings are bounded and whole, redirects leak nothing."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.core.downloader.tls import _ScrapyClientTLSOptions26
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.exceptions import CannotResolveHostError
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet import ssl

from crawlers.failures import Refused
from crawlers.resolver import refusal

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
    """Scrapy's decompression, which returns what it can, made to say when that was not all."""

    def process_response(self, request: Any, response: Any, spider: Any = None) -> Any:
        """Decode; raise Refused for a body that is damaged or cut short."""
        encodings = b",".join(response.headers.getlist("Content-Encoding")).lower().strip()
        packed = response.body
        try:
            decoded = super().process_response(request, response)
        except (OSError, EOFError, zlib.error, ValueError) as error:
            raise Refused("truncated", f"its {encodings.decode('latin-1')} encoding is damaged") from error
        name = encodings.decode("latin-1")
        if packed and name in _WHOLE and not _WHOLE[name](packed, decoded.body):
            raise Refused("truncated", f"its {name} encoding is cut short or damaged")
        return decoded


def _whole(packed: bytes, body: bytes) -> bool:
    """Compare with the trailer (RFC 1952 §2.3.1: CRC-32, length); several members are read in full."""
    crc, size = int.from_bytes(packed[-8:-4], "little"), int.from_bytes(packed[-4:], "little")
    if crc == zlib.crc32(body) and size == len(body) & 0xFFFFFFFF:
        return True
    try:
        return gzip.decompress(packed) == body
    except (OSError, EOFError, zlib.error):
        return False


def _whole_zstd(packed: bytes, body: bytes) -> bool:
    """Say whether a frame is there to its end (RFC 8878 §3.1.1); Scrapy takes a cut one for an empty page."""
    from backports import zstd

    inflater = zstd.ZstdDecompressor()
    try:
        return inflater.decompress(packed, max_length=len(body) + 1) == body and inflater.eof
    except zstd.ZstdError:
        return False


def _whole_brotli(packed: bytes, body: bytes) -> bool:
    import brotli

    inflater = brotli.Decompressor()
    try:
        return bool(inflater.process(packed) == body and inflater.is_finished())
    except brotli.error:
        return False


_WHOLE: dict[str, Callable[[bytes, bytes], bool]] = {
    "gzip": _whole,
    "x-gzip": _whole,
    "zstd": _whole_zstd,
    "br": _whole_brotli,
}
"""How each encoding tells that all of it came; what is too large never gets here."""


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
        return super().process_response(request, response)

    def _engine_started(self) -> None:
        """Nothing to look up."""

    def handle_referer(self, request: Any, response: Any) -> None:
        """Drop it."""
        request.headers.pop("Referer", None)
