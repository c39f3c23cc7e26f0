"""The slot of a hosting address: how long between two requests to it, and how many at once.

Addresses on loopback are exceptions without a floor, so that no crawl of a test shows it: it is asked here.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from crawlers import settings
from crawlers.gate import Gate, slow_down, without_delay

PUBLIC, OWN = "93.184.215.14", "127.0.0.1"


@pytest.fixture
def crawler() -> SimpleNamespace:
    """The part of the engine that keeps slots."""
    downloader = SimpleNamespace(per_slot_settings={}, slots={})
    return SimpleNamespace(
        settings={"KHAOSAN_ALLOW_ADDRESSES": f"{OWN}:8081,{OWN}:8082"},
        engine=SimpleNamespace(downloader=downloader),
    )


@pytest.mark.parametrize(
    ("asked", "crawl_delay", "delay"), [(None, 0.0, 2.0), (0.5, 0.0, 2.0), (5.0, 3.0, 5.0), (None, 7.0, 7.0)]
)
def test_no_public_address_is_asked_faster_than_its_floor(
    crawler: SimpleNamespace, asked: float | None, crawl_delay: float, delay: float
) -> None:
    assert settings.MIN_DELAY_SECONDS == 2.0
    assert Gate(crawler).slot(PUBLIC, 443, asked, crawl_delay) == (PUBLIC, delay)
    (slot,) = crawler.engine.downloader.per_slot_settings.values()
    assert slot == {"delay": delay, "concurrency": 1, "jitter": 0.0}


def test_offices_at_one_address_share_its_slot_and_the_longest_delay_holds(crawler: SimpleNamespace) -> None:
    gate, downloader = Gate(crawler), crawler.engine.downloader
    gate.slot(PUBLIC, 443, None, 9.0)
    downloader.slots[PUBLIC] = SimpleNamespace(delay=0.0, concurrency=8)
    assert gate.slot(PUBLIC, 80, 4.0, 0.0) == (PUBLIC, 9.0)
    assert vars(downloader.slots[PUBLIC]) == {"delay": 9.0, "concurrency": 1}
    slow_down(crawler, PUBLIC, 30.0)
    slow_down(crawler, PUBLIC, 3.0)
    assert gate.slot(PUBLIC, 443, None, 0.0) == (PUBLIC, 30.0)
    assert vars(downloader.slots[PUBLIC]) == {"delay": 30.0, "concurrency": 1}


def test_an_exception_alone_has_no_floor_and_several_lanes(crawler: SimpleNamespace) -> None:
    gate, known = Gate(crawler), crawler.engine.downloader.per_slot_settings
    assert gate.slot(OWN, 8081, None, 0.0) == (f"{OWN}:8081", 0.0)
    assert gate.slot(OWN, 8082, 0.4, 0.0) == (f"{OWN}:8082", 0.4)
    assert gate.slot(OWN, 8083, None, 0.0) == (OWN, 2.0)
    assert [slot["concurrency"] for slot in known.values()] == [settings.CONNECTIONS_WITHOUT_DELAY, 1, 1]


def test_only_an_office_all_of_whose_addresses_are_exceptions_is_hurried() -> None:
    allowed = frozenset({(OWN, 8081)})
    assert without_delay((f"http://{OWN}:8081/a",), allowed)
    assert not without_delay((f"http://{OWN}:8081/a", "http://www.office.example/"), allowed)
    assert not without_delay((f"http://{OWN}:8082/",), allowed)
    assert not without_delay((), allowed)
