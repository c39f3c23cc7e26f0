"""What a source's crawls may take of a day, and what they have taken. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from crawlers.memory import Spending
from pipelines.records import Source

MB = 2**20
DEFAULTS = {
    "pages": 5000.0,
    "megabytes": 2000.0,
    "minutes": 600.0,
    "files": 500.0,
    "files_megabytes": 500.0,
    "file_megabytes": 20.0,
}
"""A row's ``budget`` sets any of them. 5,000 pages are a long night at 2 s a page; 500 files of 1 MB, the
median of a scanned announcement, are an evening of an office's line."""
LARGEST_FILE_MB = 48.0
"""A record of the archive holds 64 MiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Limits of a day; ``file_bytes`` that of one attachment."""

    pages: int
    bytes: int
    seconds: int
    files: int
    files_bytes: int
    file_bytes: int

    def used_up(self, spent: Spending) -> str:
        """Say which limit the pages of today have reached; empty where none."""
        for name, limit, used in (
            ("pages", self.pages, spent.pages),
            ("MB", self.bytes, spent.bytes),
            ("minutes", self.seconds, spent.seconds),
        ):
            if used >= limit:
                unit = {"pages": 1, "MB": MB, "minutes": 60}[name]
                return f"{limit // unit} {name} of today's budget were fetched; tomorrow it goes on"
        return ""

    def files_used_up(self, spent: Spending) -> bool:
        """Say whether no more attachments may be fetched today."""
        return spent.files >= self.files or spent.file_bytes >= self.files_bytes


def budget_of(source: Source) -> Budget:
    """The limits of a source's row, the defaults where it names none."""
    limits = DEFAULTS | source.budget
    return Budget(
        pages=int(limits["pages"]),
        bytes=int(limits["megabytes"] * MB),
        seconds=int(limits["minutes"] * 60),
        files=int(limits["files"]),
        files_bytes=int(limits["files_megabytes"] * MB),
        file_bytes=int(min(limits["file_megabytes"], LARGEST_FILE_MB) * MB),
    )
