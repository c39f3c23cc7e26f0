"""A crawl that hangs is ended, and its offices are not tried again at once."""

from __future__ import annotations

import signal
import sys

import pytest

from crawlers.api import out_of_time
from crawlers.child import run
from crawlers.report import Issue
from flows.jobs import RETRYABLE
from pipelines.progress import silent


def test_a_child_that_hangs_is_ended_in_time() -> None:
    hung = [sys.executable, "-S", "-c", "import time; time.sleep(3600)"]
    assert run(hung, silent, seconds=0.1) == (-signal.SIGTERM, [])


def test_a_child_that_ends_by_itself_is_left_alone() -> None:
    assert run([sys.executable, "-S", "-c", "raise SystemExit(3)"], silent, seconds=3600) == (3, [])


def test_no_proxy_of_ours_is_handed_to_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "all_proxy", "no_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    script = "import os, sys; print(*(k for k in os.environ if 'proxy' in k.lower()), 'end', file=sys.stderr)"
    assert run([sys.executable, "-S", "-c", script], silent) == (0, ["end"])


def test_offices_out_of_time_wait_for_the_next_run() -> None:
    found = [Issue(source="a", code=code, message="", cure="") for code in ("interrupted", "timeout")]
    codes = [one.code for one in out_of_time(found)]
    assert codes == ["too_long", "timeout"]
    assert "too_long" not in RETRYABLE
