"""Every error of Khaosan, and what becomes of the page it stopped.

::

    KhaosanError(fate)
    ├ ConfigError              stop        SourceError · SettingsError · StoreMismatch · ManifestRefused
    ├ ServiceAway              stop        a server that must answer does not (exit code 3)
    ├ WorkersDied              stop        worker processes end before they have read a page
    ├ PageError                            one page, one fate
    │ ├ FetchFailed            retry       network, 5xx, time-out
    │ ├ Blocked                retry       403 or a challenge page: a person is told, nothing is evaded
    │ ├ Undecodable            quarantine  no charset reads it
    │ ├ LayoutChanged          quarantine  the family's rule no longer fits (the rule is named)
    │ ├ ArchiveDamaged         quarantine  bytes in the archive are not the bytes that were captured
    │ └ NotAnArticle           discard     list, feed, duplicate_view, not_found, spam, …: counted by role
    └ SearchError
      ├ QueryError             stop        the query cannot be read; position included
      ├ IndexMismatch          stop        analysis version of index and code differ: rebuild
      └ DocumentRejected       quarantine  the engine refused one document

Raising code adds data, never logs. A message says what happened, to what, and what to do.
"""

from __future__ import annotations

from typing import ClassVar, Literal

Fate = Literal["retry", "quarantine", "discard", "stop"]

DISCARD_ROLES = ("list", "feed", "duplicate_view", "not_found", "spam", "empty", "attachment")
"""What a page can be instead of an article. Counted per source, never silent."""


class KhaosanError(Exception):
    """The root. ``fate`` says what becomes of the page; ``cure`` what a person can do.

    What readers of the web app can meet is given in Thai too: ``message_th`` and ``cure_th``.
    """

    fate: ClassVar[Fate] = "stop"

    def __init__(self, message: str, *, cure: str = "", message_th: str = "", cure_th: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure
        self.message_th = message_th
        self.cure_th = cure_th

    def said(self, language: str) -> tuple[str, str]:
        """What happened and what to do, in ``th`` or ``en``; English where no Thai was given."""
        if language == "th" and self.message_th:
            return self.message_th, self.cure_th
        return self.message, self.cure

    def __str__(self) -> str:
        return f"{self.message} → {self.cure}" if self.cure else self.message


class ConfigError(KhaosanError):
    """What a person wrote cannot be used; all faults of one file are reported together."""


class SourceError(ConfigError):
    """A registry file is wrong. ``faults`` lists every fault as ``file: key: what``."""

    def __init__(self, faults: tuple[str, ...], *, cure: str = "correct the rows named above") -> None:
        super().__init__("\n".join(faults), cure=cure)
        self.faults = faults


class SettingsError(ConfigError):
    """An environment variable or option has a value that cannot be used."""


class StoreMismatch(ConfigError):  # noqa: N818 - named for the state, like IndexMismatch
    """The store's schema is not the one this version writes."""


class ManifestRefused(ConfigError):  # noqa: N818 - named for what was done
    """A dataset's manifest is not as it was made. ``differences`` name each part that is not."""

    def __init__(self, name: str, differences: tuple[str, ...]) -> None:
        super().__init__(
            f"{name}: not the manifest that was made: " + "; ".join(differences),
            cure="use the manifest as it was made, or make a new dataset",
        )
        self.differences = differences


class ServiceAway(KhaosanError):  # noqa: N818
    """A service that must answer does not: Elasticsearch, PostgreSQL, Prefect."""

    def __init__(self, service: str, message: str, *, cure: str) -> None:
        super().__init__(f"{service}: {message}", cure=cure)
        self.service = service


class WorkersDied(KhaosanError):  # noqa: N818 - named for what happened
    """Worker processes end before they have done anything: no page is at fault, and none is judged by it."""

    def __init__(self) -> None:
        super().__init__(
            "worker processes end as soon as they are started; what they wrote stands above",
            cure="free memory and see `khaosan doctor`; KHAOSAN_WORKERS=1 reads pages without them",
        )


class PageError(KhaosanError):
    """One page could not be used. ``url`` is its address, ``code`` the counted reason."""

    code: ClassVar[str] = "page_error"

    def __init__(self, message: str, *, url: str = "", cure: str = "") -> None:
        super().__init__(f"{url}: {message}" if url else message, cure=cure)
        self.url = url
        self.reason = message


class FetchFailed(PageError):  # noqa: N818
    """The page did not arrive: network error, 5xx, time-out, too large, broken encoding."""

    fate = "retry"
    code = "fetch_failed"


class Blocked(PageError):  # noqa: N818
    """The site refuses us (403, challenge). It is never evaded: a person is told."""

    fate = "retry"
    code = "blocked"


class Undecodable(PageError):  # noqa: N818
    """The bytes are no text: binary data, or a charset that is neither UTF-8 nor windows-874."""

    fate = "quarantine"
    code = "undecodable"


class LayoutChanged(PageError):  # noqa: N818
    """The family's rule found nothing where it must; ``rule`` names it."""

    fate = "quarantine"
    code = "layout_changed"

    def __init__(self, rule: str, *, url: str = "") -> None:
        super().__init__(
            f"rule {rule!r} found nothing",
            url=url,
            cure="look at the page; mend the family or the source row",
        )
        self.rule = rule


class ArchiveDamaged(PageError):  # noqa: N818
    """The archive no longer holds the bytes whose digest was recorded."""

    fate = "quarantine"
    code = "archive_damaged"


class NotAnArticle(PageError):  # noqa: N818
    """The page is something else. ``role`` is one of :data:`DISCARD_ROLES`."""

    fate = "discard"
    code = "not_an_article"

    def __init__(self, role: str, reason: str, *, url: str = "", canonical_url: str = "") -> None:
        super().__init__(f"{role}: {reason}", url=url)
        self.role = role
        self.reason = reason
        self.canonical_url = canonical_url


class SearchError(KhaosanError):
    """Searching or indexing failed."""


class QueryError(SearchError):
    """The query cannot be read. ``position`` counts characters from 0; both languages are given."""

    def __init__(self, message_en: str, message_th: str, *, position: int) -> None:
        super().__init__(f"{message_en} (at character {position + 1})", message_th=message_th)
        self.message_en = message_en
        self.position = position


class IndexMismatch(SearchError):  # noqa: N818
    """Index and code analyse Thai differently."""


class DocumentRejected(SearchError):  # noqa: N818
    """The engine refused one document; it waits among the dead letters."""

    fate = "quarantine"
