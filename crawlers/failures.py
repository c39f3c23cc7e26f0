"""Why a page did not arrive: one code a reason, each with what a person can do."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

CURES = {
    "address_refused": "the address is not public; if it is a test site, name it in KHAOSAN_ALLOW_ADDRESSES",
    "busy": "nothing to do: that crawl goes on, and the next run of this one too",
    "blocked": "the site refuses us; nothing is evaded: ask the office, then khaosan source probe ID",
    "dns": "check the host in the source's row; the office may have moved",
    "encoding_stack": "the server is broken or hostile; tell the office",
    "fetch_failed": "it is tried again in later runs; if it persists, look at the site",
    "internal_error": "report this with the message; other offices are not affected",
    "layout_changed": "look at the page; mend the family or the source's row",
    "missing": "the list links a page that is not there; tell the office, or wait: it is tried again",
    "moved": "look where it leads, and add the host to the row's hosts",
    "needs_browser": "it cannot be read without a browser: look for a feed, or name another start page",
    "nothing_found": "open the start page; correct family, start or via in the source's row",
    "off_site": "if it is the office's, add the host to the row's hosts",
    "redirect_loop": "the site redirects in circles; look at the address in a browser",
    "robots_disallowed": "the site asks not to be fetched there; it is obeyed",
    "robots_unreachable": "the crawl of this site waits until its robots.txt can be read again",
    "throttled": "the site asked for less; the next run goes on; consider a larger delay in the row",
    "timeout": "the server is slow or hangs; it is tried again in later runs",
    "tls": "the connection cannot be encrypted in a way both sides know; look at the site's certificate",
    "too_large": "not kept: look at it in a browser; for attachments a row's budget sets file_megabytes",
    "trap": "nothing to do, unless the address is a real one: then tell us its shape",
    "truncated": "the server cut its answer short; it is tried again in later runs",
}


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


PERMANENT = frozenset(
    {"address_refused", "encoding_stack", "robots_disallowed", "too_large", "off_site", "moved", "trap"}
)
"""Asking again within a run, or at all, brings nothing else."""


def code_of(error: BaseException) -> tuple[str, str]:
    """The code and the reason of whatever a download raised."""
    if isinstance(error, Refused):
        return error.code, error.reason
    name = type(error).__name__
    text = str(error) or name
    if "max redirections" in text:
        return "redirect_loop", "redirected more than 5 times"
    if "DOWNLOAD_MAXSIZE" in text or name == "DownloadCancelledError":
        return (
            "too_large",
            "larger than is kept: 8 MiB a page, for attachments as the row's budget says",
        )
    table = {
        "DownloadTimeoutError": ("timeout", "no whole answer in time"),
        "CannotResolveHostError": ("dns", "its host has no address"),
        "ResponseDataLossError": ("truncated", "the answer ended before its announced length"),
    }
    if name in table:
        return table[name]
    if "SSL" in text or "TLS" in text or "certificate" in text:
        return "tls", text[:200]
    return "fetch_failed", f"{name}: {text[:200]}"


def cure_of(code: str) -> str:
    """What a person can do."""
    return CURES.get(code, CURES["fetch_failed"])
