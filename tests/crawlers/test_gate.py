"""The gate alone: what never gets as far as a name server, and how long an address is left alone.

Behind the gate stand other guards, and addresses on loopback are exceptions without a floor: so no crawl of a
test shows these.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
import twisted.internet
from scrapy import Request
from twisted.internet.address import IPv4Address

from crawlers import doors, settings
from crawlers.failures import Refused
from crawlers.gate import PLAN, Addresses, Gate, Plan, slow_down, without_delay
from crawlers.locks import FileLocks
from crawlers.robots import DISALLOW_ALL, Rules
from pipelines.records import Source

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


def test_who_takes_an_address_waits_its_delay_before_the_first_request(
    crawler: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever had it before may have asked just then; who is refused it asks nothing."""
    names = SimpleNamespace(resolveHostName=resolved)
    monkeypatch.setattr(twisted.internet, "reactor", SimpleNamespace(nameResolver=names), raising=False)
    plan = Plan(source="nan", hosts=None, delay=0.3, robots=False)
    request = Request(f"http://{OWN}:8081/", meta={PLAN: plan})
    crawler.spider = SimpleNamespace(addresses=Addresses(FileLocks(tmp_path)))
    begin = monotonic()
    asyncio.run(Gate(crawler).process_request(request))
    assert monotonic() - begin >= 0.3
    assert request.meta["download_slot"] == f"{OWN}:8081"
    crawler.spider = SimpleNamespace(addresses=Addresses(FileLocks(tmp_path)))
    with pytest.raises(Refused, match="another process"):
        asyncio.run(Gate(crawler).process_request(request))


@pytest.mark.parametrize("link", ["เทศบาล.ไทย", "www.เทศบาล.ไทย", "XN--O3CG7AK5C9D.xn--o3cw4h"])
def test_a_host_in_thai_letters_is_its_office_s_and_its_rules_close_it(
    crawler: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: str
) -> None:
    asked: list[str] = []

    def resolve(receiver: Any, host: str, port: int) -> None:
        asked.append(host)
        resolved(receiver, OWN, port)

    async def rules(request: Request, plan: Plan) -> Rules:
        return DISALLOW_ALL

    names = SimpleNamespace(resolveHostName=resolve)
    monkeypatch.setattr(twisted.internet, "reactor", SimpleNamespace(nameResolver=names), raising=False)
    start = f"http://{link}:8081/"
    office = Source(
        id="nan", name="", province="TH-55", office="municipality", family="generic", start=(start,)
    )
    plan = Plan(source="nan", hosts=doors.hosts(office), delay=None, start=(start,))
    addresses = Addresses(FileLocks(tmp_path))
    crawler.spider = SimpleNamespace(addresses=addresses, robots=SimpleNamespace(rules=rules))
    with pytest.raises(Refused) as caught:
        asyncio.run(Gate(crawler).process_request(Request(f"{start}a", meta={PLAN: plan})))
    assert (caught.value.code, caught.value.closes) == ("robots_disallowed", True)
    assert asked[0].removeprefix("www.").lower() == "xn--o3cg7ak5c9d.xn--o3cw4h"


def resolved(receiver: Any, host: str, port: int) -> None:
    """What a name server says of an address that is one."""
    receiver.addressResolved(IPv4Address("TCP", host, port))
    receiver.resolutionComplete()


@pytest.mark.parametrize(
    ("url", "code", "reason"),
    [
        ("ftp://office.example/x", "address_refused", "ftp: is not http or https"),
        ("file:///etc/passwd", "address_refused", "file: is not http or https"),
        ("data:text/html,x", "address_refused", "data: is not http or https"),
        ("s3://office.example/x", "address_refused", "s3: is not http or https"),
        ("https://user:hidden@office.example/", "address_refused", "it carries credentials"),
        ("https://:hidden@office.example/", "address_refused", "it carries credentials"),
        ("https://other.example/", "off_site", "it leads to other.example"),
        ("https://office.example.other.example/", "off_site", "none of the source's hosts"),
        ("https://other.example\\.office.example/", "off_site", "it leads to other.example,"),
        ("https://other.example\\@office.example/", "off_site", "it leads to other.example,"),
    ],
)
def test_what_no_source_may_ask_is_refused_before_anything_is_resolved(
    crawler: SimpleNamespace, url: str, code: str, reason: str
) -> None:
    plan = Plan(source="nan", hosts=frozenset({"office.example"}), delay=None)
    with pytest.raises(Refused) as caught:
        asyncio.run(Gate(crawler).process_request(Request(url, meta={PLAN: plan})))
    assert caught.value.code == code
    assert reason in caught.value.reason
    assert "hidden" not in caught.value.reason
