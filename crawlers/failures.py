"""Why a page did not arrive: one code a reason; what it means and what to do is in pipelines.issues."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest
from sqlalchemy.exc import SQLAlchemyError

from pipelines import issues
from pipelines.errors import KhaosanError, PageError

BUSY = "busy"
"""The code for what another process is doing already."""


class Refused(IgnoreRequest):
    """A request or response that a guard stopped; ``code`` is counted, ``reason`` is for people.

    ``closes`` says that it is meant for the whole office, not for this address.
    """

    def __init__(self, code: str, reason: str, *, closes: bool = False) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.closes = closes


TOO_LARGE = "larger than is kept: 8 MiB a page, for attachments as the row's budget says"
PERMANENT = frozenset(
    {"address_refused", "encoding_stack", "robots_disallowed", "too_large", "off_site", "moved", "trap"}
)
"""Asking again within a run, or at all, brings nothing else."""


def code_of(error: BaseException) -> tuple[str, str]:
    """The code and the reason of whatever a download raised."""
    cause = _innermost(error)
    if isinstance(cause, Refused):
        return cause.code, cause.reason
    name = type(error).__name__
    text = str(error) or name
    if "max redirections" in text:
        return "redirect_loop", "redirected more than 5 times"
    if "DOWNLOAD_MAXSIZE" in text or name == "DownloadCancelledError":
        return "too_large", TOO_LARGE
    table = {
        "DownloadTimeoutError": ("timeout", "no whole answer in time"),
        "CannotResolveHostError": ("dns", "its host has no address"),
        "ResponseDataLossError": ("truncated", "the answer ended before its announced length"),
    }
    if name in table:
        return table[name]
    if "SSL" in text or "TLS" in text or "certificate" in text:
        return "tls", text[:200]
    return "fetch_failed", f"{type(cause).__name__}: {str(cause)[:200] or name}"


def is_ours(error: BaseException) -> bool:
    """Say whether a fault is of this machine (its disk, store or locks): no site is judged by it."""
    return isinstance(error, SQLAlchemyError | KhaosanError) and not isinstance(error, PageError)


def _innermost(error: BaseException) -> BaseException:
    """What a broken answer was broken by: Twisted wraps it, and says it in terms of its own."""
    reasons = getattr(error.__cause__, "reasons", ())
    found: BaseException = reasons[0].value if reasons else error
    return found


def cure_of(code: str, source: str | None = None) -> str:
    """What a person can do."""
    return issues.todo(code, "en", source=source) or issues.todo("fetch_failed", "en")
