"""A whole run over offices that fail in every way: clear messages, the others go on, exit code 1."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from tests.crawlers.site import Reply, Site, serving

TEXT = "องค์การบริหารส่วนตำบลตัวอย่างประชุมประชาคมหมู่บ้านเพื่อจัดทำแผนพัฒนาท้องถิ่น มีประชาชนเข้าร่วมจำนวนมาก"
"""Our own writing."""
BINARY = Reply(bytes(range(256)) * 8)
HTML = (("Content-Type", "text/html; charset=utf-8"),)
CODED = (*HTML, ("Content-Encoding", "gzip"))
HUGE = Reply(b"<html><body><p>" + "ก".encode() * 3_000_000 + b"</p></body></html>")


def article(title: str, charset: str = "utf-8", declared: str = "utf-8") -> Reply:
    """A page of an office, in a charset that may not be the one it declares."""
    body = f"<h1>{title}</h1><div class='body'><p>{TEXT}</p></div>"
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return Reply(page.encode(charset), headers=(("Content-Type", f"text/html; charset={declared}"),))


FAULTS: dict[str, tuple[Reply, str]] = {
    "empty": (Reply(b""), "empty"),
    "huge": (HUGE, "too_large"),
    "binary": (BINARY, "undecodable"),
    "cut": (Reply(gzip.compress(TEXT.encode() * 50)[:60], headers=CODED), "truncated"),
    "gone": (Reply(b"", 404), "missing"),
    "broken": (Reply(b"", 500), "fetch_failed"),
    "loop": (Reply(b"", 302, (("Location", "/loop"),)), "redirect_loop"),
}


@dataclass(frozen=True)
class Ran:
    """What a run printed and left."""

    code: int
    report: dict[str, Any]
    home: Path


def row(site: Site, name: str) -> str:
    """A registry row of the generic family."""
    selectors = '{ links = "a.news", title = "h1", body = "div.body" }'
    return (
        f'[[source]]\nid = "{name}"\nname = "หน่วยงานตัวอย่าง {name}"\noffice = "tao"\nfamily = "generic"\n'
        f'start = ["{site.url()}"]\nselectors = {selectors}\n'
    )


def fill(site: Site, pages: dict[str, Reply]) -> None:
    """A list page that links all pages."""
    links = "".join(f'<li><a class="news" href="/{name}">{name}</a></li>' for name in pages)
    site.pages |= {
        "/": f"<html><body><ul>{links}</ul></body></html>",
        **{f"/{k}": v for k, v in pages.items()},
    }


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """One run over a good office, one with every fault, one of malformed pages, and one that is away."""
    folder = tmp_path_factory.mktemp("bad")
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        good, bad, malformed = (stack.enter_context(serving()) for _ in range(3))
        fill(good, {"1": article("ข่าวที่หนึ่ง"), "2": article("ข่าวที่สอง", "cp874", "utf-8")})
        fill(
            bad, {name: reply for name, (reply, _) in FAULTS.items()} | {"ok": article("ข่าวระหว่างความผิดพลาด")}
        )
        fill(malformed, {str(number): Reply(b"<html><p " * (number + 1)) for number in range(40)})
        away = Site(port=9)  # the discard port: nothing listens there
        rows = [
            row(site, name)
            for site, name in ((good, "good"), (bad, "bad"), (malformed, "malformed"), (away, "away"))
        ]
        registry = folder / "registry"
        registry.mkdir()
        (registry / "a.toml").write_text('province = "TH-51"\n' + "\n".join(rows), encoding="utf-8")
        patch.setenv(
            "KHAOSAN_ALLOW_ADDRESSES", ",".join(site.address for site in (good, bad, malformed, away))
        )
        code, report = run(registry, folder / "home")
        yield Ran(code, report, folder / "home")


def run(registry: Path, home: Path) -> tuple[int, dict[str, Any]]:
    """Run the command line in process and read what it printed."""
    printed = StringIO()
    with redirect_stdout(printed):
        code = call(["run", "--registry", str(registry), "--home", str(home), "--json"])
    return code, json.loads(printed.getvalue())


def test_a_run_with_issues_ends_with_1_and_the_others_went_on(ran: Ran) -> None:
    assert ran.code == 1
    assert ran.report["articles"] == {"added": 3}
    assert ran.report["indexed"] == 3


@pytest.mark.parametrize(
    "name", [name for name, (_, code) in FAULTS.items() if code not in ("empty", "undecodable")]
)
def test_each_fault_of_the_network_names_its_office_and_a_cure(name: str, ran: Ran) -> None:
    found = [issue for issue in ran.report["issues"] if (issue["url"] or "").endswith(f"/{name}")]
    assert [(issue["source"], issue["code"]) for issue in found] == [("bad", FAULTS[name][1])]
    assert found[0]["cure"]
    assert "bad" in found[0]["message"]


def test_an_office_that_is_away_is_told(ran: Ran) -> None:
    codes = {issue["code"] for issue in ran.report["issues"] if issue["source"] == "away"}
    assert codes == {"fetch_failed"}


def test_pages_that_are_no_text_are_set_aside_with_a_reason(ran: Ran) -> None:
    discards = ran.report["discards"]
    assert discards["bad:empty"] == 1
    assert sum(number for key, number in discards.items() if key.startswith("malformed:")) == 40


def test_a_page_in_another_charset_than_it_says_is_read(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["search", "ข่าวที่สอง", "--json", "--home", str(ran.home)]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert hit["headline"] == "ข่าวที่สอง"


def test_the_issues_are_a_file_of_their_own(ran: Ran) -> None:
    (file,) = ran.home.glob("runs/*/issues.jsonl")
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert rows == ran.report["issues"]


def test_a_registry_with_mistakes_stops_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.toml").write_text(
        'province = "TH-99"\n[[source]]\nid = "a"\ncolour = "red"\n', encoding="utf-8"
    )
    assert call(["run", "--registry", str(tmp_path), "--home", str(tmp_path / "home")]) == 2
    said = capsys.readouterr().err
    assert said.count("x.toml") >= 3
