"""Which addresses may be fetched: a matrix of literals, and the exceptions a person names."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.addresses import is_allowed, is_global, parse_allowed
from pipelines.errors import SettingsError

CLOSED = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::1", "::",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0", "fec0::1",
    "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::1", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "100::1", "3fff::1", "5f00::1", "not-an-address", "2130706433",
)  # fmt: skip
OPEN = (
    "1.1.1.1", "203.150.1.1", "8.8.8.8", "2606:4700::1111", "2405:9800::1",
    "::ffff:8.8.8.8", "64:ff9b::808:808",
)  # fmt: skip


@pytest.mark.parametrize("address", CLOSED)
def test_no_address_that_is_not_global(address: str) -> None:
    assert not is_global(address)


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_are_open(address: str) -> None:
    assert is_global(address)


@given(st.integers(0, 2**32 - 1))
def test_wrapping_an_address_in_ipv6_changes_nothing(number: int) -> None:
    plain = IPv4Address(number)
    assert is_global(str(IPv6Address((0xFFFF << 32) | number))) == is_global(str(plain))


def test_exceptions_are_exact_pairs() -> None:
    allowed = parse_allowed("127.0.0.1:18081, [::1]:8080")
    assert is_allowed("127.0.0.1", 18081, allowed)
    assert is_allowed("::1", 8080, allowed)
    assert not is_allowed("127.0.0.1", 18082, allowed)
    assert not is_allowed("127.0.0.2", 18081, allowed)
    assert parse_allowed("") == frozenset()


@pytest.mark.parametrize(
    "text", ["localhost:80", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "*:80", "::1:x"]
)
def test_an_exception_that_is_no_pair_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match="KHAOSAN_ALLOW_ADDRESSES"):
        parse_allowed(text)
