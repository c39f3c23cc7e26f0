"""No connection to an address that is not public, by whatever door, way or spelling.

A canary listens on loopback; the crawl is allowed other ports there. Every case leaves the canary unasked.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawlers.report import CrawlReport, read
from tests.crawlers.crawling import PATIENCE, ROOT, command, crawl, list_page, registry, row
from tests.crawlers.site import Reply, Site, serving

SPELLINGS = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "localhost", "LOCALHOST.",
    "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "127.0.0.2", "①②⑦.0.0.1",
)  # fmt: skip
OTHERS = ("169.254.169.254", "100.64.0.1", "10.1.2.3", "192.168.0.1", "[fe80::1]", "[64:ff9b::7f00:1]")
DOORS = (
    "redirect", "meta-refresh", "robots-redirect", "link", "next", "credentials", "scheme",
    "feed", "sitemap", "attachment", "attachment-redirect", "image", "canonical", "terms",
)  # fmt: skip
START = {"feed": "/rss.xml", "sitemap": "/sitemap.xml"}
"""Where an office begins that has no list page."""


def moved(location: str) -> Reply:
    return Reply(b"", 302, (("Location", location),))


def _article(file: str, head: str = "") -> str:
    text = "ข้อความตัวอย่างของสำนักงานที่มีเอกสารแนบท้ายประกาศ " * 5
    return f'<html>{head}<article><h1>ประกาศ</h1><p>{text}</p><a href="{file}">เอกสาร</a></article></html>'


def _door(name: str, canary: Site) -> dict[str, object]:
    """Pages of a site that leads to the canary by one way."""
    there = canary.url("/secret")
    refresh = f'<meta http-equiv="refresh" content="0; url={there}">'
    pages: dict[str, dict[str, object]] = {
        "redirect": {"/": list_page("/a"), "/a": moved(there)},
        "meta-refresh": {"/": list_page("/a"), "/a": refresh},
        "robots-redirect": {"/": list_page("/a"), "/a": "x", "/robots.txt": moved(canary.url("/robots.txt"))},
        "link": {"/": list_page(there)},
        "next": {"/": list_page("/a", following=there), "/a": "x"},
        "feed": {
            "/rss.xml": '<rss version="2.0"><channel><title>ข่าว</title><item><title>ข่าว</title>'
            f'<link>{there}</link><enclosure url="{there}.jpg" type="image/jpeg"/></item></channel></rss>'
        },
        "sitemap": {
            "/sitemap.xml": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"<url><loc>{there}</loc></url></urlset>"
        },
        "attachment": {"/": list_page("/a"), "/a": _article(f"{there}.pdf")},
        "image": {
            "/": list_page("/a"),
            "/a": f'<html><article><h1>ประกาศ</h1><img src="{there}.jpg"></article><!-- a.pdf --></html>',
        },
        "canonical": {
            "/": list_page("/a"),
            "/a": _article(
                "/b", f'<link rel="canonical" href="{there}"><meta property="og:url" content="{there}">'
            ),
        },
        "attachment-redirect": {"/": list_page("/a"), "/a": _article("/f.pdf"), "/f.pdf": moved(there)},
        "terms": {
            "/": list_page("/a") + '<a href="/terms">นโยบายเว็บไซต์</a>',
            "/a": "x",
            "/terms": moved(there),
        },
        "credentials": {"/": list_page(there.replace("//", "//user:secret@"))},
        "scheme": {
            "/": list_page(
                "ftp://127.0.0.1/x", "file:///etc/passwd", "javascript:alert(1)", "gopher://x/", "s3://x/y"
            )
        },
    }
    return pages[name]


@dataclass
class Run:
    """One crawl of all spellings and doors."""

    report: CrawlReport
    canary: Site

    def codes(self, source: str) -> set[str]:
        return {issue.code for issue in self.report.issues if issue.source == source}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("guards")
    with ExitStack() as stack:
        canary = stack.enter_context(serving({"/": list_page("/a"), "/a": "x"}))
        names = [f"spelt-{number}" for number in range(len(SPELLINGS + OTHERS))]
        rows = [
            row(name, f"http://{host}:{canary.port}/", 'via = ["html"]')
            for name, host in zip(names, SPELLINGS + OTHERS, strict=True)
        ]
        sites = {}
        for name in DOORS:
            sites[name] = stack.enter_context(serving(_door(name, canary)))  # type: ignore[arg-type]
            via = [] if name in START else ['via = ["html"]']
            rows.append(row(name, sites[name].url(START.get(name, "/")), *via))
        allow = [site.address for site in sites.values()]
        registered = registry(folder / "rows", *rows)
        report = crawl(folder / "home", registered, "--timeout=60", allow=allow, pause=0.05)
        yield Run(report=report, canary=canary)


@pytest.mark.parametrize(("number", "host"), list(enumerate(SPELLINGS + OTHERS)))
def test_an_office_at_such_an_address_is_refused_with_its_reason(run: Run, number: int, host: str) -> None:
    # What no resolver takes has no address; what is rewritten on its way is no host of the office.
    assert run.codes(f"spelt-{number}") <= {"address_refused", "dns", "moved", "off_site"}, host
    assert run.codes(f"spelt-{number}")


def test_the_plain_spelling_names_the_address(run: Run) -> None:
    (issue,) = [one for one in run.report.issues if one.source == "spelt-0"]
    assert "127.0.0.1, which is not a public address" in issue.message
    assert "KHAOSAN_ALLOW_ADDRESSES" in issue.cure


@pytest.mark.parametrize(("door", "codes"), [
    ("redirect", {"address_refused"}),
    ("meta-refresh", {"address_refused"}),
    ("robots-redirect", {"robots_unreachable"}),
    ("link", {"address_refused"}),
    ("next", {"address_refused"}),
    ("feed", {"address_refused"}),
    ("sitemap", {"address_refused"}),
    ("attachment", {"address_refused"}),
    ("attachment-redirect", {"address_refused"}),
    ("image", {"address_refused"}),
    ("canonical", set()),
    ("credentials", {"address_refused"}),
    ("scheme", {"nothing_found"}),
    ("terms", {"address_refused"}),
])  # fmt: skip
def test_no_door_leads_there(run: Run, door: str, codes: set[str]) -> None:
    assert run.codes(door) == codes


def test_the_canary_was_never_asked(run: Run) -> None:
    assert run.canary.asked == []


REBINDING = """
import socket, sys
real, asked = socket.getaddrinfo, []
def fake(host, port, *rest, **more):
    if host != "rebind.example":
        return real(host, port, *rest, **more)
    asked.append(host)
    answers = {answers}
    return [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (one, port, 0, 0))
        if ":" in one
        else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
        for one in answers
    ]
socket.getaddrinfo = fake
from crawlers.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "answers",
    [
        '["93.184.215.14"] if len(asked) % 2 else ["127.0.0.1"]',
        '["93.184.215.14", "127.0.0.1"]',
        '["127.0.0.1"]',
        '["93.184.215.14", "::1"]',
        '["::ffff:127.0.0.1"]',
    ],
    ids=["public first, then loopback", "a mixed answer", "loopback", "mixed with IPv6", "IPv4 in IPv6"],
)
def test_a_name_that_changes_its_mind_is_judged_by_what_is_connected_to(tmp_path: Path, answers: str) -> None:
    with serving({"/": list_page("/a")}) as canary:
        rows = registry(
            tmp_path / "rows", row("a", f"http://rebind.example:{canary.port}/", 'via = ["html"]')
        )
        (tmp_path / "home").mkdir()
        arguments = command(tmp_path / "home", rows, "--timeout=60")[3:]
        script = REBINDING.replace("{answers}", answers)
        subprocess.run([sys.executable, "-c", script, *arguments], cwd=ROOT, check=True, timeout=PATIENCE)
        report = read(tmp_path / "home" / "report.json")
        assert canary.asked == []
    (issue,) = report.issues
    assert issue.code in ("address_refused", "robots_unreachable")
    assert "not a public address" in issue.message


def test_no_port_is_opened(tmp_path: Path) -> None:
    """Scrapy opens a telnet console and a remote control by default; a crawl under way listens nowhere."""
    script = """
import os, sys
from crawlers import spider
from crawlers.__main__ import main
def listening():
    lines = [line for name in ("tcp", "tcp6") for line in open(f"/proc/net/{name}") if " 0A " in line]
    paths = [f"/proc/self/fd/{fd}" for fd in os.listdir("/proc/self/fd")]
    own = {os.readlink(path) for path in paths if os.path.islink(path)}
    return [line for line in lines if f"socket:[{line.split()[9]}]" in own]
plain = spider.OfficeSpider._count
def count(self, request):
    assert not listening(), "it listens"
    print("LOOKED", file=sys.stderr)
    plain(self, request)
spider.OfficeSpider._count = count
sys.exit(main(sys.argv[1:]))
"""
    with serving({"/": list_page("/a"), "/a": "x"}) as site:
        rows = registry(tmp_path / "rows", row("a", site.url(), 'via = ["html"]'))
        (tmp_path / "home").mkdir()
        arguments = command(tmp_path / "home", rows, allow=[site.address])[3:]
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            cwd=ROOT,
            check=True,
            timeout=PATIENCE,
            capture_output=True,
            text=True,
        )
        assert done.stderr.count("LOOKED") == len(site.asked)
    assert "it listens" not in (tmp_path / "home" / "logs" / "crawlers.log").read_text()
