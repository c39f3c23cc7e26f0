"""Quiet or broken? A pure function from evidence to a verdict.

The order is the strength of the evidence: what the site itself says (refusal, redirect, robots.txt), then
what does not answer, then what no longer fits the rules, then silence by the office's own rhythm.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import takewhile
from math import sqrt

from pipelines.health.calendar import name_of
from pipelines.health.records import Evidence, Label, Peers, Reason, Urgency, Verdict
from pipelines.health.rhythm import Rhythm, rhythm_of
from pipelines.health.silence import silence_of
from pipelines.store.visits import OfficeDay

SAID: dict[str, tuple[Label, str, str]] = {
    "blocked": ("blocked", "refused", "ask"),
    "moved": ("moved", "moved", "host_row"),
    "off_site": ("moved", "moved", "host_row"),
    "robots_disallowed": ("closed-by-policy", "robots", "policy"),
}
"""By the crawler's code: label, reason, cure."""
UNREAD = frozenset({"nothing_found", "layout_changed", "needs_browser"})
"""Codes of pages that arrived; any other code is a page that did not."""
STREAK = 2
"""Failures on so many visits in a row are no mishap of a day."""
SHARE = 0.5
"""Of pages or of peers: most of them."""
FEWEST_PEERS = 3
"""Fewer tell nothing of a family or a province."""
LEAST_TOLD = 2.0
"""Expected posting days from which a holiday is worth naming."""
WATCHED = 3
"""Visits that must have seen a silence; one that began before anyone looked may be ours."""
FEWEST_VISITS, SIGMAS = 5, 3.0
"""Silent visits that must be known, and how far above their habit list pages must change (two-proportion
z-test: one false alarm in 740 silences, if days were independent)."""


def verdict(evidence: Evidence) -> Verdict:
    """Judge an office."""
    failing = _failing(evidence.days)
    return (
        _by_word_of_the_site(evidence, failing)
        or _by_failures(evidence, failing)
        or _by_rules(evidence)
        or _by_silence(evidence, failing)
    )


def silent(evidence: Evidence) -> bool:
    """Say whether an office is silent beyond its rhythm, whatever the cause."""
    return silence_of(evidence) is not None


def unread(days: tuple[OfficeDay, ...]) -> bool:
    """Say whether the last visit brought pages that nothing could be read from."""
    return bool(days) and days[-1].outcome == "failed" and days[-1].code in UNREAD


def _failing(days: tuple[OfficeDay, ...]) -> list[OfficeDay]:
    """The failed visits up to the last one, oldest first; empty where the last one succeeded."""
    return list(takewhile(lambda day: day.outcome == "failed", reversed(days)))[::-1]


def _by_word_of_the_site(evidence: Evidence, failing: list[OfficeDay]) -> Verdict | None:
    if not failing or failing[-1].code not in SAID:
        return None
    label, key, cure = SAID[str(failing[-1].code)]
    first = next(day for day in failing if day.code in SAID and SAID[str(day.code)][0] == label)
    reasons = [Reason(key=key, values={"day": first.day.isoformat()}), *_quoted(failing[-1])]
    return _made(evidence, label, "alarm", first.day, reasons, cure)


def _by_failures(evidence: Evidence, failing: list[OfficeDay]) -> Verdict | None:
    if not failing or (evidence.outage and len(failing) < STREAK * 2):
        return None
    family = _shared(evidence.family, evidence.family.broken)
    if len(failing) < STREAK and not (family and failing[-1].code in UNREAD):
        return None
    values: dict[str, str | int] = {"n": len(failing), "day": failing[0].day.isoformat()}
    code = str(failing[-1].code)
    if sum(day.code in UNREAD for day in failing) * 2 >= len(failing):
        key, cure = ("scripts", "browser") if code == "needs_browser" else ("nothing_read", "mend")
        reasons = [Reason(key=key, values=values), *_quoted(failing[-1]), *_family(evidence)]
        return _made(evidence, "rule-broke", "alarm", failing[0].day, reasons, cure)
    reasons = [Reason(key="failed", values=values | {"code": code}), *_quoted(failing[-1])]
    cure = "name" if code == "dns" else "host"
    return _made(evidence, "host-down", "alarm", failing[0].day, reasons, cure)


def _by_rules(evidence: Evidence) -> Verdict | None:
    """What arrives, and no longer fits."""
    reasons: list[Reason] = []
    pages = evidence.unreadable + evidence.readable
    if evidence.unreadable >= FEWEST_PEERS and evidence.unreadable >= SHARE * pages:
        reasons.append(Reason(key="unreadable", values={"n": evidence.unreadable, "m": pages}))
    if evidence.held:
        reasons.append(Reason(key="emptied", values={"text": evidence.held}))
    since = evidence.days[-1].day if evidence.days else evidence.today
    silence = silence_of(evidence)
    if silence is not None and not reasons:
        reasons += _lists(evidence, silence.since)
        since = silence.since
    if not reasons:
        return None
    return _made(evidence, "rule-broke", "alarm", since, [*reasons, *_family(evidence)], "mend")


def _lists(evidence: Evidence, since: date) -> list[Reason]:
    """List pages that change and name nothing new: where that is not its habit, a rule misses the news."""
    idle = [day for day in evidence.days if day.outcome == "nothing_new"]
    now = [day.lists_changed > 0 for day in idle if day.day >= since]
    before = [day.lists_changed > 0 for day in idle if day.day < since]
    if min(len(now), len(before)) < FEWEST_VISITS:
        return []
    usual, share = sum(before) / len(before), sum(now) / len(now)
    pooled = (sum(before) + sum(now) + 1) / (len(before) + len(now) + 2)
    error = sqrt(pooled * (1 - pooled) * (1 / len(before) + 1 / len(now)))
    if share - usual < SIGMAS * error:
        return []
    values: dict[str, str | int] = {"n": sum(now), "m": len(now), "usual": round(100 * usual)}
    return [Reason(key="lists_change", values=values)]


def _by_silence(evidence: Evidence, failing: list[OfficeDay]) -> Verdict:
    """The pages answer and can be read: silent, or live."""
    aside = _mishap(evidence, failing)
    silence = silence_of(evidence)
    if silence is None:
        since = max(evidence.posts, default=evidence.today)
        return _made(evidence, "live", "none", since, [_well(evidence), *aside], "wait" if aside else "")
    looks = sum(day.outcome != "failed" and day.day >= silence.since for day in evidence.days)
    unwatched = [Reason(key="unwatched", values={"n": looks})] if looks < WATCHED else []
    peers, shared = _peers_silent(evidence)
    explained = shared or bool(unwatched)
    urgency: Urgency = "none" if explained else "alarm" if silence.twice else "notice"
    answers = [] if aside else [Reason(key="answers")]
    reasons = [silence.reason, *unwatched, *answers, *peers, *aside]
    return _made(evidence, "quiet", urgency, silence.since, reasons, "wait" if explained else "look")


def _well(evidence: Evidence) -> Reason:
    if not evidence.posts:
        return Reason(key="never")
    rhythm = rhythm_of(evidence.posts)
    off = _holiday(rhythm, evidence.today) if rhythm else None
    if off:
        return Reason(key="holiday", values={"name": off})
    key = "well" if rhythm else "young"
    return Reason(key=key, values={"day": max(evidence.posts).isoformat()})


def _holiday(rhythm: Rhythm, today: date) -> str | None:
    """The holiday of a silence that would be one too long on working days; null where it would not."""
    days = [rhythm.last + timedelta(days=n) for n in range(1, (today - rhythm.last).days + 1)]
    if sum(rhythm.weights[day.weekday()] for day in days) <= LEAST_TOLD:
        return None
    return next(filter(None, map(name_of, days)), None)


def _mishap(evidence: Evidence, failing: list[OfficeDay]) -> list[Reason]:
    if not failing:
        return []
    if evidence.outage:
        return [Reason(key="outage")]
    return [Reason(key="mishap", values={"code": str(failing[-1].code)})]


def _peers_silent(evidence: Evidence) -> tuple[list[Reason], bool]:
    peers = evidence.province
    if peers.offices < FEWEST_PEERS:
        return [], False
    if _shared(peers, peers.silent):
        return [Reason(key="peers_silent", values={"n": peers.silent, "m": peers.offices})], True
    posting = peers.offices - peers.silent
    return [Reason(key="peers_post", values={"n": posting, "m": peers.offices})], False


def _family(evidence: Evidence) -> list[Reason]:
    peers = evidence.family
    if not _shared(peers, peers.broken):
        return []
    values: dict[str, str | int] = {"n": peers.broken, "m": peers.offices, "family": evidence.source.family}
    return [Reason(key="family_broken", values=values)]


def _shared(peers: Peers, count: int) -> bool:
    return peers.offices >= FEWEST_PEERS and count >= SHARE * peers.offices


def _quoted(day: OfficeDay) -> list[Reason]:
    return [Reason(key="said", values={"text": day.reason})] if day.reason else []


def _made(
    evidence: Evidence, label: Label, urgency: Urgency, since: date, reasons: list[Reason], cure: str
) -> Verdict:
    identity = evidence.source.id
    return Verdict(
        source_id=identity,
        label=label,
        urgency=urgency,
        since=since,
        reasons=tuple(reasons),
        cure=Reason(key=cure, values={"id": identity}) if cure else None,
    )
