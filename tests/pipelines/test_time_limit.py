"""What hangs is given up, and what hangs behind it too."""

from __future__ import annotations

import signal

import pytest

from pipelines.refine.time_limit import PageTimeout, at_most

URL = "https://nan.example/news/1"


def hang() -> None:
    with at_most(0.01, URL, more=60):
        while True:
            signal.pause()


def test_a_page_that_hangs_is_given_up() -> None:
    with pytest.raises(PageTimeout, match=f"{URL}: not read within 0.01 s"):
        hang()


def test_it_is_given_up_again_when_what_is_left_of_it_hangs_too() -> None:
    with at_most(60, URL, more=5):
        assert signal.getitimer(signal.ITIMER_REAL)[1] == 5
        for _post in range(3):
            with pytest.raises(PageTimeout):
                signal.raise_signal(signal.SIGALRM)


def test_nothing_is_raised_afterwards() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with at_most(60, URL, more=1):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) == before
