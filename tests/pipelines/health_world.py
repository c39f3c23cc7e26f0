"""A simulated office among peers: how it posts, how visits go, and six things that can happen to it.

Noise is that of real crawls: time-outs of a day, maintenance pages that answer 200, list pages whose counters
change, posts in bursts, and peers with troubles of their own.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.health.calendar import off_duty
from pipelines.health.records import Evidence, Peers
from pipelines.health.verdict import silent, unread
from pipelines.records import Source
from pipelines.store.visits import OfficeDay, Outcome

TODAY = date(2026, 11, 25)
HISTORY = 180
SCENARIOS = ("quiet", "rule-broke", "host-down", "blocked", "moved", "closed-by-policy")
TIMEOUT, MAINTENANCE, COUNTER = 0.04, 0.01, 0.3
"""Chances a day: a visit that times out, one that meets a maintenance page, a list whose counter changed."""
DOWN = ("timeout", "fetch_failed", "dns", "tls")


@dataclass
class Office:
    """Who posts how often, and what its visits were."""

    source: Source
    weights: tuple[float, ...]
    counters: bool
    posts: list[date] = field(default_factory=list)
    days: list[OfficeDay] = field(default_factory=list)

    def visit(
        self, day: date, outcome: Outcome, code: str | None = None, new: int = 0, lists: int = 0
    ) -> None:
        """Note a visit."""
        self.days.append(
            OfficeDay(
                source_id=self.source.id,
                day=day,
                outcome=outcome,
                code=code,
                reason=f"ตัวอย่าง: {code}" if code else None,
                new_items=new,
                lists_changed=lists,
            )
        )


def office(number: int, chance: random.Random) -> Office:
    """An office that posts on two to five weekdays of a week, some at weekends too."""
    rate = chance.uniform(0.35, 0.95)
    weekend = chance.choice((0.0, 0.0, rate / 2))
    source = Source(
        id=f"office-{number:02}",
        name=f"หน่วยงานสมมติที่ {number}",
        province="TH-51",
        office="municipality",
        family="wordpress" if number % 2 else "prd",
    )
    return Office(source, (rate,) * 5 + (weekend,) * 2, counters=chance.random() < COUNTER)


def usual_day(one: Office, day: date, chance: random.Random, *, silent: bool = False) -> None:
    """A day as any other; ``silent``: nothing is posted."""
    posts = not silent and not off_duty(day) and chance.random() < one.weights[day.weekday()]
    if posts:
        one.posts.append(day)
    draw = chance.random()
    if draw < TIMEOUT:
        one.visit(day, "failed", "timeout")
    elif draw < TIMEOUT + MAINTENANCE:
        one.visit(day, "failed", "nothing_found")
    else:
        changed = posts or (one.counters and chance.random() < 0.9) or chance.random() < 0.1
        one.visit(day, "collected" if posts else "nothing_new", new=int(posts), lists=int(changed))


def event(one: Office, kind: str, day: date, seed: int, chance: random.Random) -> None:
    """A day of a scenario."""
    if kind == "quiet":
        usual_day(one, day, chance, silent=True)
    elif kind == "rule-broke" and seed % 2:
        one.visit(day, "failed", chance.choice(("nothing_found", "layout_changed")))
    elif kind == "rule-broke":  # the list changes as it always did; the rule no longer sees the news
        busy = not off_duty(day) and chance.random() < one.weights[day.weekday()]
        one.visit(day, "nothing_new", lists=int(busy or chance.random() < 0.1))
    elif kind == "host-down":
        one.visit(day, "failed", DOWN[seed % len(DOWN)])
    elif kind == "moved":
        one.visit(day, "failed", "moved")
    elif kind == "closed-by-policy":
        one.visit(day, "failed", "robots_disallowed")
    elif not one.days or one.days[-1].code != "blocked":  # once blocked it is not asked
        one.visit(day, "failed", "blocked")


def length(kind: str, seed: int) -> int:
    """Days that a scenario lasts when it is judged: one that must be inferred needs a rhythm's length."""
    inferred = kind == "quiet" or (kind == "rule-broke" and seed % 2 == 0)
    return 40 if inferred else 3


def told(kind: str, seed: int) -> Evidence:
    """The evidence of a scenario on its last day."""
    chance = random.Random(f"{kind} {seed}")
    offices = [office(number, chance) for number in range(12)]
    for one in offices[1:]:
        for back in range(HISTORY, -1, -1):
            usual_day(one, TODAY - timedelta(days=back), chance)
    mine = offices[0]
    if kind == "rule-broke" and seed % 2 == 0:
        mine.counters = False
    lasts = length(kind, seed)
    for back in range(HISTORY, -1, -1):
        day = TODAY - timedelta(days=back)
        if kind != "live" and back < lasts:
            event(mine, kind, day, seed, chance)
        else:
            usual_day(mine, day, chance)
    return evidence(mine, offices[1:])


def evidence(one: Office, others: list[Office], today: date = TODAY) -> Evidence:
    """What would be known of an office on a day."""
    family = [other for other in others if other.source.family == one.source.family]
    return Evidence(
        source=one.source,
        today=today,
        posts=tuple(one.posts),
        days=tuple(one.days),
        family=peers(family, today),
        province=peers(others, today),
    )


def peers(others: list[Office], today: date) -> Peers:
    """How others do."""
    bare = [Evidence(source=o.source, today=today, posts=tuple(o.posts), days=tuple(o.days)) for o in others]
    return Peers(
        offices=len(others),
        silent=sum(silent(one) for one in bare),
        broken=sum(unread(one.days) for one in bare),
    )
