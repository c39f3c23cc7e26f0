"""The five documents the project started from come out as a person reads them, field by field."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipelines.codec import to_builtins, to_json
from pipelines.enrich import enrich
from pipelines.plain import draft_from_text
from pipelines.privacy import ARABIC
from pipelines.records import Article
from pipelines.text.fold import display

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
SEEDS = (
    "000_9d98e59bac22b276.txt", "001_8600b17c3597ad7d.txt", "002_6bc3cd27ecd1454b.txt",
    "003_5ff0b0f111b76e6a.txt", "004_6db8a0e58d9bf9ce.txt",
)  # fmt: skip
LEVEL_WORD = {"changwat": "จังหวัด", "amphoe": "อำเภอ", "tambon": "ตำบล"}
PLAIN_FIELDS = ("kind", "scope", "country", "issuer", "headline", "fiscal_year")


def article_of(shared: Path, seed: str) -> Article:
    draft = draft_from_text((shared / "seeds" / seed).read_text(encoding="utf-8"))
    return enrich(draft, source=None, family_version="text@1", captured_at=NOW, page_sha256="", now=NOW)


def expected_of(shared: Path, seed: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((shared / "seeds" / "expected.json").read_text(encoding="utf-8"))[seed]
    return truth


def folded(text: str) -> str:
    return " ".join(text.translate(ARABIC).split())


@pytest.mark.parametrize("seed", SEEDS)
def test_every_expected_field(shared: Path, seed: str) -> None:
    record, truth = to_builtins(article_of(shared, seed)), expected_of(shared, seed)["record"]
    for field in PLAIN_FIELDS:
        if field in truth:
            assert record[field] == truth[field], field
    for field in ("published", "event", "deadline"):
        if field in truth:
            assert (record[field] or {}).get("value") == truth[field], field


@pytest.mark.parametrize("seed", SEEDS)
def test_exactly_the_expected_places(shared: Path, seed: str) -> None:
    article, truth = article_of(shared, seed), expected_of(shared, seed)["record"]
    wanted = {(place["level"], place["code"]) for place in truth["places"]}
    assert {(place.level, place.code) for place in article.places} == wanted
    for place in article.places:
        assert place.span is not None
        shown = article.article_body[slice(*place.span)]
        assert shown.removeprefix(LEVEL_WORD[place.level]) in place.name


@pytest.mark.parametrize("seed", SEEDS)
def test_the_expected_people_and_credits(shared: Path, seed: str) -> None:
    article, truth = article_of(shared, seed), expected_of(shared, seed)["record"]
    people = {person.name: person for person in article.people}
    for wanted in truth.get("people", []):
        assert wanted["name"] in people
        if "post" in wanted:
            assert people[wanted["name"]].post == wanted["post"]
    for role, names in truth.get("credits", {}).items():
        assert list(getattr(article.credits, role)) == names, role


@pytest.mark.parametrize("seed", SEEDS)
def test_the_expected_letter(shared: Path, seed: str) -> None:
    article, truth = article_of(shared, seed), expected_of(shared, seed)["record"].get("letter")
    if truth is None:
        assert article.letter is None
        return
    letter = json.loads(to_json(article.letter))
    for field, value in truth.items():
        assert letter[field] == value, field


@pytest.mark.parametrize("seed", SEEDS)
def test_the_body_is_whole_and_holds_nothing_else(shared: Path, seed: str) -> None:
    article, checks = article_of(shared, seed), expected_of(shared, seed)["checks"]
    body, everything = folded(article.article_body), folded(to_json(article))
    for words in [*checks["body_has"], *checks.get("keep", [])]:
        assert folded(words) in body
    for words in checks["body_not"]:
        assert folded(words) not in body
    for number in checks.get("mask", []):
        assert number not in everything
        assert re.sub(r"\D", "", number) not in re.sub(r"\D", "", everything)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_line_of_a_seed_is_lost(shared: Path, seed: str) -> None:
    """Every line is in the record, but for ornaments and the furniture the truth names."""
    article, truth = article_of(shared, seed), expected_of(shared, seed)["checks"]
    kept = "".join(folded(to_json(article)).replace('\\"', '"').split())
    for line in (shared / "seeds" / seed).read_text(encoding="utf-8").splitlines():
        text = folded(display(line))
        bare = "".join(text.split())
        masked = any(number in text for number in truth.get("mask", []))
        furniture = text in ("Line", "0") or any(word in text for word in truth["body_not"])
        if bare and not masked and not furniture:
            assert bare in kept, line
