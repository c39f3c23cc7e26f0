"""One POST to an address that a person set, checked as a crawl's are: on the resolved address, at connect."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from crawlers.addresses import is_allowed, parse_allowed
from flows.alerts.sinks import Unsent


def post(url: str, body: bytes, headers: Mapping[str, str], *, allowed: str, timeout: float) -> int:
    """Post a body and return the status.

    Raises:
        Unsent: no answer, or the address is not public and none of those allowed.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unsent("the webhook is no http or https address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        address = _address(parts.hostname, port, allowed)
        connection = _connection(parts.scheme, parts.hostname, port, address, timeout)
        try:
            connection.request("POST", target, body, dict(headers))
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        raise Unsent(f"the webhook: {type(error).__name__}: {error}") from error


def _address(host: str, port: int, allowed: str) -> str:
    pairs = parse_allowed(allowed)
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    usable = [one for one in found if is_allowed(one, port, pairs)]
    if not usable or len(usable) < len(found):
        raise Unsent(f"{host} is no public address; if it is yours, name it in KHAOSAN_ALLOW_ADDRESSES")
    return usable[0]


def _connection(
    scheme: str, host: str, port: int, address: str, timeout: float
) -> http.client.HTTPConnection:
    """A connection to the address that was checked; the name is for the certificate and the Host header."""
    raw = socket.create_connection((address, port), timeout)
    if scheme == "https":
        raw = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    made = http.client.HTTPConnection(host, port, timeout=timeout)
    made.sock = raw
    return made
