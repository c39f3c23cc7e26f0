"""The page of traps names a test for each row and each advisory, and the tests are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.crawlers.crawling import ROOT

PAGE = (ROOT / "docs" / "traps.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", PAGE)
ROWS = [
    line
    for line in PAGE.splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| #", "| advisory", "| guard"))
]


@pytest.mark.parametrize("row", ROWS)
def test_each_row_names_a_test_that_exists(row: str) -> None:
    named = re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", row)
    assert named
    for file, name in named:
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), (file, name)


def test_no_trap_and_no_advisory_is_left_out(shared: Path) -> None:
    facts = (shared / "research" / "sources.md").read_text(encoding="utf-8")
    traps = facts.partition("## 3.")[2].partition("## 4.")[0]
    assert numbers(traps) == numbers(PAGE.partition("## Advisories")[0])
    advisories = traps[traps.index("Advisories") :].partition("\n")[0]
    named = re.findall(r"CVE-\d{4}-\d+|[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", advisories)
    assert len(named) >= 11
    assert [one for one in named if one not in PAGE] == []


def test_no_fault_of_a_crawl_is_left_out(shared: Path) -> None:
    facts = (shared / "research" / "reliability.md").read_text(encoding="utf-8")
    faults = numbers(facts.partition("## 2.")[2].partition("## 3.")[0])
    of_crawls = faults[faults.index("11") : faults.index("20")]
    assert of_crawls == numbers(PAGE.partition("## Faults")[2].partition("## Guards")[0])


def numbers(tables: str) -> list[str]:
    """The numbers of the rows."""
    return re.findall(r"^\| (\d+) \|", tables, re.MULTILINE)
