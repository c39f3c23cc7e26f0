"""The command line: what it imports, how it fails, and that every command explains itself."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import COMMANDS, GROUPS, call
from pipelines.store.database import open_store

HEAVY = ("prefect", "scrapy", "elasticsearch", "sqlalchemy", "fastapi", "pyarrow")
LINES = [[name] for name in COMMANDS] + [
    [group, name] for group, (_, names) in GROUPS.items() for name in names
]


@pytest.mark.parametrize("words", [[], *LINES], ids=" ".join)
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys, json; from flows.cli import call; "
        f"code = call({[*words, '--help']!r}); "
        f"print(json.dumps([code, [n for n in {HEAVY!r} if n in sys.modules]]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [0, []]
    assert len(done.stdout.splitlines()) > 3


@pytest.mark.parametrize(
    "words", [["nonsense"], ["search"], ["index", "--engine", "solr"], ["crawl", "--limit", "x"], ["inspect"]]
)
def test_wrong_usage_is_2_with_one_message(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("khaosan: ")


def test_a_query_that_cannot_be_read_is_told_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_store(tmp_path).close()
    assert call(["explain", "น้ำ (ไฟ", "--home", str(tmp_path)]) == 2
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "khaosan: a parenthesis is not closed (at character 5)",
        "ไม่ได้ปิดวงเล็บ (ตัวอักษรที่ 5)",
    ]


def test_dates_as_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["date", "๕ สิงหาคม ๒๕๕๙", "ไม่มีวันที่", "--json"]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["value"], first["precision"], first["era"]) == ("2016-08-05", "day", "BE")
    assert second["value"] is None


@pytest.mark.parametrize(
    "words", [["-"], ["-", "--json"], ["--json", "-"], ["5 ส.ค. 2559", "-", "--now", "2026-01-01"]]
)
def test_dates_of_standard_input(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("๑๙ พ.ย. ๖๘\r\n- ลงวันที่ 5 สิงหาคม 2559\n"))
    assert call(["date", *words]) == 0
    said = capsys.readouterr().out.splitlines()
    assert ["2025-11-19" in said[-2], "2016-08-05" in said[-1]] == [True, True]
    assert len(said) == 2 + ("5 ส.ค. 2559" in words)


def test_a_misspelt_option_of_date_is_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["date", "5 ส.ค. 2559", "--nwo", "2026-01-01"]) == 2
    assert "--nwo" in capsys.readouterr().err


def test_a_home_that_cannot_be_written_is_a_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert call(["refine", "--home", str(tmp_path / "file" / "home")]) == 2
    assert "--home" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a folder that even root may not write to")
def test_a_folder_without_permission_is_a_clear_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["refine", "--home", "/sys/khaosan"]) == 2
    said = capsys.readouterr().err
    assert "/sys/khaosan" in said
    assert "--home" in said


def test_a_wrong_setting_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHAOSAN_ENGINE", "solr")
    assert call(["refine"]) == 2
    assert "KHAOSAN_" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["search", "-น้ำ"], "behind --"),
        (["search", "น้ำ", "--size", "-1"], "--size"),
        (["search", "x\udcff"], "UTF-8"),
        (["serve", "--port", "70000"], "--port"),
        (["demo", "--port", "-1"], "--port"),
        (["prune", "--keep-days", "0"], "--keep-days"),
        (["revisit", "--days", "-3"], "--days"),
        (["backup", "there", "--keep", "0"], "--keep"),
        (["source", "new", "ftp://example.org"], "http"),
        (["archive", "cat", "9" * 30], "no such capture"),
        (["reextract", "nowhere"], "no such office"),
        (["health", "nowhere"], "no such office"),
        (["coverage", "--source", "nowhere"], "no such office"),
        (["coverage", "--since", "2026-12-02", "--until", "2569-12-01"], "after"),
        (["api-key", "new", " "], "name"),
        (["import", "nowhere.jsonl"], "nowhere.jsonl: No such file"),
    ],
    ids=lambda value: ascii(" ".join(value))[:40] if isinstance(value, list) else "",
)
def test_odd_arguments_are_refused_with_a_cure(
    words: list[str], said: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_store(home).close()
    assert call([*words, "--home", str(home)] if words[1] != "-น้ำ" else words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


def test_wrong_usage_names_the_help_of_what_was_tried(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["collection", "show"]) == 2
    assert "khaosan collection show --help" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["search", "น้ำ"], ["export", "*", "-o", "all.csv"], ["show", "a:1"], ["health"], ["coverage"],
        ["held", "list"], ["alert", "list"], ["index"], ["refine"], ["reextract"], ["prune"],
        ["takedown", "a:1", "--reason", "asked"], ["dead-letters", "list"], ["collection", "list"],
        ["backup", "copies"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_mistyped_home_is_refused_by_what_reads(
    words: list[str], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([*words, "--home", str(home)]) == 2
    assert f"{home}: no home there" in capsys.readouterr().err
    assert not home.exists()


def test_the_registry_is_read_without_a_home_and_none_begins(home: Path) -> None:
    assert call(["source", "list", "--home", str(home), "--json"]) == 0
    assert not home.exists()


def test_what_begins_something_begins_a_home_and_says_so_once(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["db", "upgrade", "--home", str(home)]) == 0
    assert f"{home}: a new home begins there" in capsys.readouterr().err
    assert call(["db", "upgrade", "--home", str(home)]) == 0
    assert capsys.readouterr().err == ""
    assert call(["held", "list", "--home", str(home)]) == 0
