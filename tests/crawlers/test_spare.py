"""A process that loads the crawler before it is told what to crawl."""

from __future__ import annotations

import sys
from contextlib import closing

import pytest

from crawlers import spare as module
from crawlers.child import begin, run
from crawlers.spare import WAIT, Spare
from pipelines.progress import silent


@pytest.fixture(autouse=True)
def _cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """As users have it, not as other tests fork it."""
    monkeypatch.setattr(module, "begin", begin)


SCRIPT = [sys.executable, "-S", "-c", "raise SystemExit(3)"]


def test_it_does_what_it_is_told_once_and_then_others_are_begun() -> None:
    with closing(Spare()) as spare:
        code, said = run([sys.executable, "-m", "crawlers", "--home=here"], silent, spare=spare)
        assert code == 2
        assert "--report" in said[-1]
        assert run(SCRIPT, silent, spare=spare) == (3, [])


def test_it_ends_with_its_caller_or_where_nobody_takes_it() -> None:
    child = begin([sys.executable, "-m", "crawlers", WAIT])
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait() == 0
    child.stdin = None
    child.communicate()
    spare = Spare()
    spare.close()
    assert spare.take([]) is None
