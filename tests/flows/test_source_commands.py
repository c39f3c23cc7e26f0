"""``khaosan source probe`` and ``new``, and docs/add-a-source.md followed from start to end."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.cli import call
from flows.demo.world import World, serve
from tests.crawlers.crawling import list_page, registry, row
from tests.crawlers.site import Page, Reply, serving

DOCS = Path(__file__).resolve().parents[2] / "docs" / "add-a-source.md"
SHELL = (
    "<html><head><title>x</title><script src=/app.js></script></head><body><div id=app></div></body></html>"
)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """The sample offices while they are served."""
    with serve() as served:
        yield served


def ask(words: list[str], capsys: pytest.CaptureFixture[str], code: int = 0) -> list[dict[str, Any]]:
    """Run a command and read its lines of JSON."""
    assert call([*words, "--json"]) == code, capsys.readouterr()
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_page_on_adding_a_source_can_be_followed(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command of the page in its order, the example's address replaced by a sample office's."""
    (site,) = [one for one in world.sites if one.office.family == "wordpress"][:1]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KHAOSAN_ALLOW_ADDRESSES", ",".join(world.hosts))
    monkeypatch.setenv("KHAOSAN_HOME", str(tmp_path / "home"))
    text = DOCS.read_text(encoding="utf-8").replace("https://www.office.example/", f"{site.base}/")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    Path("my-sources").mkdir()
    Path("my-sources/TH-51.toml").write_text(example, encoding="utf-8")
    commands = [line for line in text.splitlines() if line.startswith("khaosan ")]
    said: dict[str, str] = {}
    for command in commands:
        assert call(shlex.split(command)[1:]) == 0, (command, capsys.readouterr())
        said[" ".join(shlex.split(command)[1:3])] = capsys.readouterr().out
    assert f'start = ["{site.base}/"]' in said["source new"]
    (hits,) = [json.loads(text) for name, text in said.items() if name.startswith("search")]
    assert {hit["source"] for hit in hits["hits"]} == {"lamphun-city"}
    assert "lamphun-city" in said["source probe"]
    assert "live" in said["source probe"]


def test_the_row_of_a_new_office_can_be_crawled_as_printed(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHAOSAN_ALLOW_ADDRESSES", ",".join(world.hosts))
    home = ["--home", str(tmp_path / "home")]
    (site,) = [one for one in world.sites if one.office.family == "joomla"][:1]
    (found,) = ask(["source", "new", f"{site.base}/", "--save", str(tmp_path / "kept"), *home], capsys)
    assert (found["family"], found["robots"], found["problem"]) == ("joomla", "allowed", None)
    assert found["items"] > 0
    article, case = sorted((tmp_path / "kept" / "joomla").iterdir())
    draft = json.loads((article / "draft.json").read_text())
    assert draft["headline"] in [item.title for item in site.items]
    meta = json.loads((case / "meta.json").read_text())
    golden = json.loads((case / "listing.json").read_text())
    assert (len(golden["links"]) + len(golden["drafts"]), meta["origin"]) == (found["items"], "captured")
    assert (case / meta["file"]).stat().st_size > 0
    rows = tmp_path / "rows"
    rows.mkdir()
    (rows / "TH-51.toml").write_text(f'province = "TH-51"\n{found["row"]}', encoding="utf-8")
    (checked,) = ask(["source", "check", "--registry", str(rows), *home], capsys)
    assert (checked["remarks"], f"names {found['items']} items" in found["row"]) == ([], True)
    (again,) = ask(["source", "new", f"{site.base}/", "--registry", str(rows), *home], capsys, 1)
    assert (again["code"], again["row"]) == ("known", "")


def test_a_new_address_on_a_host_that_the_registry_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A closed office's host is not asked; at one that hosts many offices each gets an id of its own."""
    one, two, three = (f"/th/content/category/index/id/{number}" for number in range(3))
    item = "/th/content/category/detail/id/1/iid/85774"
    with serving({two: f'<ul><li><a href="{item}">ข่าวเทศบาล</a></li></ul>'}) as site:
        monkeypatch.setenv("KHAOSAN_ALLOW_ADDRESSES", site.address)
        rows = registry(tmp_path / "rows", row("127-0-0-1", site.url(one)))
        given = ["--registry", str(rows), "--home", str(tmp_path / "home")]
        (found,) = ask(["source", "new", site.url(two), *given], capsys)
        registry(tmp_path / "rows", row("shut", site.url(one), 'disabled = "closed by policy: by letter"'))
        asked = len(site.asked)
        (refused,) = ask(["source", "new", site.url(three), *given], capsys, 1)
        (probed,) = ask(["source", "probe", site.url(three), *given], capsys, 1)
        assert len(site.asked) == asked
    assert ('id = "127-0-0-1-2"' in found["row"], found["problem"]) == (True, None)
    assert ["closed by policy: by letter" in one["problem"] for one in (refused, probed)] == [True, True]


def test_a_probe_confirms_and_only_then_an_unverified_office_is_crawled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path / "home")]
    with serving({"/": list_page("/a", "/b"), "/a": "x", "/b": "y"}) as site:
        monkeypatch.setenv("KHAOSAN_ALLOW_ADDRESSES", site.address)
        shut = 'disabled = "closed by policy: it asked us to stay away"'
        rows = registry(
            tmp_path / "rows",
            row("nan", site.url(), 'via = ["html"]', 'disabled = "unverified"'),
            row("shut", site.url(), shut),
        )
        given = [*home, "--registry", str(rows)]
        (report,) = ask(["crawl", *given], capsys, 1)
        assert site.asked == []
        nan, closed = ask(["source", "probe", "--all", *given], capsys, 1)
        assert site.paths() == ["/", "/"]
        listed = {one["id"]: one["state"] for one in ask(["source", "list", "--offices", *given], capsys)}
        assert call(["source", "list", "--province", "น่าน", *given]) == 0
        listing = capsys.readouterr().out.splitlines()
        assert call(["crawl", "--dry-run", *given]) == 0
        planned = capsys.readouterr().out.splitlines()
        assert site.paths() == ["/", "/"]
        call(["crawl", *given, "--json"])
        assert site.paths()[2] == "/"
        assert sorted(site.paths()[3:]) == ["/a", "/b"]
    assert [issue["code"] for issue in report["issues"]] == ["nothing_selected"]
    assert (nan["state"], nan["door"], nan["items"], nan["robots"]) == ("live", "html", 2, "allowed")
    assert (closed["state"], closed["status"]) == ("disabled", None)
    assert listed == {"nan": "live", "shut": "disabled"}
    assert planned == [f"nan: {site.url()}", "1 offices; nothing was asked"]
    assert [line.partition("  – ")[2] for line in listing] == [
        "probe: html names 2 items",
        "closed by policy: it asked us to stay away",
    ]


def test_a_probe_tells_what_is_wrong_with_each_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = "User-agent: *\nDisallow: /closed\n"
    pages: dict[str, Page] = {
        "/closed": "x",
        "/shell": SHELL,
        "/no": Reply(b"", 403),
        "/empty": "<h1>ไม่มีข่าว</h1>",
    }
    with serving(
        {**pages, "/robots.txt": closed, "/away": Reply(b"", 301, (("Location", "http://new.example/"),))}
    ) as site:
        monkeypatch.setenv("KHAOSAN_ALLOW_ADDRESSES", site.address)
        wrong = {
            "closed": "closed-by-policy", "shell": "needs-browser", "no": "blocked",
            "empty": "broken", "away": "moved",
        }  # fmt: skip
        rows = registry(tmp_path / "rows", *(row(name, site.url(f"/{name}")) for name in wrong))
        given = ["--registry", str(rows), "--home", str(tmp_path / "home")]
        found = ask(["source", "probe", *wrong, *given], capsys, 1)
        (shown,) = ask(["source", "show", "shell", *given], capsys)
    assert {one["id"]: one["state"] for one in found} == wrong
    assert all(one["cure"] for one in found)
    assert (shown["state"], "scripts" in shown["reason"]) == ("needs-browser", True)
    assert shown["filled"] == {}


def test_a_probe_without_an_office_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["source", "probe"]) == 2
    assert "--all" in capsys.readouterr().err
