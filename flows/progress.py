"""Bars for work of several stages, drawn on stderr where it is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipelines.progress import Progress, silent


@contextmanager
def bars() -> Iterator[Callable[[str], Progress]]:
    """Give a function that makes a named bar; off a terminal the bars are silent."""
    if not sys.stderr.isatty():
        yield lambda label: silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as drawn:

        def make(label: str) -> Callable[[int, int], None]:
            task = drawn.add_task(label, total=None)
            return lambda done, total: drawn.update(task, completed=done, total=total)

        yield make
