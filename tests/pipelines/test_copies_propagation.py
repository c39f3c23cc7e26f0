"""How a release travelled: origin, steps in time, shares, edits; and the answer to an order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest

from pipelines.copies.authority import authority
from pipelines.copies.propagation import campaign, origin, propagation
from pipelines.copies.records import Document
from pipelines.copies.sketch import grams, sketch
from pipelines.copies.stream import cluster_stream
from pipelines.records import OFFICES, Credits
from pipelines.refine.documents import document_of
from tests.copies_texts import THAI_DIGITS, Writer, chain
from tests.pipelines.copies_floors import floor
from tests.search.web.office_samples import OFFICES as SAMPLE_OFFICES
from tests.search.web.office_samples import made

WRITER = Writer(21)
FIRST = WRITER.release(1)


def later(document: Document, days: int, **changes: object) -> Document:
    day = (document.published_day or date(2026, 3, 2)) + timedelta(days=days)
    return replace(document, published_day=day, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parent", "child", "changed"),
    [
        ("", "ภาพและข่าว : สมชาย ใจดี", True),
        ("ภาพและข่าว : สมชาย ใจดี", "(ข่าว/ภาพ: สมชาย ใจดี)", False),
        ("ข่าว : สมชาย ใจดี", "ข่าว : วิไล งามตา", True),
        ("", "ภาพและข่าวโดยงานประชาสัมพันธ์เทศบาล", True),
        ("", "ข่าวดีของคนรักผ้าทอมือเมืองเหนือ", False),
        ("", "โดยมีประชาชนร่วมชมภาพยนตร์กลางแปลง", False),
        ("ผู้โพส : admin", "ผู้โพส : webmaster", False),
    ],
)
def test_a_credit_is_a_byline_and_no_sentence_with_its_words(parent: str, child: str, changed: bool) -> None:
    one = replace(FIRST, body=f"{FIRST.body}\n{parent}")
    other = later(FIRST, 1, id="b", body=f"{FIRST.body}\n{child}")
    (step,) = propagation([one, other]).steps
    assert ("credit changed" in step.edits) is changed


def test_a_credit_that_refining_lifted_out_counts_as_one_that_stands_in_the_text() -> None:
    article = made(1, 1, "2026-03-02", "news", "หัวข้อ", FIRST.body)
    credited = replace(article, credits=Credits(reporter=("สมชาย ใจดี",), posted_by=("admin",)))
    lifted = document_of(credited, SAMPLE_OFFICES[1])
    standing = later(lifted, 1, id="b", credits=frozenset(), body=f"{FIRST.body}\nข่าว : สมชาย ใจดี")
    dropped = later(lifted, 2, id="c", credits=frozenset())
    steps = {step.child: step.edits for step in propagation([lifted, standing, dropped]).steps}
    assert "credit changed" not in steps["b"]
    assert "credit changed" in steps["c"]


def test_the_earliest_is_the_origin_and_nothing_runs_against_time() -> None:
    members = [later(FIRST, 2, id="c"), FIRST, later(FIRST, 1, id="b")]
    found = propagation(members)
    assert found.origin == FIRST.id == origin(members)
    days = {member.id: member.published_day for member in members}
    assert [(step.child, step.lag_days) for step in found.steps] == [("b", 1), ("c", 2)]
    assert all((days[step.parent] or date.max) <= (days[step.child] or date.min) for step in found.steps)


def test_of_one_day_the_office_that_the_text_names_comes_first() -> None:
    body = f"เทศบาลเมืองหนองแก้วแจ้งว่า {FIRST.body}"
    issuer = replace(FIRST, id="z", source="nongkaeo", body=body, authority=2)
    other = replace(FIRST, id="a", source="elsewhere", body=body, authority=2)
    assert origin([issuer, other], {"nongkaeo": "เทศบาลเมืองหนองแก้ว"}) == "z"
    assert origin([issuer, other]) == "a"


def test_undated_members_are_listed_and_stand_outside_the_tree() -> None:
    undated = replace(FIRST, id="u", published_day=None)
    found = propagation([undated, FIRST, later(FIRST, 1, id="b")])
    assert found.undated == ("u",)
    assert "u" not in {name for step in found.steps for name in (step.parent, step.child)}
    assert propagation([undated]) == propagation([undated])
    assert propagation([undated]).origin is None


def test_a_step_says_what_was_changed_and_how_much_is_shared() -> None:
    lead = "ชาวบ้านในพื้นที่ให้ความสนใจกับเรื่องนี้เป็นจำนวนมากตั้งแต่เช้า\n"
    lines = FIRST.body.translate(THAI_DIGITS).split("\n")
    child = later(FIRST, 3, id="x", title="พาดหัวใหม่", body=lead + "\n".join(lines[:5]))
    (step,) = propagation([FIRST, child]).steps
    assert step.edits == ("headline changed", "lead added", "cut", "digits changed")
    assert step.lag_days == 3
    assert 0.4 < step.share_of_parent < 0.7 < step.share_of_child < 1


def test_a_copy_of_a_copy_hangs_on_the_copy() -> None:
    lead = "รายงานจากพื้นที่โดยทีมงานของเราเมื่อช่วงบ่ายที่ผ่านมา\n"
    middle = later(FIRST, 1, id="m", body=lead + FIRST.body)
    last = later(FIRST, 2, id="n", body=lead + FIRST.body + "\nจบข่าว")
    assert [(step.parent, step.child) for step in propagation([FIRST, middle, last]).steps] == [
        (FIRST.id, "m"),
        ("m", "n"),
    ]


def test_a_campaign_counts_first_answers_and_names_the_silent() -> None:
    ordered = date(2026, 3, 2)
    posts = [
        later(FIRST, 4, source="a"), later(FIRST, 2, source="a"), later(FIRST, 3, source="b"),
        later(FIRST, -1, source="c"), replace(FIRST, source="d", published_day=None),
        later(FIRST, 9, source="?"),
    ]  # fmt: skip
    found = campaign(ordered, ["a", "b", "c", "d"], posts)
    assert found.lags == (("a", 2), ("b", 3))
    assert found.median_lag == 2.5
    assert found.silent == ("c", "d")


def test_sixty_chains_among_two_thousand_distractors() -> None:
    """Own chains: headline, digits, era and credit changed, lead added, cut (mission §4 row 1)."""
    chains = [chain(WRITER, number, 3 + number % 5) for number in range(60)]
    equal_rank = [[replace(one, authority=1) for one in links] for links in chains]
    documents = [one for links in chains for one in links]
    distractors = [WRITER.release(10_000 + number) for number in range(2_000)]
    truth = {one.id: links[0].id for links in chains for one in links}
    f1 = _pair_f1(dict(cluster_stream([*documents, *distractors])), truth)
    # The rule of thumb of churnalism detectors: a fifth of the shorter text is shared.
    baseline = _pair_f1(_fifth([*documents, *distractors[:200]]), truth)
    right = sum(origin(links) == links[0].id for links in chains) / len(chains)
    blind = sum(origin(links) == links[0].id for links in equal_rank) / len(chains)
    print(
        f"chains: pair F1 {f1:.4f} (rule of a fifth, with 200 distractors: {baseline:.4f}), "
        f"origin {right:.3f} (all offices of one rank: {blind:.3f})"
    )
    assert f1 >= floor("chains_pair_f1")
    assert right >= floor("chains_origin")
    assert blind >= floor("chains_origin_one_rank")
    assert f1 > baseline


def _pair_f1(clusters: dict[str, str], truth: dict[str, str]) -> float:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for one, cluster in clusters.items():
        groups[cluster].append(one)
    pairs = [pair for group in groups.values() for pair in combinations(group, 2)]
    right = sum(truth.get(one, one) == truth.get(other, other) for one, other in pairs)
    sizes: defaultdict[str, int] = defaultdict(int)
    for first in truth.values():
        sizes[first] += 1
    wanted = sum(size * (size - 1) // 2 for size in sizes.values())
    return 2 * right / (len(pairs) + wanted)


def _fifth(documents: list[Document]) -> dict[str, str]:
    """Cluster by the rule of a fifth, transitively."""
    sets = {one.id: frozenset(grams(sketch(one).key).tolist()) for one in documents}
    cluster = {one.id: one.id for one in documents}
    for one, other in combinations(documents, 2):
        a, b = sets[one.id], sets[other.id]
        if len(a & b) >= 0.2 * min(len(a), len(b)) and cluster[one.id] != cluster[other.id]:
            old, new = cluster[other.id], cluster[one.id]
            cluster = {name: new if found == old else found for name, found in cluster.items()}
    return cluster


def test_the_issuer_stands_before_every_kind_of_office_and_collectors_stand_last() -> None:
    ranks = [authority(office) for office in OFFICES]
    assert authority("local-news", issuer=True) < min(ranks)
    assert max(ranks) == authority("local-news") > authority(None) > authority("municipality")
