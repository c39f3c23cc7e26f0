"""Fuzzing in small: the same runs each time. ``make torture`` runs long ones with a new seed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines import dates
from pipelines.enrich import enrich
from pipelines.errors import PageError
from pipelines.inspect import inspect
from pipelines.plain import draft_from_text
from pipelines.text.decode import decode
from tests.fuzz.targets import NOW, TARGETS

ROOT = Path(__file__).resolve().parent.parent.parent
RUNS = {"decode": 3000, "dates": 2000, "families": 400}


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_of_a_seeded_run_breaks_it(target: str) -> None:
    command = [sys.executable, "-m", "tests.fuzz", target]
    bounds = ["--runs", str(RUNS[target]), "--seconds", "120", "--seed", "2569"]
    done = subprocess.run([*command, *bounds], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "stat::number_of_executed_units" in done.stderr


UNITS = {
    "tags": b"<p>", "open": b"<div><table><tr><td>", "links": b"<a href='/?p=1'>x</a>", "quotes": b"\"'<",
    "comments": b"<!--", "cdata": b"<![CDATA[", "attributes": b"<a b='", "scripts": b"<script>",
    "entities": b"&amp;#3585;", "thai": "ที่".encode(), "cp874": "จังหวัด ".encode("cp874"), "days": b"1, ",
    "dates": "๕ ส.ค. ๒๕๖๔ - ".encode(), "weekdays": "วันจันทร์ที่ 1\n".encode(), "phones": b"081-234-",
    "names": "นายสมชาย ใจมั่น ".encode(), "places": "อ.เมือง จ.แพร่ ".encode(), "marks": "่้".encode(),
    "spaces": b" \n",
}  # fmt: skip
SMALL, LARGE = 40_000, 1_000_000  # bytes; the larger has more tags than a page may have, but for plain text
MOST = 3.0
"""Times the size's own growth: linear work is 1, quadratic 25; caches, garbage collection and a busy machine
give up to 1.6."""


def _read_page(body: bytes) -> None:
    with suppress(PageError):
        inspect(body, now=NOW)


def _read_lines(body: bytes) -> None:
    """The same inside a paragraph of a post: text, not tags, is what grows."""
    _read_page(b"<html><body><h1 class='entry-title'>x</h1><div class='entry-content'><p>" + body)


def _understand(body: bytes) -> None:
    """Places, people, kinds, dates, masks: all that is read from a text."""
    draft = draft_from_text(decode(body, None).text, "")
    with suppress(PageError):
        enrich(draft, source=None, family_version="x@1", captured_at=NOW, page_sha256="", now=NOW)


def _find_dates(body: bytes) -> None:
    text = decode(body, None).text
    dates.find(text, now=NOW)
    dates.pick(None, [], text, now=NOW, kind="news")


@pytest.mark.parametrize("read", [_find_dates, _read_page, _read_lines, _understand])
@pytest.mark.parametrize("unit", UNITS)
def test_a_page_of_a_megabyte_costs_its_share(unit: str, read: Callable[[bytes], None]) -> None:
    """Twenty-five times the bytes cost some twenty-five times the processor time, or are refused."""
    piece = UNITS[unit]
    small, large = (_cost(read, piece * (size // len(piece))) for size in (SMALL, LARGE))
    assert large <= MOST * (LARGE / SMALL) * max(small, 0.02)


def _cost(read: Callable[[bytes], None], body: bytes) -> float:
    begin = time.process_time()
    read(body)
    return time.process_time() - begin
