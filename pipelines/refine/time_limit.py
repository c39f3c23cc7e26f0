"""How long one page may be read, by an alarm of the operating system: what hangs is often no Python."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipelines.errors import PageError


class PageTimeout(PageError):  # noqa: N818 - named for the fate like its siblings
    """Reading the page, or one post of it, took too long."""

    fate = "quarantine"
    code = "timeout"


@contextmanager
def at_most(seconds: float, url: str, *, more: float) -> Iterator[None]:
    """Raise PageTimeout inside when it is not done in time; in the main thread of a process alone.

    Whoever catches it may go on with what is left of the page; it is raised again each ``more`` seconds, so
    that neither a page of a hundred posts that hang nor a library that swallows it is waited for.

    Args:
        seconds: Until it is raised first.
        url: The page's address, for the message.
        more: Seconds until it is raised again, and again.
    """

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise PageTimeout(f"not read within {seconds:g} s", url=url)

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds, more)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
