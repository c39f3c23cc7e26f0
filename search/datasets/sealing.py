"""The hash of a manifest, its id, and its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipelines.codec import to_builtins
from search.datasets.canonical import digest
from search.datasets.records import Item, Manifest, Question, Seal

UNSEALED = ("id", "hash")
ID_DIGITS = 16
"""Hex digits: 64 bits, so that among a million datasets of one store a clash has odds of 1 in 37 million."""


def sealed(manifest: Manifest) -> Manifest:
    """Put hash and id in."""
    seal = seal_of(to_builtins(manifest))
    return replace(manifest, hash=seal, id=id_of(seal))


def seal_of(manifest: Mapping[str, Any]) -> Seal:
    """Hash a manifest as JSON holds it."""
    parts = {name: value for name, value in manifest.items() if name not in UNSEALED}
    return Seal(
        algorithm="SHA-256",
        canonical="RFC 8785",
        value=digest(parts),
        parts={name: digest(parts[name]) for name in sorted(parts)},
    )


def id_of(seal: Seal) -> str:
    """The id of a dataset."""
    return f"ds-{seal.value[:ID_DIGITS]}"


def fingerprint(question: Question, items: tuple[Item, ...]) -> str:
    """Hash what was asked and what was found, without when, where and with which engine.

    Filters not in force are left out, so that a filter that is new tomorrow changes no fingerprint of today.
    """
    asked = to_builtins(question)
    kept = {name: asked[name] for name in ("match", "syntax", "copies", "tree")}
    kept["filters"] = {name: one for name, one in asked["filters"].items() if one not in ((), [], None)}
    return digest({"query": kept, "items": [[one.id, one.digest] for one in items]})
