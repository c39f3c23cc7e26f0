"""A simulated life of days with faults: every article comes, each fault is told once, with cause and cure.

Five days and seven offices here; ``make torture`` sets ``KHAOSAN_FORTNIGHT=14`` and lives through Songkran.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from tests.crawlers.nation import nation
from tests.flows.fortnight import Faults, Life
from tests.flows.simulated import Simulated

pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(3600)]
SEED = 20_261_125
FIRST = date(2026, 4, 8)
"""A Wednesday; of its fortnight 13 to 15 April are Songkran."""
WHOLE = 14
SHORT = Faults(days=5, down=range(2, 4), broken=range(2, 4), away=2, jump=0, full=1, killed=4)
LONG = Faults(days=WHOLE, down=range(2, 5), broken=range(5, 8), away=5, jump=11, full=9, killed=13)
OFFICES = 7


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory, elasticsearch: str) -> Iterator[Life]:
    """All days, lived."""
    folder = tmp_path_factory.mktemp("fortnight")
    faults = LONG if int(os.environ.get("KHAOSAN_FORTNIGHT", "0")) == WHOLE else SHORT
    with pytest.MonkeyPatch.context() as patch, nation(folder / "rows", offices=OFFICES, seed=SEED) as served:
        made = Life(
            home=folder / "home",
            served=served,
            simulated=Simulated(folder / "site", patch),
            faults=faults,
            elasticsearch=elasticsearch,
            monkeypatch=patch,
            chance=random.Random(SEED),
            first=FIRST,
        )
        made.live()
        yield made
        engine = made.engine()
        engine.drop()
        engine.close()


def test_every_article_is_found_once_and_indexed(life: Life) -> None:
    found, amiss = life.found()
    assert Counter(found) == Counter(life.served.expected)
    assert not amiss
    assert life.kills == 1


def test_each_fault_is_in_the_issues_of_its_day_with_cause_and_cure(life: Life) -> None:
    faults, days = life.faults, life.days
    wanted = {
        (life.down.id, "host_down"): [*faults.down][1:],
        (life.broken.id, "rule_broke"): [*faults.broken][1:],
        (None, "service_away"): [faults.away],
        (None, "clock"): [faults.jump + 1],
        (None, "ended_early"): [faults.full],
        (None, "run_killed"): [faults.killed],
    }
    for key, when in wanted.items():
        assert [number for number, day in enumerate(days) if key in day.codes()] == when, key
    for day in days:
        assert all(one["message"] and one["cure"] for one in day.issues if one["stage"] in ("check", "index"))
    for number, words in {faults.full: "No space left", faults.away: "Elasticsearch"}.items():
        assert any(words in one["message"] for one in days[number].issues)


def test_a_cause_is_told_once_and_once_more_when_it_is_over(life: Life) -> None:
    faults = life.faults
    spans = {
        f"{life.down.id}:host-down": (faults.down[1], faults.down[-1] + 1),
        f"{life.broken.id}:rule-broke": (faults.broken[1], faults.broken[-1] + 1),
        "index:service_away": (faults.away, faults.away + 1),
        "crawl:ended_early": (faults.full, faults.full + 1),
        "check:clock": (faults.jump + 1, faults.jump + 2),
        "check:run_killed": (faults.killed, faults.killed + 1),
    }
    for cause, (begins, ends) in spans.items():
        over = [(ends, "resolved")] if ends < faults.days else []
        assert life.told(cause) == [(begins, "new"), *over], cause
    assert {cause for day in life.days for _, cause in day.told} == set(spans), "and nothing else is told"


def test_the_report_of_a_day_says_what_to_do_in_words(life: Life) -> None:
    faults, days = life.faults, life.days
    assert "Nothing needs you" in days[0].text
    second = days[faults.down[1]].text
    assert life.down.site.office.name in second
    assert "Needs you" in second
    for number in (faults.away, faults.full, faults.jump + 1, faults.killed):
        assert "This machine and its services" in days[number].text
        assert "Nothing needs you" not in days[number].text
    assert "articles are new" in days[-1].text
