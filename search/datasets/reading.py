"""Is a manifest as it was made? What differs is named, as closely as can be known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines.codec import from_builtins
from pipelines.errors import ConfigError, ManifestRefused
from search.datasets.records import FORMAT, Manifest
from search.datasets.sealing import fingerprint, id_of, seal_of

MOST_NAMED = 20
"""Differences named one by one."""
LARGEST = 512 * 2**20
"""Bytes of a manifest: about four million articles."""


def read(text: str | bytes, *, name: str, kept: Mapping[str, Any] | None = None) -> Manifest:
    """Read a manifest and hold it to its hash.

    Args:
        text: Its JSON.
        name: What to call it in an error: its file.
        kept: The manifest that the store keeps under the same id, to say what differs to the letter.

    Raises:
        ManifestRefused: it is not as it was made; each difference is named.
    """
    value = _parsed(text, name)
    found = tuple(islice(differences(value, kept), MOST_NAMED))
    if found:
        raise ManifestRefused(name, found)
    try:
        return from_builtins(value, Manifest)
    except ConfigError as error:
        raise ManifestRefused(name, (error.message,)) from error


def read_file(file: Path, kept: Mapping[str, Any] | None = None) -> Manifest:
    """Read the manifest in a file, or in a folder that a dataset was written to.

    Raises:
        ManifestRefused: it is not as it was made, or cannot be read.
    """
    path = path_of(file)
    try:
        if path.stat().st_size > LARGEST:
            raise ManifestRefused(str(path), (f"larger than {LARGEST // 2**20} MB",))
        text = path.read_bytes()
    except OSError as error:
        raise ManifestRefused(str(path), (error.strerror or "cannot be read",)) from error
    return read(text, name=str(path), kept=kept)


def path_of(file: Path) -> Path:
    """The manifest's file, where the folder of a dataset is named too."""
    return file / "manifest.json" if file.is_dir() else file


def differences(value: Mapping[str, Any], kept: Mapping[str, Any] | None = None) -> Iterator[str]:
    """Name what is not as the manifest's own hashes say, and what the store keeps otherwise."""
    if value.get("format") != FORMAT:
        yield f"format is {value.get('format')!r}, this version reads {FORMAT!r}"
        return
    stated = value.get("hash")
    if not isinstance(stated, Mapping) or not isinstance(stated.get("parts"), Mapping):
        yield "hash is missing"
        return
    try:
        seal = seal_of(value)
    except ValueError as error:
        yield str(error)
        return
    yield from _parts(stated["parts"], seal.parts)
    if stated.get("value") != seal.value:
        yield f"hash is {stated.get('value')}, the content's is {seal.value}"
    if value.get("id") != id_of(seal):
        yield f"id is {value.get('id')}, the content's is {id_of(seal)}"
    yield from _fingerprint(value)
    if kept is not None:
        yield from (f"{path}: {what}" for path, what in compared(kept, value))


def _parts(stated: Mapping[str, Any], found: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*stated, *found}):
        if name not in found:
            yield f"{name} is missing"
        elif name not in stated:
            yield f"{name} was added"
        elif stated[name] != found[name]:
            yield f"{name} was changed"


def _fingerprint(value: Mapping[str, Any]) -> Iterator[str]:
    try:
        manifest = from_builtins(dict(value), Manifest)
    except ConfigError as error:
        yield error.message
        return
    if fingerprint(manifest.query, manifest.items) != manifest.fingerprint:
        yield "fingerprint is not that of the query and the items"


def compared(kept: Any, given: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Walk two values and name each place where they differ."""
    if isinstance(kept, dict) and isinstance(given, dict):
        for name in sorted({*kept, *given}):
            yield from compared(kept.get(name), given.get(name), f"{path}.{name}" if path else name)
    elif isinstance(kept, list) and isinstance(given, list) and len(kept) == len(given):
        for number, (one, other) in enumerate(zip(kept, given, strict=True)):
            yield from compared(one, other, f"{path}[{number}]")
    elif kept != given:
        yield path, f"{_short(kept)} was made, {_short(given)} is given"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _parsed(text: str | bytes, name: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ManifestRefused(name, (f"not JSON: {error}",)) from error
    if not isinstance(value, dict):
        raise ManifestRefused(name, ("not a JSON object",))
    return value
