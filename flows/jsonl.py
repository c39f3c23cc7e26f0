"""Read JSON Lines, plain or gzip, with the number of a line that does not fit."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pipelines.codec import from_json
from pipelines.errors import ConfigError

T = TypeVar("T")


def read_lines(file: Path, kind: type[T]) -> Iterator[T]:
    """Read a record a line; empty lines are passed over.

    Raises:
        ConfigError: the file cannot be opened, or a line is no such record; it is numbered.
    """
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _read(line, kind, f"{file}: line {number}")
    except (OSError, EOFError) as error:
        raise ConfigError(
            f"{file}: {getattr(error, 'strerror', None) or error}",
            cure="give a file of JSON Lines, plain or .gz",
        ) from error


def _read(line: bytes, kind: type[T], where: str) -> T:
    try:
        return from_json(line, kind)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error.message}", cure=error.cure) from error
