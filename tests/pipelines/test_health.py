"""Quiet or broken: six scripted scenarios under noise, Songkran, and evidence that points elsewhere."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.health.calendar import is_holiday, off_duty
from pipelines.health.records import Evidence, Peers, Reason
from pipelines.health.rhythm import rhythm_of
from pipelines.health.verdict import verdict
from pipelines.health.words import Language, cure, label, said, say
from pipelines.records import Source
from pipelines.store.visits import OfficeDay, Outcome
from tests.floors import floor
from tests.pipelines.health_world import SCENARIOS, TODAY, Office, evidence, office, told, usual_day

FLOORS = Path(__file__).with_name("floors_health.json")
SEEDS = range(5)
SOURCE = Source(id="lamphun-pr", name="หน่วยงานตัวอย่าง", province="TH-51", office="pr-office", family="prd")
SONGKRAN = date(2027, 4, 13)
SHUT = (date(2027, 4, 10), date(2027, 4, 18))
"""The Saturday before Songkran to the Sunday after it: 13 to 15 April were Tuesday to Thursday."""


def test_six_scenarios_under_noise_are_told_apart() -> None:
    found = {(kind, seed): verdict(told(kind, seed)).label for kind in SCENARIOS for seed in SEEDS}
    right = sum(kind == got for (kind, _), got in found.items())
    assert right / len(found) >= floor(FLOORS, "scenarios.accuracy"), found


def test_nothing_is_cried_over_an_office_that_lives() -> None:
    assert Counter(verdict(told("live", seed)).urgency for seed in range(20)) == {"none": 20}


def test_every_verdict_is_said_in_both_languages_with_what_to_do() -> None:
    for kind in SCENARIOS:
        one = verdict(told(kind, 1))
        assert said(one, "th") != said(one, "en")
        assert cure(one, "th") != cure(one, "en") != ""
        assert label(one.label, "th") != label(one.label, "en")


def shut_at_songkran() -> list[Office]:
    """Forty offices over half a year, none posting in Songkran's week; the last day is the Sunday after."""
    chance = random.Random(20270413)
    offices = [office(number, chance) for number in range(40)]
    for one in offices:
        for back in range(200, -1, -1):
            day = SHUT[1] - timedelta(days=back)
            usual_day(one, day, chance, silent=SHUT[0] <= day)
    return offices


def by_mean_and_deviation(posts: list[date], today: date) -> bool:
    """The usual alarm: the last week lies below the mean less 1.5 deviations of the twelve weeks before."""
    weeks = [
        sum(today - timedelta(days=7 * (n + 1)) < day <= today - timedelta(days=7 * n) for day in posts)
        for n in range(13)
    ]
    return weeks[0] < mean(weeks[1:]) - 1.5 * stdev(weeks[1:])


def test_songkran_raises_no_alarm_where_the_usual_rule_does() -> None:
    offices = shut_at_songkran()
    alone = [verdict(evidence(one, [], SHUT[1])) for one in offices]
    assert [(one.source_id, one.label) for one in alone if one.urgency != "none" or one.label != "live"] == []
    assert sum(by_mean_and_deviation(one.posts, SHUT[1]) for one in offices) >= 30


def test_a_holiday_is_named_as_the_reason() -> None:
    daily = [SHUT[0] - timedelta(days=back) for back in range(1, 90)]
    posts = tuple(day for day in daily if day.weekday() < 5)
    days = tuple(day_of(SHUT[0] + timedelta(days=n)) for n in range(9))
    one = verdict(Evidence(source=SOURCE, today=SHUT[1], posts=posts, days=days))
    assert one.label == "live"
    assert "สงกรานต์" in said(one, "th")


def day_of(day: date, code: str | None = None, **given: Any) -> OfficeDay:
    """A visit; with a code it failed."""
    outcome: Outcome = "failed" if code else "nothing_new"
    return OfficeDay(source_id=SOURCE.id, day=day, outcome=outcome, code=code, **given)


def weekdays(before: date, days: int) -> tuple[date, ...]:
    """Weekdays of a span that ends the day before."""
    every = (before - timedelta(days=back) for back in range(1, days))
    return tuple(day for day in every if day.weekday() < 5)


def test_one_failed_visit_is_a_mishap_and_two_are_a_host_that_is_down() -> None:
    posts = weekdays(TODAY, 120)
    once = Evidence(source=SOURCE, today=TODAY, posts=posts, days=(day_of(TODAY, "timeout"),))
    assert (verdict(once).label, verdict(once).urgency) == ("live", "none")
    assert "no whole answer came in time" in said(verdict(once), "en")
    twice = Evidence(
        source=SOURCE,
        today=TODAY,
        posts=posts,
        days=(day_of(TODAY - timedelta(days=1), "dns"), day_of(TODAY, "timeout")),
    )
    assert verdict(twice).label == "host-down"
    assert verdict(twice).since == TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("code", "label", "why", "what"),
    [
        ("dns", "host-down", "no address", "correct the host in its row"),
        ("timeout", "host-down", "in time", "tell the office"),
        ("needs_browser", "rule-broke", "built by scripts", "without scripts"),
        ("nothing_found", "rule-broke", "nothing can be read", "khaosan source probe"),
    ],
)
def test_a_cause_has_a_cure_of_its_own(code: str, label: str, why: str, what: str) -> None:
    days = (day_of(TODAY - timedelta(days=1), code), day_of(TODAY, code))
    one = verdict(Evidence(source=SOURCE, today=TODAY, posts=weekdays(TODAY, 120), days=days))
    assert one.label == label
    assert why in said(one, "en")
    assert what in cure(one, "en")
    assert cure(one, "th")


def test_when_nearly_all_fail_it_is_our_own_connection() -> None:
    days = (day_of(TODAY - timedelta(days=1), "timeout"), day_of(TODAY, "timeout"))
    one = verdict(Evidence(source=SOURCE, today=TODAY, posts=weekdays(TODAY, 120), days=days, outage=True))
    assert (one.label, one.urgency) == ("live", "none")
    assert "our own connection" in said(one, "en")


def test_a_template_that_breaks_for_its_family_is_told_on_the_first_day() -> None:
    days = (day_of(TODAY, "nothing_found"),)
    posts = weekdays(TODAY, 120)
    alone = Evidence(source=SOURCE, today=TODAY, posts=posts, days=days)
    assert verdict(alone).label == "live"
    shared = Evidence(source=SOURCE, today=TODAY, posts=posts, days=days, family=Peers(offices=6, broken=5))
    assert verdict(shared).label == "rule-broke"
    assert "5 of 6 other offices of family prd" in said(verdict(shared), "en")


def test_emptied_fields_and_pages_that_no_longer_fit_are_a_broken_rule() -> None:
    posts, days = weekdays(TODAY, 120), (day_of(TODAY),)
    held = Evidence(source=SOURCE, today=TODAY, posts=posts, days=days, held="date: 95 % to 0 %")
    assert verdict(held).label == "rule-broke"
    unfit = Evidence(source=SOURCE, today=TODAY, posts=posts, days=days, unreadable=7, readable=1)
    assert "7 of 8 pages" in said(verdict(unfit), "en")
    few = Evidence(source=SOURCE, today=TODAY, posts=posts, days=days, unreadable=2, readable=9)
    assert verdict(few).label == "live"


def test_a_silence_shared_by_the_province_is_explained() -> None:
    posts = weekdays(TODAY - timedelta(days=30), 120)
    days = tuple(day_of(TODAY - timedelta(days=back)) for back in range(30, -1, -1))
    alone = Evidence(source=SOURCE, today=TODAY, posts=posts, days=days, province=Peers(offices=9, silent=1))
    assert (verdict(alone).label, verdict(alone).urgency) == ("quiet", "alarm")
    all_silent = Evidence(
        source=SOURCE, today=TODAY, posts=posts, days=days, province=Peers(offices=9, silent=7)
    )
    assert (verdict(all_silent).label, verdict(all_silent).urgency) == ("quiet", "none")


def test_a_silence_that_began_before_anyone_looked_alarms_nobody_on_the_first_day() -> None:
    posts = weekdays(TODAY - timedelta(days=200), 120)
    once = verdict(Evidence(source=SOURCE, today=TODAY, posts=posts, days=(day_of(TODAY),)))
    assert (once.label, once.urgency) == ("quiet", "none")
    days = tuple(day_of(TODAY - timedelta(days=back)) for back in (3, 2, 1, 0))
    assert verdict(Evidence(source=SOURCE, today=TODAY, posts=posts, days=days)).urgency == "alarm"


def test_what_cannot_be_looked_at_is_no_silence() -> None:
    """A host down for a month: silence is counted to the last look that succeeded."""
    posts = weekdays(TODAY - timedelta(days=30), 120)
    days = (day_of(TODAY - timedelta(days=30)), day_of(TODAY, "timeout"))
    assert verdict(Evidence(source=SOURCE, today=TODAY, posts=posts, days=days)).label == "live"


def test_bridges_and_holidays_are_no_working_days() -> None:
    assert is_holiday(SONGKRAN)
    assert off_duty(date(2027, 4, 12))  # Monday before Songkran
    assert off_duty(date(2027, 4, 16))
    assert not off_duty(date(2027, 4, 19))
    assert not off_duty(date(2027, 4, 10))  # a Saturday is a weekend, no holiday


@given(st.lists(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=80))
def test_a_rhythm_never_expects_more_than_a_post_a_day(posts: list[date]) -> None:
    rhythm = rhythm_of(posts)
    if rhythm is not None:
        span = timedelta(days=60)
        assert 0 <= rhythm.silence(rhythm.last + span) <= span.days
        assert rhythm.limit >= 3
        assert rhythm == rhythm_of(posts[::-1])


@pytest.mark.parametrize(("per_month", "expected"), [(0.0, "live"), (4.0, "quiet")])
def test_without_a_rhythm_the_row_or_a_quarter_decides(per_month: float, expected: str) -> None:
    source = Source(
        id="x", name="x", province="TH-51", office="tao", family="prd", expect={"min_per_month": per_month}
    )
    posts = (TODAY - timedelta(days=60),)
    assert verdict(Evidence(source=source, today=TODAY, posts=posts, days=(day_of(TODAY),))).label == expected


@pytest.mark.parametrize(
    ("language", "wanted"), [("th", "18 พ.ย. 2569 (2026-11-18)"), ("en", "18 Nov 2026 (BE 2569)")]
)
def test_days_are_told_in_both_eras(language: Language, wanted: str) -> None:
    assert wanted in say(Reason(key="young", values={"day": "2026-11-18"}), language)
