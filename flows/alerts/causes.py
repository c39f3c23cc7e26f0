"""Causes of trouble: many issues of many days and offices have one, and that is what people hear of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from flows.report import Issue
from pipelines import issues
from pipelines.health.records import Verdict
from pipelines.health.words import cure, label, said
from pipelines.records import Source

TOLD_BY_VERDICT = frozenset(
    {"quiet", "rule_broke", "host_down", "blocked", "moved", "closed_by_policy", "held"}
)
"""Codes of issues that a verdict says better."""
HARMLESS = frozenset({"archive_torn"})
STAGES = frozenset({"check", "hold", "index"})
"""Issues of single pages are in the report; those of the whole are causes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that is wrong; ``id`` stays as long as it lasts. Texts by language: ``en``, ``th``."""

    id: str
    title: dict[str, str]
    text: dict[str, str]
    cure: dict[str, str]
    since: str


def causes(
    verdicts: Iterable[Verdict], found_issues: Iterable[Issue], known: Mapping[str, Source], *, today: str
) -> dict[str, Cause]:
    """Gather what alarms: offices that broke with their family are one cause."""
    found: dict[str, list[Verdict]] = {}
    for one in verdicts:
        if one.urgency == "alarm":
            found.setdefault(_id(one, known), []).append(one)
    made = {identity: _of_verdicts(identity, some, known) for identity, some in found.items()}
    for issue in found_issues:
        if is_cause(issue):
            identity = f"{issue.source or issue.stage}:{issue.code}"
            made.setdefault(identity, _of_issue(identity, issue, known, today))
    return made


def _id(one: Verdict, known: Mapping[str, Source]) -> str:
    shared = any(reason.key == "family_broken" for reason in one.reasons)
    if shared and one.source_id in known:
        return f"family {known[one.source_id].family}:{one.label}"
    return f"{one.source_id}:{one.label}"


def _of_verdicts(identity: str, some: list[Verdict], known: Mapping[str, Source]) -> Cause:
    first = min(some, key=lambda one: (one.since, one.source_id))
    name = known[first.source_id].name if first.source_id in known else first.source_id
    more = {"en": f" and {len(some) - 1} more", "th": f" และอีก {len(some) - 1} แห่ง"}
    names = {tongue: name + (more[tongue] if len(some) > 1 else "") for tongue in ("en", "th")}
    ids = ", ".join(one.source_id for one in some)
    return Cause(
        id=identity,
        title={tongue: f"{names[tongue]}: {label(first.label, tongue)}" for tongue in ("en", "th")},
        text={tongue: f"{ids}: {said(first, tongue)}" for tongue in ("en", "th")},
        cure={tongue: cure(first, tongue) for tongue in ("en", "th")},
        since=first.since.isoformat(),
    )


def is_cause(issue: Issue) -> bool:
    """Say whether an issue is of the run as a whole, or of an office, and no verdict tells of it."""
    if issue.code in HARMLESS or issue.code in TOLD_BY_VERDICT:
        return False
    if issue.stage == "refine":  # of no page: captures that wait
        return issue.url is None
    return issue.stage in STAGES or (issue.stage == "crawl" and issue.source is None)


def _of_issue(identity: str, issue: Issue, known: Mapping[str, Source], today: str) -> Cause:
    office = known.get(issue.source or "")
    who = office.name if office else issue.source or issue.stage
    tongues: tuple[issues.Language, ...] = ("en", "th")
    cured = partial(issues.cure, issue.code, issue.cure, stage=issue.stage, source=issue.source)
    return Cause(
        id=identity,
        title={one: f"{who}: {issues.what(issue.code, one, stage=issue.stage)}" for one in tongues},
        text={one: issues.told(issue.code, issue.message, one, stage=issue.stage) for one in tongues},
        cure={one: cured(one) for one in tongues},
        since=today,
    )
