"""What a caller wishes of a crawl, and the command line that says so to the child."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol


class CrawlSettings(Protocol):
    """What a crawl must know of a home; flows' settings have it."""

    @property
    def folder(self) -> Path: ...
    @property
    def database_url(self) -> str | None: ...
    @property
    def archive_url(self) -> str | None: ...
    @property
    def registry(self) -> str | None: ...
    @property
    def allow_addresses(self) -> str: ...
    @property
    def contact(self) -> str: ...
    @property
    def offices_at_once(self) -> int: ...


class Chosen(Protocol):
    """Which offices, and how far back; flows' selection has it."""

    @property
    def ids(self) -> Sequence[str]: ...
    @property
    def province(self) -> str | None: ...
    @property
    def since(self) -> str | None: ...
    @property
    def until(self) -> str | None: ...
    @property
    def limit(self) -> int | None: ...
    @property
    def dry_run(self) -> bool: ...
    @property
    def backfill(self) -> bool: ...


def command(settings: CrawlSettings, chosen: Chosen, report: Path) -> list[str]:
    """The child's command line."""
    options: dict[str, Any] = {
        "--registry": settings.registry,
        "--ids": ",".join(chosen.ids),
        "--province": chosen.province,
        "--since": chosen.since,
        "--until": chosen.until,
        "--limit": chosen.limit,
        "--at-once": settings.offices_at_once,
    }
    options_of_both = [*common(settings, report), *given(options)]
    return [sys.executable, "-m", "crawlers", *options_of_both, *_flags(chosen)]


def _flags(chosen: Chosen) -> list[str]:
    return [*(["--dry-run"] if chosen.dry_run else []), *(["--backfill"] if chosen.backfill else [])]


def common(settings: CrawlSettings, report: Path) -> list[str]:
    """Options that every child has."""
    options = {
        "--home": settings.folder,
        "--report": report,
        "--database": settings.database_url,
        "--archive-url": settings.archive_url,
        "--allow": settings.allow_addresses,
        "--contact": settings.contact,
    }
    return ["--parent", *given(options)]


def given(options: Mapping[str, Any]) -> list[str]:
    """Options that have a value, as words of a command line."""
    return [f"{name}={value}" for name, value in options.items() if value not in (None, "")]
