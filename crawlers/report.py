"""What a crawl did, office by office, and what a person should look at: the file it is judged by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.codec import from_json, to_json
from pipelines.drafts import write_whole

SHOWN = 10
"""So many issues of one code an office are spelt out; the rest is one line with their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something a person should look at: where, what, and what to do."""

    source: str | None
    code: str
    message: str
    cure: str = ""
    url: str | None = None


@dataclass(slots=True, kw_only=True)
class SourceFigures:
    """Figures of one office."""

    requests: int = 0
    captures: int = 0
    not_modified: int = 0
    """Answers 304, and answers whose bytes were those of the last visit."""
    articles_linked: int = 0
    """New items found on list pages and in feeds, whether linked or contained whole."""
    gone: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    """By code."""
    door: str | None = None
    """The door that yielded: rest, feed, html."""
    finished: bool = False
    waits: str = ""
    """Why it was left for later though nothing is wrong: its hours, or it asked to be left alone."""


@dataclass(slots=True, kw_only=True)
class CrawlReport:
    """The whole file."""

    sources: dict[str, SourceFigures] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    planned: dict[str, list[str]] = field(default_factory=dict)
    """For a dry run: what would be asked first, by office."""


class Reporter:
    """Collects figures and issues; many issues of a kind become one line at the end."""

    def __init__(self) -> None:
        self.report = CrawlReport()
        self._counted: Counter[tuple[str | None, str]] = Counter()

    def figures(self, source_id: str) -> SourceFigures:
        """The figures of an office, begun when first asked for."""
        return self.report.sources.setdefault(source_id, SourceFigures())

    def issue(
        self, source: str | None, code: str, message: str, cure: str = "", url: str | None = None
    ) -> None:
        """Count an issue, and spell out the first ones of its kind."""
        self._counted[source, code] += 1
        if self._counted[source, code] <= SHOWN:
            self.report.issues.append(Issue(source=source, code=code, message=message, cure=cure, url=url))

    def close(self) -> CrawlReport:
        """Add a line for what was not spelt out, and hand over the report."""
        for (source, code), count in self._counted.items():
            if count > SHOWN:
                message = f"{source or 'crawl'}: {count - SHOWN} more of {code}"
                cure = "the addresses are in the store's table frontier, with the reason in note"
                self.report.issues.append(Issue(source=source, code=code, message=message, cure=cure))
        self._counted.clear()
        return self.report


def write(report: CrawlReport, file: Path) -> None:
    """Write the file whole or not at all."""
    write_whole(file, to_json(report) + "\n")


def read(file: Path) -> CrawlReport:
    """Read the file; ConfigError where it is none."""
    return from_json(file.read_bytes(), CrawlReport)
