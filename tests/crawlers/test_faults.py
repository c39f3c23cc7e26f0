"""One crawl of many broken offices: each gets its own reason, none stops another, nothing is evaded.

Pages are our own; each site stands on a port of its own. One crawl for all: a start costs seconds.
"""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import brotli
import pytest
from backports import zstd

from crawlers.report import CrawlReport, Issue, read
from pipelines.store import sources
from pipelines.store.database import open_store
from tests.crawlers.crawling import PATIENCE, begun, captured, crawl, list_page, registry, row
from tests.crawlers.site import Asked, Page, Reply, Site, serving
from tests.crawlers.warm import Crawl

HTML = ("Content-Type", "text/html; charset=utf-8")
BODY = "<h1>ประกาศตัวอย่าง</h1>" + "<p>ข้อความตัวอย่างของสำนักงาน</p>" * 40
MANY: dict[str, Page] = {f"/{letter}": BODY for letter in "defghijk"}
LATE = 1.2
"""Seconds by which the first of several requests may be noted late."""
BIG = b"0" * (60 * 2**20)


def encoded(body: bytes, *encodings: str) -> Reply:
    return Reply(body, headers=(HTML, ("Content-Encoding", ", ".join(encodings))))


def gzipped(times: int, body: bytes = BIG) -> bytes:
    for _ in range(times):
        body = gzip.compress(body)
    return body


def moved(location: str) -> Reply:
    return Reply(b"moved", 302, (HTML, ("Location", location)))


@dataclass(frozen=True)
class Drip:
    """A page that does not come before the test is over."""

    over: threading.Event = field(default_factory=threading.Event)

    def __call__(self, _asked: Asked) -> Reply:
        self.over.wait(PATIENCE)
        return Reply(b"late")


def late() -> Page:
    """A policy that is there after two mishaps: an error, an answer that is cut short."""
    mishaps = iter([Reply(b"", 503), Reply(b"User-agent", length=99)])
    return lambda _: next(mishaps, Reply(b"User-agent: *\nDisallow: /private\n"))


def once_429(site: Site) -> Page:
    def answer(asked: Asked) -> Reply:
        if site.paths().count(asked.path) == 1:
            return Reply(b"slower", 429, (HTML, ("Retry-After", "1")))
        return Reply(BODY.encode())

    return answer


WIDE = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
"""Makes pages that want 128 MiB to be unpacked."""
MANY_HEADERS = tuple((f"X-{number}", "a" * 1000) for number in range(300))
NO_CHARSET = ("Content-Type", "text/html; charset=undefined")
REFRESHED = '<meta http-equiv="refresh" content="3; url={}">' + BODY


FAULTY: dict[str, Page] = {
    "/cut-gzip": encoded(gzip.compress(BODY.encode())[:-20], "gzip"),
    "/bad-gzip": encoded(b"this is no gzip", "gzip"),
    "/bomb-gzip": encoded(gzipped(1), "gzip"),
    "/bomb-gzip-gzip": encoded(gzipped(2), "gzip", "gzip"),
    "/bomb-br": encoded(brotli.compress(BIG, quality=1), "br"),
    "/bomb-deflate": encoded(zlib.compress(BIG), "deflate"),
    "/bomb-zstd": encoded(zstd.compress(BIG), "zstd"),
    "/bomb-br-in-gzip": encoded(gzip.compress(brotli.compress(BIG, quality=1)), "br", "gzip"),
    "/bomb-zstd-in-zstd": encoded(zstd.compress(zstd.compress(BIG)), "zstd", "zstd"),
    "/bomb-on-a-redirect": Reply(
        gzipped(1), 302, (HTML, ("Content-Encoding", "gzip"), ("Location", "/landed"))
    ),
    "/landed": BODY,
    "/cut-br": encoded(brotli.compress(BODY.encode() * 9)[:-9], "br"),
    "/cut-zstd": encoded(zstd.compress(BODY.encode())[:-20], "zstd"),
    "/bomb-plain": Reply(b"0" * (9 * 2**20)),
    "/bomb-endless": Reply(b"0" * (9 * 2**20), length=-1),
    "/stack-3": encoded(gzipped(3, BODY.encode()), "gzip", "gzip", "gzip"),
    "/stack-200": encoded(b"x", *["gzip"] * 200),
    "/short": Reply(BODY.encode(), length=10**6),
    "/garbage": Reply(raw=b"\x00\x01 no http at all\r\n\r\n"),
    "/chunk": Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n0\r\n\r\n"),
    "/loop": moved("/loop-2"),
    "/loop-2": moved("/loop"),
    "/refresh-loop": '<meta http-equiv="refresh" content="0; url=/refresh-loop"><p>รอสักครู่',
    "/wide-loop": Reply(
        '<meta http-equiv="Refresh" content="0; url=/wide-loop"><p>รอสักครู่'.encode("utf-16"),
        headers=(("Content-Type", "text/html; charset=utf-16"),),
    ),
    **{f"/hop-{left}": moved(f"/hop-{left - 1}") for left in range(1, 7)},
    "/hop-0": BODY,
    "/slideshow": '<meta http-equiv="refresh" content="60; url=/next-slide">' + BODY,
    "/broken": Reply(b"oops", 500),
    "/file": moved("file:///etc/passwd"),
    "/data": moved("data:text/html,hello"),
    "/ftp": moved("ftp://127.0.0.1/x"),
    "/s3": moved("s3://bucket/x"),
    "/elsewhere": moved("http://elsewhere.invalid/page"),
    "/forbidden": Reply(b"private", 403),
    "/private": BODY,
}
SOUND = {
    "/good": "/good",
    "/bomb-on-a-redirect": "/landed",
    "/hop-5": "/hop-0",
    "/slideshow": "/slideshow",
}
"""Where each leads: five hops are followed, and no reader of a page waits for the next slide."""
EXPECTED = {
    "/cut-gzip": "truncated",
    "/bad-gzip": "truncated",
    "/bomb-gzip": "too_large",
    "/bomb-gzip-gzip": "too_large",
    "/bomb-br": "too_large",
    "/bomb-deflate": "too_large",
    "/bomb-zstd": "too_large",
    "/bomb-br-in-gzip": "too_large",
    "/bomb-zstd-in-zstd": "too_large",
    "/cut-br": "truncated",
    "/cut-zstd": "truncated",
    "/bomb-plain": "too_large",
    "/bomb-endless": "too_large",
    "/stack-3": "encoding_stack",
    "/stack-200": "encoding_stack",
    "/short": "truncated",
    "/garbage": "fetch_failed",
    "/chunk": "truncated",
    "/loop": "redirect_loop",
    "/refresh-loop": "redirect_loop",
    "/wide-loop": "redirect_loop",
    "/hop-6": "redirect_loop",
    "/broken": "fetch_failed",
    "/file": "fetch_failed",
    "/data": "fetch_failed",
    "/ftp": "fetch_failed",
    "/s3": "fetch_failed",
    "/elsewhere": "off_site",
    "/forbidden": "blocked",
    "/private": "robots_disallowed",
    "/nowhere": "missing",
}


ODD: dict[str, Page] = {
    "/cut-deflate": encoded(zlib.compress(BODY.encode() * 9)[:-20], "deflate"),
    "/cut-gzip-gzip": encoded(gzip.compress(gzip.compress(BODY.encode())[:-20]), "gzip", "gzip"),
    "/bad-br": encoded(b"this is no brotli", "br"),
    "/many-members": encoded(gzip.compress(b"a") * 40_000, "gzip"),
    "/bomb-zstd-window": encoded(WIDE.compress(BODY.encode()) + WIDE.flush(), "zstd"),
    "/two-frames": encoded(zstd.compress(BODY.encode()) + zstd.compress(BODY.encode()), "zstd"),
    "/raw-deflate": encoded(zlib.compress(BODY.encode())[2:-4], "deflate"),
    "/padded-gzip": encoded(gzip.compress(BODY.encode()) + bytes(512), "gzip"),
    "/many-headers": Reply(BODY.encode(), headers=(HTML, *MANY_HEADERS)),
    "/many-hints": Reply(raw=b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 9000),
    "/header-in-thai": Reply(BODY.encode(), headers=(HTML, ("ชื่อ".encode().decode("latin-1"), "x"))),
    "/charset-undefined": Reply(REFRESHED.format("javascript:x()").encode(), headers=(NO_CHARSET,)),
    "/refresh-broken": REFRESHED.format("http://[broken/"),
    "/ticker": REFRESHED.format("/ticker"),
}
ODD_SOUND = {
    "/two-frames": BODY * 2,
    "/raw-deflate": BODY,
    "/padded-gzip": BODY,
    "/header-in-thai": BODY,
    "/charset-undefined": REFRESHED.format("javascript:x()"),
    "/refresh-broken": REFRESHED.format("http://[broken/"),
    "/ticker": REFRESHED.format("/ticker"),
}
"""What a browser shows all the same."""
ODD_EXPECTED = {
    "/cut-deflate": "truncated",
    "/cut-gzip-gzip": "truncated",
    "/bad-br": "truncated",
    "/many-members": "too_large",
    "/bomb-zstd-window": "truncated",
    "/many-headers": "too_large",
    "/many-hints": "too_large",
}


NO = Reply(b"no", 403)
REFUSING: dict[str, Page] = {"/1": NO, "/2": NO, "/3": BODY, "/4": NO, "/5": NO, "/6": NO, "/7": BODY}
"""Two private articles, and from the fourth on a site that refuses us."""


@dataclass
class Run:
    """What the one crawl left behind."""

    home: Path
    report: CrawlReport
    slow: CrawlReport
    """Of the crawl beside it, which waits for no page longer than three seconds."""
    sites: dict[str, Site]

    def issues(self, source: str) -> list[Issue]:
        return [issue for issue in self.report.issues if issue.source == source]

    def codes(self, source: str) -> set[str]:
        return {issue.code for issue in self.issues(source)}


def _sites() -> dict[str, dict[str, Page]]:
    good = list_page("/good")
    return {
        "faulty": FAULTY
        | {
            "/": list_page(*SOUND, *EXPECTED),
            "/good": BODY,
            "/robots.txt": "User-agent: *\nDisallow: /private\n",
        },
        "odd": {"/": list_page(*ODD), **ODD},
        "in-trouble": {"/": Reply(b"oops", 502)},
        "robots-500": {"/": good, "/good": BODY, "/robots.txt": Reply(b"", 500)},
        "robots-late": {"/": list_page("/good", "/private"), "/good": BODY, "/robots.txt": late()},
        "robots-403": {"/": good, "/good": BODY, "/robots.txt": Reply(b"", 403)},
        "robots-html": {"/": good, "/good": BODY, "/robots.txt": "<!DOCTYPE html>Disallow: /"},
        "robots-874": {
            "/": list_page("/good", "/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7/1"),
            "/good": BODY,
            "/robots.txt": Reply("User-agent: *\nDisallow: /ข่าว/\n".encode("cp874")),
        },
        "robots-all": {"/": good, "/good": BODY, "/robots.txt": "User-agent: *\nDisallow: /\n"},
        "crawl-delay": {
            "/": list_page(*MANY), **MANY, "/robots.txt": "User-agent: *\nCrawl-delay: 0.4\n",
        },
        "delay": {"/": list_page("/b", *MANY), "/b": moved("/c"), "/c": BODY, **MANY},
        "hurried": {"/": list_page(*(f"/{n}" for n in range(12))), **{f"/{n}": BODY for n in range(12)}},
        "blocked": {"/": Reply(b"go away", 403), "/good": BODY},
        "refusing": {"/": list_page(*REFUSING), **REFUSING},
        "challenge": {
            "/": Reply(b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", 503),
        },
        "asks-for-less": {"/": list_page("/busy"), "/robots.txt": ""},
        "empty": {"/": "<p>ไม่มีข่าว</p>"},
        "cookies": {
            "/": Reply(
                list_page("/a", "/b", "/login").encode(),
                headers=(HTML, ("Set-Cookie", "PHPSESSID=1; Path=/; Domain=127.0.0.1")),
            ),
            "/a": Reply(
                b"", 302, (("Location", "/b"), ("Referrer-Policy", "unsafe-url"), ("Set-Cookie", "x=y"))
            ),
            "/b": BODY,
        },
        "port": {"/": list_page("/landing"), "/landing": BODY},
        "meta-refresh": {
            "/": '<meta http-equiv="refresh" content="0; url=/home"><p>รอสักครู่',
            "/home": good, "/good": BODY,
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("faults")
    with ExitStack() as stack:
        sites = {name: stack.enter_context(serving(pages)) for name, pages in _sites().items()}
        elsewhere = sites["port"].url("/landing")
        sites["cookies"].pages["/login"] = Reply(
            b"", 307, (("Location", elsewhere), ("Set-Cookie", "token=secret; Path=/"), ("Refresh", "0"))
        )
        sites["asks-for-less"].pages["/busy"] = once_429(sites["asks-for-less"])
        extra = {"delay": "delay = 0.3", "refusing": "delay = 0.01"}
        rows = [row(name, site.url(), 'via = ["html"]', extra.get(name, "")) for name, site in sites.items()]
        rows += [row("dead", "http://127.0.0.1:1/", 'via = ["html"]')]
        rows += [row("nameless", "http://no-such-host.invalid/", 'via = ["html"]')]
        allow = [site.address for site in sites.values()] + ["127.0.0.1:1"]
        drip = Drip()
        slow = sites["slow"] = stack.enter_context(serving({"/": list_page("/drip"), "/drip": drip}))
        stack.callback(drip.over.set)
        beside = _begun(folder / "slow", slow)
        report = crawl(folder / "home", registry(folder / "rows", *rows), "--timeout=60", allow=allow)
        beside.wait(PATIENCE)
        yield Run(folder / "home", report, read(folder / "slow" / "report.json"), sites)


def _begun(home: Path, site: Site) -> Crawl:
    """A crawl of one office that goes on by itself."""
    home.mkdir()
    rows = registry(home / "rows", row("slow", site.url(), 'via = ["html"]'))
    return begun(home, rows, "--timeout=3", allow=[site.address])


@pytest.mark.parametrize(("path", "code"), (EXPECTED | ODD_EXPECTED).items())
def test_each_fault_has_its_reason_its_address_and_its_cure(run: Run, path: str, code: str) -> None:
    source = "odd" if path in ODD else "faulty"
    (issue,) = [one for one in run.issues(source) if (one.url or "").endswith(path)]
    assert issue.code == code
    assert issue.url == run.sites[source].url(path)
    assert issue.message.startswith(f"{source}: {issue.url}: ")
    assert issue.cure
    assert "twisted" not in issue.message


def test_what_a_browser_shows_is_captured(run: Run) -> None:
    site = run.sites["odd"]
    pages = {url: body for url, body in captured(run.home) if url.startswith(site.url())}
    assert pages == {site.url(path): body.encode() for path, body in ODD_SOUND.items()}
    assert run.report.sources["odd"].finished


def test_a_page_that_does_not_come_is_given_up(run: Run) -> None:
    (issue,) = run.slow.issues
    assert (issue.code, issue.url) == ("timeout", run.sites["slow"].url("/drip"))
    assert issue.message.startswith(f"slow: {issue.url}: ")
    assert issue.cure


def test_among_faults_the_good_page_is_captured_and_no_other(run: Run) -> None:
    site = run.sites["faulty"]
    pages = [(url, body) for url, body in captured(run.home) if url.startswith(site.url())]
    assert sorted(pages) == sorted(
        (site.url(page), str(FAULTY.get(page, BODY)).encode()) for page in SOUND.values()
    )
    assert "/next-slide" not in site.paths()
    assert run.report.sources["faulty"].finished


def test_what_robots_disallows_is_never_asked_for(run: Run) -> None:
    assert "/private" not in run.sites["faulty"].paths()
    assert run.sites["robots-874"].paths() == ["/", "/good"]
    assert run.sites["robots-all"].paths() == []
    assert run.codes("robots-all") == {"robots_disallowed"}


def test_a_server_error_is_tried_three_times_and_a_refusal_once(run: Run) -> None:
    paths = run.sites["faulty"].paths()
    assert paths.count("/broken") == 3
    assert paths.count("/forbidden") == paths.count("/nowhere") == paths.count("/stack-3") == 1
    assert paths.count("/refresh-loop") == 6, "a ring is gone round once"


def test_robots_that_cannot_be_read_means_not_now(run: Run) -> None:
    assert run.sites["robots-500"].paths() == []
    assert run.codes("robots-500") == {"robots_unreachable"}


def test_robots_that_come_at_the_third_try_hold(run: Run) -> None:
    """One busy moment of a server must not cost its office a day."""
    site = run.sites["robots-late"]
    assert site.paths(robots=True) == [*["/robots.txt"] * 3, "/", "/good"]
    assert run.codes("robots-late") == {"robots_disallowed"}


@pytest.mark.parametrize("source", ["robots-403", "robots-html"])
def test_no_policy_allows_all(run: Run, source: str) -> None:
    assert run.sites[source].paths() == ["/", "/good"]
    assert run.issues(source) == []


@pytest.mark.parametrize(("source", "floor"), [("crawl-delay", 0.4), ("delay", 0.3)])
def test_no_site_is_asked_faster_than_its_delay(run: Run, source: str, floor: float) -> None:
    moments = [one.at for one in run.sites[source].asked][1:]
    # The delay is between two departures. All arrivals together may come early only by as much as the first
    # was noted late, on a busy machine.
    assert len(moments) > len(MANY)
    assert moments[-1] - moments[0] > floor * (len(moments) - 1) - LATE


def test_a_test_site_is_asked_without_delay(run: Run) -> None:
    assert len(run.sites["hurried"].paths()) == 13
    assert len([url for url, _ in captured(run.home) if url.startswith(run.sites["hurried"].url())]) == 12


@pytest.mark.parametrize("source", ["blocked", "challenge"])
def test_a_refusal_closes_the_source(run: Run, source: str) -> None:
    assert run.sites[source].paths() == ["/"]
    assert run.codes(source) == {"blocked"}
    assert not run.report.sources[source].finished


def test_three_refused_articles_in_a_row_close_the_source_and_two_do_not(run: Run) -> None:
    assert run.sites["refusing"].paths() == ["/", *sorted(REFUSING)[:6]]
    assert {issue.code for issue in run.issues("refusing")} == {"blocked"}
    store = open_store(run.home)
    with store.read() as connection:
        states = {one.source.id: one.state for one in sources.states(connection)}
    store.close()
    assert (states["refusing"], states["faulty"]) == ("blocked", "live")


def test_a_site_that_asks_for_less_is_asked_later(run: Run) -> None:
    site = run.sites["asks-for-less"]
    first, second = [one.at for one in site.asked if one.path == "/busy"]
    assert second - first >= 1
    assert run.issues("asks-for-less") == []


def test_silence_is_an_error(run: Run) -> None:
    assert run.codes("empty") == {"nothing_found"}
    assert run.codes("dead") == {"fetch_failed"}
    assert run.codes("in-trouble") == {"fetch_failed"}, "a server in trouble says nothing of its pages"
    assert run.codes("nameless") == {"dns"}


def test_nothing_is_carried_from_page_to_page(run: Run) -> None:
    assert run.sites["port"].paths().count("/landing") == 2, "by its own list, and by a redirect"
    for asked in (*run.sites["cookies"].asked, *run.sites["port"].asked):
        assert not {"cookie", "referer", "authorization"} & set(asked.headers)
        assert asked.headers["user-agent"].startswith("khaosan/")
        assert "bot" not in asked.headers["user-agent"]


def test_a_redirect_in_html_is_followed(run: Run) -> None:
    assert run.sites["meta-refresh"].paths() == ["/", "/home", "/good"]


def test_figures_count_what_the_servers_saw(run: Run) -> None:
    redirected = {"cookies": 1, "port": -1}  # a page of the one that the other served
    for name, site in run.sites.items():
        report = run.slow if name == "slow" else run.report
        assert report.sources[name].requests == len(site.asked) + redirected.get(name, 0), name
