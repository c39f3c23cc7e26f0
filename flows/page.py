"""The daily report as a page: what happened, what needs a person, and why, for somebody new to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection

from flows.alerts.causes import is_cause
from flows.report import Issue, RunReport
from flows.words import words as told_words
from pipelines import issues
from pipelines.health import keeping, words
from pipelines.health.records import Urgency
from pipelines.moment import BANGKOK, BE_OFFSET
from pipelines.records import Source
from pipelines.store import holds, sources, visits
from pipelines.store.visits import OfficeDay

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = ("th", "en")
MOST = 50
"""Rows of a table; the rest is counted, and in issues.jsonl."""
PAGE_STAGES = frozenset({"crawl", "refine"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A heading, a word on what it shows, and rows."""

    heading: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A report in one language."""

    language: Language
    title: str
    lead: tuple[str, ...]
    tables: tuple[Table, ...]


def page_of(
    connection: Connection, report: RunReport, language: Language, *, unsent: Sequence[str] = ()
) -> Page:
    """Write the report of a run: from the run itself, and from what the store says of every office."""
    maker = _Maker(connection, report, language)
    return Page(
        language=language,
        title=maker.say("title", when=maker.day),
        lead=tuple(maker.lead(unsent)),
        tables=tuple(table for table in maker.tables() if table.rows),
    )


class _Maker:
    """What all parts of one page need."""

    def __init__(self, connection: Connection, report: RunReport, language: Language) -> None:
        self.report, self.language = report, language
        moment = datetime.fromisoformat(report.started_at).astimezone(BANGKOK)
        self.day = _day(moment.date(), language)
        self.known = sources.load(connection)
        self.visits = visits.between(connection, moment.date(), moment.date())
        self.verdicts = keeping.load(connection)
        self.held = holds.load(connection)

    def say(self, key: str, section: str = "report", /, **values: object) -> str:
        """A text of the table of words."""
        return told_words()[section][key][self.language].format(**values)

    def lead(self, unsent: Sequence[str]) -> list[str]:
        """The run in a few sentences."""
        counts = Counter(one.outcome for one in self.visits)
        asked = self.say(
            "asked",
            n=len(self.visits),
            new=counts["collected"],
            same=counts["nothing_new"],
            failed=counts["failed"],
        )
        made = {name: self.report.articles.get(name, 0) for name in ("added", "changed", "gone")}
        parts = [asked if self.visits else self.say("nobody")]
        parts.append(
            self.say("articles", **made, indexed=self.report.indexed, engine=self.report.engine or "–")
        )
        if self.report.interrupted:
            parts.append(self.say("interrupted", when=self.report.interrupted))
        if unsent:
            parts.append(self.say("unsent", what="; ".join(unsent)))
        if not self._judged("alarm") and not self.held and not self._troubles():
            parts.append(self.say("well"))
        return parts

    def tables(self) -> list[Table]:
        """What needs a person first, what is well last."""
        judged = ("office", "what", "since", "why", "do")
        return [
            self._table("needs", judged, self._judged("alarm")),
            self._table("trouble", ("where", "why", "do"), self._troubles()),
            self._table("held", ("office", "articles", "why"), self._held()),
            self._table("look", judged, self._judged("notice")),
            self._table("failed", ("office", "why"), self._failed()),
            self._table("pages", ("office", "why", "do"), self._pages()),
            self._table("fresh", ("office", "new"), self._fresh(), note=False),
            self._table("aside", ("office", "reason", "count"), self._aside()),
            self._table("files", ("office", "reason", "files"), self._files()),
        ]

    def _table(
        self, key: str, columns: tuple[str, ...], rows: list[tuple[str, ...]], *, note: bool = True
    ) -> Table:
        more = self.say("more", n=len(rows) - MOST) if len(rows) > MOST else ""
        shown = [*rows[:MOST], *([(more,) + ("",) * (len(columns) - 1)] if more else [])]
        return Table(
            heading=self.say(key),
            note=self.say(f"{key}_note") if note else "",
            columns=tuple(self.say(one, "column") for one in columns),
            rows=tuple(shown),
        )

    def _judged(self, urgency: Urgency) -> list[tuple[str, ...]]:
        return [
            (
                self._name(one.source_id),
                words.label(one.label, self.language),
                _day(one.since, self.language),
                words.said(one, self.language),
                words.cure(one, self.language),
            )
            for one in self.verdicts.values()
            if one.urgency == urgency
        ]

    def _troubles(self) -> list[tuple[str, ...]]:
        """What is wrong with this machine, its services or the data, not with a site."""
        return [
            (self._name(one.source) if one.source else self.say(one.stage, "stage"), *self._told(one))
            for one in self.report.issues
            if is_cause(one)
        ]

    def _held(self) -> list[tuple[str, ...]]:
        return [
            (self._name(one.source_id), str(one.articles), issues.told("held", one.reason, self.language))
            for one in self.held
        ]

    def _failed(self) -> list[tuple[str, ...]]:
        alarmed = {one.source_id for one in self.verdicts.values() if one.urgency == "alarm"}
        failed = [one for one in self.visits if one.outcome == "failed" and one.source_id not in alarmed]
        return [(self._name(one.source_id), self._why(one)) for one in failed]

    def _pages(self) -> list[tuple[str, ...]]:
        found = [one for one in self.report.issues if one.stage in PAGE_STAGES and one.url]
        return [(self._name(one.source or ""), *self._told(one)) for one in found]

    def _told(self, one: Issue) -> tuple[str, str]:
        """What happened and what to do, in words."""
        cure = issues.cure(one.code, one.cure, self.language, stage=one.stage, source=one.source)
        return issues.told(one.code, one.message, self.language, stage=one.stage), cure

    def _why(self, one: OfficeDay) -> str:
        return issues.told(one.code or "fetch_failed", one.reason or "", self.language)

    def _fresh(self) -> list[tuple[str, ...]]:
        found = sorted((one for one in self.visits if one.new_items), key=_most_first)
        return [(self._name(one.source_id), str(one.new_items)) for one in found]

    def _aside(self) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = []
        for key, count in sorted(self.report.discards.items()):
            source_id, _, code = key.rpartition(":")
            told = told_words()["aside"].get(code)
            rows.append((self._name(source_id), told[self.language] if told else code, str(count)))
        return rows

    def _files(self) -> list[tuple[str, ...]]:
        """Attachments that are kept and have no text to be found by; damaged ones are among the pages."""
        told = told_words()["file"]
        split = ((key.rpartition(":"), str(count)) for key, count in sorted(self.report.files.items()))
        return [
            (self._name(one), told[status][self.language], count)
            for (one, _, status), count in split
            if status in told
        ]

    def _name(self, source_id: str) -> str:
        source: Source | None = self.known.get(source_id)
        return f"{source.name} ({source_id})" if source else source_id


def _most_first(one: OfficeDay) -> tuple[int, str]:
    return -one.new_items, one.source_id


def _day(day: date, language: Language) -> str:
    """ISO, with the Buddhist year beside it for Thai readers."""
    return f"{day.isoformat()} (พ.ศ. {day.year + BE_OFFSET})" if language == "th" else day.isoformat()
