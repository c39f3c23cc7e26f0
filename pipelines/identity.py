"""How an article without a number of its own is named, and the digest of bytes."""

from __future__ import annotations

from hashlib import sha256

DIGITS = 16
"""Hex digits: 64 bits, so that among 50 million articles of one office a clash has odds of 1 in 15,000."""


def address_id(source_id: str, canonical_url: str) -> str:
    """``source_id:`` and a digest of the canonical address."""
    digest = address_digest(canonical_url)
    return f"{source_id}:{digest}" if source_id else digest


def address_digest(canonical_url: str) -> str:
    """The first :data:`DIGITS` hex digits of the SHA-256 of an address."""
    return sha256(canonical_url.encode()).hexdigest()[:DIGITS]


def digest_of(body: bytes) -> str:
    """The SHA-256 of bytes, in hex, as captures and records carry it."""
    return sha256(body).hexdigest()
