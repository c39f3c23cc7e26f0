"""Read JSON Lines, plain or gzip, with the number of a line that does not fit."""

from __future__ import annotations

import gzip
import sys
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pipelines.codec import from_json
from pipelines.errors import ConfigError

T = TypeVar("T")

STDIN = "-"


def read_lines(file: Path, kind: type[T]) -> Iterator[T]:
    """Read a record a line; empty lines are passed over.

    Raises:
        ConfigError: the file cannot be opened, or a line is no such record; it is numbered.
    """
    return (record for _, record in numbered_lines(file, kind))


def numbered_lines(file: Path, kind: type[T]) -> Iterator[tuple[int, T]]:
    """Read a record a line with the line's number; the file ``-`` is standard input.

    Raises:
        ConfigError: as :func:`read_lines`.
    """
    try:
        with _opened(file) as lines:
            for number, line in enumerate(lines, 1):
                content = line.removeprefix(BOM_UTF8) if number == 1 else line
                if content.strip():
                    yield number, _read(content, kind, f"{file}: line {number}")
    except (OSError, EOFError, zlib.error) as error:
        raise ConfigError(
            f"{file}: {getattr(error, 'strerror', None) or error}",
            cure="give a file of JSON Lines, plain or .gz",
        ) from error


@contextmanager
def _opened(file: Path) -> Iterator[Iterable[bytes]]:
    if str(file) == STDIN:
        yield sys.stdin.buffer
        return
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
        yield lines


def _read(line: bytes, kind: type[T], where: str) -> T:
    try:
        return from_json(line, kind)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error.message}", cure=error.cure) from error
