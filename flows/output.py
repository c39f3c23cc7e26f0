"""What a person or a program sees: JSON alone on stdout with ``--json``, else text; progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from pipelines.codec import to_json


def emit(value: Any, *, json: bool, text: Callable[[], str] | None = None) -> None:
    """Print one object: as a line of JSON, or as ``text`` says it."""
    print_line(to_json(value) if json or text is None else text())


def emit_lines(values: Iterable[Any], *, json: bool, text: Callable[[Any], str]) -> None:
    """Print a list: one object a line."""
    for value in values:
        print_line(to_json(value) if json else text(value))


def print_line(line: str) -> None:
    """Write to stdout."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say(line: str) -> None:
    """Tell a person something on stderr."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
