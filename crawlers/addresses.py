"""Which network addresses may be fetched: global ones, and the exceptions a person names. Pure.

A page, a redirect, a robots.txt or a resolver under somebody else's control can name 127.0.0.1, a cloud's
metadata service or a router. The check is made on the resolved address at connect time, so it does not matter
how the name was written (2130706433, 0x7f.1, a name that resolves elsewhere the second time).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from pipelines.errors import SettingsError

Pair = tuple[str, int]

_SPECIAL = tuple(
    map(
        ip_network,
        # IANA special-purpose registries that Python 3.11.7 takes for global (CVE-2024-4032; later ones).
        (
            "192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "100:0:0:1::/64",
            "2002::/16", "2001::/23", "3fff::/20", "5f00::/16", "fec0::/10",
        ),
    )
)  # fmt: skip
_NAT64 = ip_network("64:ff9b::/96")


def parse_allowed(text: str) -> frozenset[Pair]:
    """Read ``KHAOSAN_ALLOW_ADDRESSES``: ``127.0.0.1:18081,[::1]:8080``.

    Raises:
        SettingsError: a part is no address with a port; names are refused, since they can change.
    """
    return frozenset(_pair(part.strip()) for part in text.split(",") if part.strip())


def _pair(part: str) -> Pair:
    host, _, port = part.rpartition(":")
    try:
        number = int(port)
        if not 0 < number < 65536:
            raise ValueError(port)
        return str(ip_address(host.strip("[]"))), number
    except ValueError as error:
        raise SettingsError(
            f"KHAOSAN_ALLOW_ADDRESSES: {part!r} is no address with a port",
            cure="write addresses as 127.0.0.1:18081,[::1]:8080",
        ) from error


def is_allowed(address: str, port: int, allowed: frozenset[Pair]) -> bool:
    """Say whether a connection to this address and port may be made."""
    return (address, port) in allowed or is_global(address)


def is_global(address: str) -> bool:
    """Say whether an address is one of the public internet, embedded IPv4 addresses looked through."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _global(parsed)


def _global(parsed: IPv4Address | IPv6Address) -> bool:
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return _global(parsed.ipv4_mapped)
        if parsed in _NAT64:
            return _global(IPv4Address(int(parsed) & 0xFFFFFFFF))
    if any(parsed in network for network in _SPECIAL):
        return False
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified)
