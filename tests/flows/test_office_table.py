"""Which kinds of offices each province has, as ``source list`` shows them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import call
from tests.crawlers.crawling import registry, row


def test_the_shipped_registry_has_offices_in_all_77_provinces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["source", "list", "--json", "--home", str(tmp_path)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 77
    assert all(one["offices"]["province"] == {"unverified": 1} for one in rows)
    (lamphun,) = [one for one in rows if one["province"] == "TH-51"]
    assert (lamphun["name_th"], lamphun["name_en"], lamphun["pattern"]) == ("ลำพูน", "Lamphun", 1)
    assert sum(sum(one["states"].values()) for one in rows) == 169


def test_the_table_says_what_can_be_read_and_what_is_a_pattern(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pattern = 'disabled = "unverified: its address is a pattern, nobody has seen it answer"'
    rows = registry(
        tmp_path / "rows", row("one", "http://a.example/"), row("two", "http://b.example/", pattern)
    )
    assert call(["source", "list", "--registry", str(rows), "--home", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    (nan,) = [line for line in lines if line.startswith("TH-55")]
    assert nan.split() == ["TH-55", "น่าน", "Nan", "0/2", "1"]
    assert lines[-3].split() == ["all", "0/2", "1"]
    assert "2 unverified" in lines[-2]
