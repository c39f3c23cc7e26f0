"""The judgement on two texts: copy, issue of a series, excerpt, quotation, same story, or nothing.

Two steps. The alignment says whether they could be copies; then guards look for what marks another issue:
a similarity threshold alone merges 36 to 100 % of series pairs, whatever the measure (dedup §1.1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from pipelines.copies.align import Alignment, Replaced, align
from pipelines.copies.facts import Facts, conflicts, facts
from pipelines.copies.key import key_text
from pipelines.copies.leads import announced, other_officials, other_ranks, side, spans
from pipelines.copies.names import other_official, other_subject, replaced_names
from pipelines.copies.reasons import reason
from pipelines.copies.records import LinkKind, Reason
from pipelines.copies.rules import RULES
from pipelines.copies.runs import Grams
from pipelines.copies.sketch import grams, unpack
from pipelines.text.remembered import remembered

REMEMBERED = 128
"""Texts whose grams are kept for the next comparison: whoever is compared once is mostly met again soon.
At 3,400 characters a third of all comparisons' grams are known already, in 8 MB."""
REMEMBERED_LENGTH = 20_000
"""Characters of a key up to which they are kept."""


@remembered(REMEMBERED, longest=REMEMBERED_LENGTH)
def _grams_of(key: str) -> Grams:
    return Grams.of(grams(key))


@dataclass(frozen=True)
class Text:
    """One side of a judgement; grams and facts are read when first asked for."""

    key: str
    packed: bytes
    days: tuple[int, ...] = ()
    """Days of publication (proleptic ordinals) of every document with this very text; empty = undated."""
    sources: frozenset[str] = frozenset()
    """The offices that published this very text."""

    @cached_property
    def grams(self) -> Grams:
        """Its 12-grams."""
        return _grams_of(self.key)

    @cached_property
    def title(self) -> str:
        """The key of its headline."""
        return key_text(unpack(self.packed)[0])

    @cached_property
    def facts(self) -> Facts:
        """Slots, dates and the masked headline."""
        return facts(*unpack(self.packed))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two texts are to each other; sides as :func:`judge` ordered them."""

    kind: LinkKind
    bars: bool
    reason: Reason
    alignment: Alignment
    conflicts: int = 0
    days: int | None = None
    flipped: bool = False
    """True where :func:`compare` was given the longer text first."""

    @property
    def score(self) -> float:
        """Strength of a copy link, 0 to 1: the share of the shorter text that is shared."""
        return _covered(self.alignment)


def compare(one: Text, other: Text) -> Verdict | None:
    """Judge two texts in either order: the shorter goes first, so that nothing depends on who came first."""
    flipped = (len(one.key), one.key) > (len(other.key), other.key)
    verdict = judge(other, one) if flipped else judge(one, other)
    return replace(verdict, flipped=True) if verdict is not None and flipped else verdict


def judge(a: Text, b: Text) -> Verdict | None:
    """Judge two texts whose keys differ, ``a`` the shorter; None where they share too little to be linked."""
    if not len(a.grams.values) or not len(b.grams.values):
        return None
    found = align(a.key, a.grams, b.key, b.grams)
    days = _days_between(a.days, b.days)
    copied = _copied(found)
    if copied is None or (len(a.key) < RULES.exact_min and not _same_headline(a.facts, b.facts)):
        return _related(a, b, found, days)
    hub = _hub(a, b, found)
    if hub is not None:
        return Verdict("excerpt_of", False, hub, found, 0, days)
    guard, count = _series(a, b, found, days)
    if guard is not None:
        return Verdict(_guarded(guard, days), True, guard, found, count, days)
    if _rewritten(found, days):
        return Verdict("story", False, reason("rewritten", share=found.density), found, count, days)
    return Verdict("copy_of", False, copied, found, count, days)


def _same_headline(a: Facts, b: Facts) -> bool:
    """Say whether two notices have one headline: bodies like "see the attached file" prove nothing."""
    return bool(a.title_mask) and (a.title_mask, a.title_values) == (b.title_mask, b.title_values)


def _days_between(a: tuple[int, ...], b: tuple[int, ...]) -> int | None:
    """Days between the nearest two publications of two texts."""
    return min((abs(one - other) for one in a for other in b), default=None)


def _covered(found: Alignment) -> float:
    return max(found.containment_a, found.containment_b, found.covered_a, found.covered_b)


def _copied(found: Alignment) -> Reason | None:
    covered = _covered(found)
    if found.jaccard >= RULES.copy_jaccard or covered >= RULES.copy_contained:
        return reason("similar", share=covered)
    sides = ((found.covered_a, found.ends_a), (found.covered_b, found.ends_b))
    for share, ends in sides:
        if share >= RULES.low_contained and max(ends) <= RULES.low_ends:
            return reason("middle", share=share)
    return None


def _series(a: Text, b: Text, found: Alignment, days: int | None) -> tuple[Reason | None, int]:
    """The first guard that fires, and the number of conflicting slots (0 where facts were not needed)."""
    if days is not None and days > RULES.series_days:
        return reason("days", days=days), 0
    foreign = sum(gap.size for gap in found.replaced if gap.size >= RULES.foreign_min) / len(a.key)
    if foreign > RULES.foreign_share:
        return reason("foreign", share=foreign), 0
    named = replaced_names(a.key, b.key, found.replaced)
    late = days is not None and days >= RULES.one_number_days
    if named >= (1 if late else RULES.named_spans):
        return reason("named", count=named), 0
    # Strong copies may have bylines of two reporters at their heads; weak ones have their subjects there.
    weak = _covered(found) < RULES.weak
    heads = (Replaced((0, found.ends_a[0]), (0, found.ends_b[0])),) if weak else ()
    if other_subject(a.key, b.key, heads + found.replaced) or other_official(a.key, b.key, found.leads):
        return reason("subject"), 0
    other = _other_report(a, b, found)
    if other is not None:
        return other, 0
    return _facts_differ(a.facts, b.facts, days)


def _other_report(a: Text, b: Text, found: Alignment) -> Reason | None:
    """What the words of their own say: another official, the event after its announcement, another matter."""
    if max(found.covered_a, found.covered_b) >= RULES.whole:
        return None
    one = side(a.key, a.title, found.ends_a[0], spans(found.replaced, first=True))
    other = side(b.key, b.title, found.ends_b[0], spans(found.replaced, first=False))
    if other_officials(one, other) or other_ranks(one, other):
        return reason("subject")
    head, tail = (min(found.ends_a[at], found.ends_b[at]) for at in (0, 1))
    if head >= RULES.foreign_min and (announced(one, other) or announced(other, one)):
        return reason("announced")
    if a.sources & b.sources and _own(head, RULES.office_lead, a, found):
        return reason("office", share=head / len(a.key))
    return reason("tails", share=tail / len(a.key)) if _own(tail, RULES.own_tails, a, found) else None


def _own(end: int, least: float, a: Text, found: Alignment) -> bool:
    """Say whether two ends (the shorter has ``end`` characters) are matters of their own, not credits."""
    share = end / len(a.key)
    return end > RULES.low_ends and least < share <= 1 - found.containment_a


def _guarded(guard: Reason, days: int | None) -> LinkKind:
    """Say whether a guard tells of one story or of an issue of a series."""
    if guard.code == "subject":
        return "series" if days else "story"
    near = days is None or days <= RULES.story_days
    return "story" if guard.code in ("announced", "office", "tails") and near else "series"


def _facts_differ(a: Facts, b: Facts, days: int | None) -> tuple[Reason | None, int]:
    count, common = conflicts(a, b)
    if count >= RULES.slot_conflicts or (count and count / common >= RULES.slot_share):
        return reason("slots", count=count, common=common), count
    if a.dates and b.dates and not a.dates & b.dates:
        return reason("dates"), count
    if count and days is not None and days >= RULES.one_number_days:
        return reason("one_number", days=days), count
    if a.title_values != b.title_values and a.title_mask == b.title_mask:
        return reason("title"), count
    return None, count


def _hub(a: Text, b: Text, found: Alignment) -> Reason | None:
    ratio, depth = len(b.key) / len(a.key), found.ends_b[0]
    if ratio > RULES.hub_whole or (ratio > RULES.hub_ratio and depth > RULES.hub_depth):
        return reason("hub", ratio=ratio, depth=depth)
    return None


def _rewritten(found: Alignment, days: int | None) -> bool:
    """Say whether what is shared was picked sentence by sentence, or is too little for a late copy."""
    share = _covered(found)
    if share < RULES.faint and days is not None and days >= RULES.faint_days:
        return True
    weak = share < RULES.weak or (days is not None and days > RULES.story_days)
    return found.density < (RULES.weak_density if weak else RULES.density)


def _related(a: Text, b: Text, found: Alignment, days: int | None) -> Verdict | None:
    shared = max(found.containment_a, found.containment_b)
    if found.longest_run >= RULES.quote_run and found.longest_run >= 0.6 * shared * len(a.key):
        return Verdict("quotes", False, reason("quote", length=found.longest_run), found, 0, days)
    alike = found.jaccard >= RULES.story_jaccard or shared >= RULES.story_contained
    if alike and (days is None or days <= RULES.story_days):
        return Verdict("story", False, reason("story", share=_covered(found)), found, 0, days)
    return None
