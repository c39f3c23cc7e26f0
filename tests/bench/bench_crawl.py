"""A crawl of loopback pages beside its peers: speed, processor time, memory, and what they say of nothing.

Each measured program is a process of its own, so that start-up counts for all; the server is another one.
Fails where a figure is beyond its bound. Run as ``make bench-crawl``; figures with their date are in
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench import crawl_peers
from tests.bench.crawl_site import LONG_LIST, PER_LIST, site

FETCH_OF_SCRAPY = 0.6
"""Fetch, links and archive against a Scrapy that keeps nothing; links alone cost it a third (peers §4)."""
ROAD_OF_SCRAPY = 0.3
"""The whole road to searchable on two cores; the best peer reaches .16 in one process (peers §4)."""
CPU_MS_A_REQUEST = 13.7
"""A tenth of news-please's on two WordPress sites, start-up included (peers §4)."""
CPU_OF_NEWS_PLEASE = 0.1
"""On these pages in one run, start-up apart: it reads and stores them, a crawl only archives them."""
MOST_MEGABYTES = 300
FLAT = 1.15
"""Memory with 50,000 addresses against that with 2,000, as many as one list names."""
START_OF_MANY = 1.5
STARTS_A_ROUND = 3
"""Start-up with 1,000 offices against that with 10."""
_PR_SET_CHILD_SUBREAPER = 36
"""linux/prctl.h"""
FEW, MANY = LONG_LIST, 50_000
FETCHED = 60

Figures = dict[str, float]


def measured(arguments: list[str], code: int = 0, log: Path | None = None) -> Figures:
    """Seconds, processor seconds and memory (MB) of a child and of all that it started."""
    _adopt_orphans()
    begun = time.monotonic()
    with (log or Path(os.devnull)).open("w") as output:
        child = subprocess.Popen(
            arguments, stdout=output, stderr=subprocess.STDOUT, env=_environment(), start_new_session=True
        )
        _, status, own = os.wait4(child.pid, 0)
    seconds = time.monotonic() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == code, (arguments, child.returncode)
    used = [own, *_left(child.pid)]
    return {
        "seconds": round(seconds, 2),
        "cpu": round(sum(one.ru_utime + one.ru_stime for one in used), 2),
        "megabytes": round(max(one.ru_maxrss for one in used) / 1024),
    }


def _adopt_orphans() -> None:
    """Let what a child leaves behind become ours: the process that workers are forked from ends after it."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _left(group: int) -> Iterator[resource.struct_rusage]:
    """What the processes used that a child did not wait for."""
    while True:
        try:
            yield os.wait4(-group, 0)[2]
        except ChildProcessError:
            return


def registry(folder: Path, port: int, *paths: str, offices: int = 1) -> Path:
    """A registry of offices that begin at those paths."""
    folder.mkdir(parents=True, exist_ok=True)
    start = json.dumps([f"http://127.0.0.1:{port}{path}" for path in paths])
    rows = "".join(
        f'[[source]]\nid = "bench-{number}"\nname = "สำนักงานวัดผล"\noffice = "tao"\nfamily = "generic"\n'
        f'start = {start}\nvia = ["html"]\nselectors = {{ links = "ul.news a" }}\n'
        for number in range(offices)
    )
    (folder / "rows.toml").write_text(f'province = "TH-55"\n{rows}', encoding="utf-8")
    return folder


def crawler(folder: Path, rows: Path, port: int, *options: str) -> list[str]:
    """The command of a crawl alone, into a fresh home."""
    return [
        sys.executable, "-m", "crawlers", f"--home={folder / 'home'}", f"--registry={rows}",
        f"--report={folder / 'report.json'}", f"--allow=127.0.0.1:{port}", *options,
    ]  # fmt: skip


def khaosan(folder: Path, rows: Path, *words: str) -> list[str]:
    """The command line as a person uses it."""
    program = str(Path(sys.executable).with_name("khaosan"))
    return [program, *words, "--registry", str(rows), "--home", str(folder / "home"), "--json"]


def requests(port: int) -> int:
    """How many requests the site has answered."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/requests") as reply:
        return int(reply.read())


def speed(pages: int, rounds: int) -> dict[str, Any]:
    """Fetch and archive, and the whole road, beside a Scrapy that keeps nothing; the best of the rounds."""
    best: dict[str, Figures] = {}
    with site(pages) as port:
        os.environ["KHAOSAN_ALLOW_ADDRESSES"] = f"127.0.0.1:{port}"
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                rows = registry(folder / "rows", port, "/")
                runs = {
                    "scrapy": crawl_peers.bare(folder, port, pages),
                    "scrapy, stripped": crawl_peers.bare(folder, port, pages, *crawl_peers.COMPONENTS),
                    "fetch": crawler(folder / "fetch", rows, port),
                    "road": khaosan(folder / "road", rows, "run"),
                }
                for one, arguments in runs.items():
                    (folder / "fetch").mkdir(exist_ok=True)
                    found = measured(arguments)
                    say(part="speed", name=one, pages=pages, **found)
                    best[one] = min(best.get(one, found), found, key=lambda figures: figures["cpu"])
                report = json.loads((folder / "fetch" / "report.json").read_text())
                assert report["sources"]["bench-0"]["captures"] == pages + -(-pages // PER_LIST)
                (kept,) = (folder / "road" / "home" / "runs").glob("*/report.json")
                assert json.loads(kept.read_text())["indexed"] == pages
    return {
        "fetch_cpu_of_scrapy": best["scrapy"]["cpu"] / best["fetch"]["cpu"],
        "fetch_seconds_of_scrapy": best["scrapy"]["seconds"] / best["fetch"]["seconds"],
        "road_seconds_of_scrapy": best["scrapy"]["seconds"] / best["road"]["seconds"],
        "road_seconds_of_stripped": best["scrapy, stripped"]["seconds"] / best["road"]["seconds"],
        "fetch_cpu_ms": 1000 * best["fetch"]["cpu"] / pages,
        "road_cpu_ms": 1000 * best["road"]["cpu"] / pages,
        "megabytes": best["fetch"]["megabytes"],
        "road_megabytes": best["road"]["megabytes"],
    }


def beside_news_please(pages: int) -> dict[str, Any]:
    """Processor time a request, start-up apart, beside news-please on the same pages; it reads each one, too.

    Start-up is what a crawl costs that finds nothing: news-please's is far below its cost of 400 pages.
    """
    with site(pages) as port, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peer = crawl_peers.news_please(folder, port)
        if peer is None:
            say(part="news-please", missing="it cannot be installed here: the package index is not reached")
            return {}
        their_start, our_start = _start(folder)
        begun = requests(port)
        theirs = measured(peer)
        asked = requests(port) - begun - 1
        say(part="news-please", requests=asked, stored=crawl_peers.stored(folder), **theirs)
        rows, begun = registry(folder / "rows", port, "/"), requests(port)
        ours = measured(crawler(folder, rows, port))
        fetched = requests(port) - begun - 1
        say(part="khaosan", requests=fetched, **ours)
    their_ms = 1000 * (theirs["cpu"] - their_start["cpu"]) / asked
    our_ms = 1000 * (ours["cpu"] - our_start["cpu"]) / fetched
    return {
        "news_please_cpu_ms": their_ms,
        "khaosan_cpu_ms": our_ms,
        "cpu_of_news_please": our_ms / their_ms,
        "news_please_start_cpu": their_start["cpu"],
        "khaosan_start_cpu": our_start["cpu"],
    }


def _start(folder: Path) -> tuple[Figures, Figures]:
    """What a crawl costs that finds nothing: theirs, ours."""
    with site(0) as port:
        rows = registry(folder / "start" / "rows", port, "/")
        peer = crawl_peers.news_please(folder / "start", port)
        assert peer is not None
        return measured(peer), measured(crawler(folder / "start", rows, port))


def nothing() -> dict[str, Any]:
    """A page that names no item: who ends with an error and says why?"""
    with site(0) as port, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["KHAOSAN_ALLOW_ADDRESSES"] = f"127.0.0.1:{port}"
        rows = registry(folder / "rows", port, "/empty")
        measured(khaosan(folder, rows, "crawl"), code=1, log=folder / "said")
        reason = json.loads((folder / "said").read_text().splitlines()[-1])["issues"][0]["message"]
        peer = crawl_peers.news_please(folder / "peer", port, "/empty")
        if peer is not None:
            measured(peer)  # ends with 0
        say(part="nothing", khaosan={"code": 1, "reason": reason}, news_please={"code": 0 if peer else None})
    return {}


def memory() -> dict[str, Any]:
    """The most memory of a crawl whose frontier holds few addresses, and of one that holds many.

    Both read as many lists of one length; those of the first all name the same.
    """
    peaks: dict[int, float] = {}
    with site(FEW) as port, tempfile.TemporaryDirectory() as name:
        for size in (FEW, MANY):
            folder = Path(name) / str(size)
            kind = "same" if size == FEW else "long"
            lists = [f"/{kind}/{number}" for number in range(MANY // LONG_LIST)]
            rows = registry(folder / "rows", port, *lists)
            limit = len(lists) + FETCHED
            found = measured(crawler(folder, rows, port, f"--limit={limit}"))
            say(part="memory", addresses=size, **found)
            peaks[size] = found["megabytes"]
    return {"megabytes_of_many": peaks[MANY], "memory_growth": peaks[MANY] / peaks[FEW]}


def start_up(rounds: int) -> dict[str, Any]:
    """Start-up of a crawl with ten offices in its registry and with a thousand, in turns; processor time.

    One takes a second, so the machine's own mood is half of a single figure: the best of several counts.
    """
    best = {10: float("inf"), 1_000: float("inf")}
    commands: dict[int, list[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        for offices in best:
            folder = Path(name) / str(offices)
            rows = registry(folder / "rows", 9, "/", offices=offices)
            commands[offices] = crawler(folder, rows, 9, "--dry-run", "--ids=bench-0")
            measured(commands[offices])  # makes the store
        for _ in range(STARTS_A_ROUND * rounds):
            for offices, command in commands.items():
                best[offices] = min(best[offices], measured(command)["cpu"])
    for offices, cpu in best.items():
        say(part="start-up", offices=offices, cpu=cpu)
    return {"start_up_of_many": best[1_000] / best[10]}


def failures(found: dict[str, float]) -> list[str]:
    """The figures that are beyond their bounds."""
    least = {"fetch_cpu_of_scrapy": FETCH_OF_SCRAPY, "road_seconds_of_scrapy": ROAD_OF_SCRAPY}
    most = {
        "cpu_of_news_please": CPU_OF_NEWS_PLEASE, "fetch_cpu_ms": CPU_MS_A_REQUEST,
        "megabytes": MOST_MEGABYTES, "megabytes_of_many": MOST_MEGABYTES, "memory_growth": FLAT,
        "start_up_of_many": START_OF_MANY,
    }  # fmt: skip
    low = [
        f"{name} is {found[name]:.2f}, less than {bound}"
        for name, bound in least.items()
        if found.get(name, bound) < bound
    ]
    high = [
        f"{name} is {found[name]:.2f}, more than {bound}"
        for name, bound in most.items()
        if found.get(name, bound) > bound
    ]
    return [*low, *high]


def say(**figures: object) -> None:
    """One line of JSON, with the load it was measured under."""
    print(json.dumps({**figures, "load": round(os.getloadavg()[0], 1)}, ensure_ascii=False), flush=True)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(crawl_peers.ROOT), "PYTHAINLP_OFFLINE": "1"}


def main() -> None:
    """Measure all parts, or those named, and exit 1 where a figure is beyond its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["speed", "news-please", "nothing", "memory", "start-up"])
    parser.add_argument("--pages", type=int, default=4_900)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "speed": lambda: speed(given.pages, given.rounds),
        "news-please": lambda: beside_news_please(min(given.pages, 400)),
        "nothing": nothing,
        "memory": memory,
        "start-up": lambda: start_up(given.rounds),
    }
    found: dict[str, float] = {}
    for part in given.parts:
        found |= parts[part]()
    say(**{name: round(value, 3) for name, value in found.items()})
    wrong = failures(found)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
