"""Every number the judgement of copies rests on, in one frozen record.

Values and their flat ranges were measured on the labelled dev pairs (dedup §6, §10); docs/copies.md holds the
figures of the recipe as it stands here. A change of any of them is a new ``ALGORITHM``: links carry it.
"""

from __future__ import annotations

from dataclasses import dataclass

ALGORITHM = 4
"""Version of key text, sketch and judgement together; written with every document and link."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rule in force. Lengths are characters of key text unless said otherwise."""

    gram: int = 12
    """Shingle length; 5 is too short for stored Thai fingerprints (p99 document frequency 508 against 30)."""
    window: int = 56
    """Winnowing window: 2 of 57 grams are kept. 48 finds the same for a sixth more rows; 64 loses .001 F1.
    Every print of a wider window is one of a narrower one, so texts placed with 48 are found as before."""
    narrowest: int = 48
    """The window of versions 1 to 3: all rows of a text are found with it, whenever it was placed."""
    max_key: int = 200_000
    """Key texts are cut here: hostile pages are bounded. The longest real release has 119,784."""
    exact_min: int = 80
    """An equal key proves a copy only from this length on; shorter notices must share their headline too."""
    stop_df: int = 64
    """A print that this many texts share is boilerplate: its rows become one stop row."""
    min_shared: int = 2
    ranked: int = 16
    """Candidates that reach the prefilter."""
    prefilter: float = 0.22
    """Least share of common prints."""
    verified: int = 5
    """Candidates aligned for a new text, at most."""
    members_checked: int = 10
    """Members of the clusters it would join that are aligned with it besides."""
    copy_jaccard: float = 0.80
    copy_contained: float = 0.65
    low_contained: float = 0.50
    """Enough if what is not covered is only a head and a tail …"""
    low_ends: int = 120
    """… of this length each: bylines, credits."""
    series_days: int = 30
    """Real copies came within 24 days of each other; series are weeks to years apart."""
    foreign_share: float = 0.12
    """Replaced passages of 20 characters and more may make up this share of the shorter text."""
    foreign_min: int = 20
    whole: float = 0.95
    """A text that is shared up to this share has no words of its own that could tell another report."""
    own_tails: float = 0.25
    """Two ends of their own, each this share of the shorter text: two matters under one opening."""
    office_lead: float = 0.18
    """Two leads by one office, each this share of the shorter text: two notices over its usual words. Copies
    within one portal have up to .15."""
    lead_alike: float = 0.33
    """Of two leads of their own, at most this share is alike; the sample offices' have a tenth."""
    named_spans: int = 2
    named_min: int = 8
    slot_conflicts: int = 2
    slot_share: float = 0.20
    one_number_days: int = 2
    """One conflicting slot separates texts published this many days apart."""
    hub_ratio: float = 1.5
    hub_depth: int = 600
    """A text over hub_ratio times as long that holds the other this deep inside is a digest, not a copy."""
    hub_whole: float = 5.0
    """One this many times as long is one wherever the text stands; shortened copies keep a quarter."""
    density: float = 0.60
    """A text that picks less than this of the passage it covers in the other is a rewrite: a story, no copy.
    The least dense labelled copy has .67; half of the real rewrites lie below .60."""
    weak: float = 0.80
    """A copy that shares less must be denser …"""
    weak_density: float = 0.70
    faint: float = 0.75
    """… and one that shares less than this must come at once: no labelled copy two days later shares less."""
    faint_days: int = 2
    story_jaccard: float = 0.25
    story_contained: float = 0.40
    story_days: int = 7
    quote_run: int = 120
    """An equal run of this length is quoted text."""
    join_share: float = 0.5
    """Of a cluster's first members, the share that must be copies of the newcomer."""


RULES = Rules()
