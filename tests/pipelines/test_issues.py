"""Every code that an issue can bear has a Thai and an English sentence, and a cure in both."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from crawlers import run as crawl_run
from flows.watching import WATCHED
from pipelines import issues
from pipelines.errors import DISCARD_ROLES
from pipelines.health.records import Label

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"[a-z]+(?:_[a-z]+)*$")
CALLS = {"issue": 2, "_say_once": 1, "_trouble": 2, "Refused": 1, "_judged_as": 1}
"""Calls that raise an issue, and how many of their first arguments may be its code."""
MADE = {
    "busy",
    "offline",
    "welcome_page",
    "attachment_failed",
    "attachment_page",
    "elsewhere",
    "unknown_source",
    "machine_unseen",
} | {f"machine_{check}" for check in WATCHED}
"""Named by a constant, or put together where they are raised (`pipelines.refine`)."""
COUNTED = {*DISCARD_ROLES, "not_an_article", "welcome", "disabled"}
"""Reasons of discards, and of offices that are not asked: counted, never an issue."""
VERDICTS = {str(label).replace("-", "_") for label in get_args(Label)} - {"live"}
STATES = {"broken", "gone"}
"""States of an office, which the list of offices explains."""


def texts(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and CODE.match(one.value):
            yield one.value


def literals(tree: ast.Module) -> Iterator[str]:
    """Codes as the source writes them: arguments, ``code = …`` and the table of `code_of`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            for argument in node.args[: CALLS.get(name, 0)]:
                if isinstance(argument, ast.Constant):
                    yield from texts(argument)
            if name in ("Issue", "Refused", "Answer"):
                yield from (text for one in node.keywords if one.arg == "code" for text in texts(one.value))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(getattr(one, "attr", getattr(one, "id", "")) == "code" for one in targets):
                yield from _branches(node.value)
        elif isinstance(node, ast.FunctionDef) and node.name == "code_of":
            for one in ast.walk(node):
                if isinstance(one, ast.Tuple):
                    yield from texts(one.elts[0])


def _branches(value: ast.AST) -> Iterator[str]:
    """What an assignment may give: a constant, or either side of an ``if``."""
    sides = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    yield from (text for one in sides if isinstance(one, ast.Constant) for text in texts(one))


def raised() -> set[str]:
    """All codes that the code base can raise."""
    found = MADE | VERDICTS | {state.replace("-", "_") for state in crawl_run.CLOSED}
    for package in ("crawlers", "pipelines", "flows"):
        for file in (ROOT / package).rglob("*.py"):
            found |= set(literals(ast.parse(file.read_text(encoding="utf-8"))))
    return found - COUNTED


def test_the_codes_are_found() -> None:
    assert {
        "dns",
        "timeout",
        "blocked",
        "layout_changed",
        "held",
        "clock",
        "budget",
        "internal_error",
    } <= raised()


def test_each_code_has_words_and_no_words_are_for_none() -> None:
    words = {code.rpartition(".")[2] for code in issues.codes()}
    assert raised() - words == set(), "give it a sentence and a cure in pipelines/issues.toml"
    assert words - raised() - STATES == set(), "nothing raises it: take it out of pipelines/issues.toml"


@pytest.mark.parametrize("code", sorted(issues.codes()))
def test_words_are_of_both_languages_and_name_the_office_where_a_command_does(code: str) -> None:
    stage, _, name = code.rpartition(".")
    thai = issues.what(name, "th", stage=stage), issues.todo(name, "th", stage=stage, source="krabi-pao")
    english = issues.what(name, "en", stage=stage), issues.todo(name, "en", stage=stage, source="krabi-pao")
    assert all(re.search("[ก-๙]", text) for text in thai)
    assert not any(re.search("[ก-๙]", text) for text in english)
    assert all(text and "{" not in text for text in (*thai, *english))
    assert ("krabi-pao" in thai[1]) == ("krabi-pao" in english[1])


def test_the_raw_detail_follows_and_an_unknown_code_stays_itself() -> None:
    assert issues.told("dns", "x.go.th has none", "th") == "ไม่พบที่อยู่ของโฮสต์ (รายละเอียด: x.go.th has none)"
    assert issues.told("timeout", "", "en", stage="refine").startswith("a page took too long")
    assert issues.told("never_heard", "why", "en") == "never_heard (detail: why)"
    assert issues.todo("never_heard", "th") == ""
