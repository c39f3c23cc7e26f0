"""A look at a site of each look of the nation: its family, its door, its row, its fixtures with goldens."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from crawlers.finding import Finding, Seen
from crawlers.fixture import first_item, keep
from crawlers.newcomer import address_of, network_of
from crawlers.registry import load
from flows.cli import call
from pipelines.codec import from_json
from pipelines.errors import SettingsError
from tests.crawlers.crawling import PATIENCE, ROOT
from tests.crawlers.nation import Place, nation
from tests.crawlers.nation_looks import LOOKS
from tests.crawlers.site import Page, Reply, serving

SAFE = "%/:?&=#+;,@"
GENERIC = ("vendor", "legacy", "sitemap", "feed")
"""Looks of the nation whose rows are generic, with selectors or a door that a person has found."""
PAGES: dict[str, Page] = {
    "/robots.txt": "User-agent: *\nDisallow: /closed\n",
    "/closed": "x",
    "/empty": "",
    "/letter.pdf": Reply(b"%PDF-1.4", headers=(("Content-Type", "application/pdf"),)),
    "/greeting": "<h1>ยินดีต้อนรับ</h1>" + "<p>สำนักงานตัวอย่างเปิดทำการทุกวันราชการ</p>" * 9,
    "/intro": '<a href="/home"><img src="a.jpg" alt="เข้าสู่เว็บไซต์"></a><a href="/login">เข้าสู่ระบบ</a>',
    "/frames": '<frameset><frame src="/menu.php?id=1"><frame src="/news"></frameset>',
    "/forbidden": Reply(b"no", 403),
    "/away": Reply(b"", 301, (("Location", "http://10.1.2.3/"),)),
}
ODD = {
    "/nowhere": ("missing", "open it in a browser"),
    "/closed": ("robots_disallowed", "ask the office for leave"),
    "/empty": ("no_page", "the page that lists its news"),
    "/letter.pdf": ("no_page", "the page that lists its news"),
    "/greeting": ("nothing_found", "selectors"),
    "/intro": ("nothing_found", "/home instead"),
    "/frames": ("nothing_found", "/menu.php?id=1 instead"),
    "/forbidden": ("blocked", "look at the address again"),
    "/away": ("address_refused", "KHAOSAN_ALLOW_ADDRESSES"),
    "http://2130706433/": ("address_refused", "KHAOSAN_ALLOW_ADDRESSES"),
    "http://[::1]:9/": ("address_refused", "KHAOSAN_ALLOW_ADDRESSES"),
    "http://เทศบาล.invalid/ข่าว": ("dns", "how its host is spelt"),
    "http://xn--12co9ec9hj.invalid/": ("dns", "how its host is spelt"),
}
"""Addresses that cannot become a source as they are: what is said of each, and what to do."""
SCRIPT = """
import json, pathlib, sys
from crawlers.probe import Target, probe
from pipelines.codec import to_json
home, allow, *urls = sys.argv[1:]
print(to_json(probe([Target(url) for url in urls], home=pathlib.Path(home), allow=allow)))
"""


@dataclass(frozen=True)
class Probed:
    """What one process found at a site of each look, and the sites while they are served."""

    places: dict[str, Place]
    findings: dict[str, Finding]
    odd: dict[str, Finding]


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probed]:
    folder = tmp_path_factory.mktemp("probed")
    (folder / "home").mkdir()
    with nation(folder / "rows", offices=21, seed=1, plain=True) as served, serving(PAGES) as site:
        places = {place.look: place for place in served.places}
        urls = [place.site.base + LOOKS[look].starts(place.site)[0] for look, place in places.items()]
        odd = [site.url(one) if one.startswith("/") else one for one in ODD]
        allowed = ",".join([*served.allowed, site.address])
        arguments = [str(folder / "home"), allowed, *urls, *odd]
        said = subprocess.run(
            [sys.executable, "-c", SCRIPT, *arguments],
            cwd=ROOT,
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        ).stdout
        findings = from_json(said, list[Finding])
        looks = dict(zip(places, findings[: len(urls)], strict=True))
        yield Probed(places, looks, dict(zip(ODD, findings[len(urls) :], strict=True)))


def fetched(url: str) -> Seen:
    """What a site answers, as the crawler's child would have saved it."""
    with urlopen(quote(url, safe=SAFE), timeout=120) as answer:
        return Seen(
            url=url, body=answer.read(), content_type=answer.headers["Content-Type"], status=answer.status
        )


@pytest.mark.parametrize("look", LOOKS)
def test_a_site_of_each_look_is_known_and_its_row_can_be_added(
    probed: Probed, look: str, tmp_path: Path
) -> None:
    place, found = probed.places[look], probed.findings[look]
    if look not in GENERIC:
        assert found.family == LOOKS[look].family
    assert (found.problem, found.robots, found.items > 0) == (None, "allowed", True)
    assert place.id not in found.row
    (tmp_path / "TH-51.toml").write_text(f'province = "TH-51"\n{found.row}', encoding="utf-8")
    (row,) = load(tmp_path)
    assert (row.family, row.start) == (found.family, (found.final_url,))
    assert tomllib.loads(found.row)["source"][0]["family"] == found.family
    assert len(found.row.splitlines()) <= 8


@pytest.mark.parametrize("look", LOOKS)
def test_its_pages_are_kept_with_what_is_read_from_them(probed: Probed, look: str, tmp_path: Path) -> None:
    place, found = probed.places[look], probed.findings[look]
    seen = fetched(found.listed)
    case = keep(tmp_path, found, seen)
    meta, golden = (json.loads((case / name).read_text()) for name in ("meta.json", "listing.json"))
    assert (meta["origin"], (case / meta["file"]).read_bytes()) == ("captured", seen.body)
    assert len(golden["links"]) + len(golden["drafts"]) == found.items
    titles = [item.title for item in place.site.items]
    item = first_item(found, seen)
    if item is None:  # the list holds its items whole, or is a map of maps
        assert look == "sitemap" or golden["drafts"][0]["headline"] in titles
        return
    article = keep(tmp_path, found, fetched(item), role="article")
    assert json.loads((article / "draft.json").read_text())["headline"] in titles


@pytest.mark.parametrize("address", ODD)
def test_an_address_that_is_no_source_is_told_why_and_what_to_do(probed: Probed, address: str) -> None:
    found, (code, cure) = probed.odd[address], ODD[address]
    assert (found.code, found.items, bool(found.row)) == (code, 0, code == "nothing_found")
    assert found.problem
    assert "Error" not in found.problem
    assert cure in found.cure
    assert "ID" not in found.cure.split()  # there is no row to correct yet


@pytest.mark.parametrize(
    "text",
    ["", "office.example/news", "ftp://a.example/", "http://", "http://a.example:99999/", "http://[::1/",
     "http://a b.example/", "javascript:alert(1)", "mailto:a@b.example"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_told_before_anything_is_asked(text: str) -> None:
    with pytest.raises(SettingsError, match="no web address"):
        address_of(text)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SettingsError, match=r"^a\.example: .*name or password") as caught:
        address_of("https://user:hidden@a.example/")
    assert "hidden" not in str(caught.value)


def test_an_address_is_taken_as_people_write_it() -> None:
    assert address_of("  HTTP://www.office.example/ข่าว \n") == "HTTP://www.office.example/ข่าว"
    assert network_of("https://notfacebook.com/") is network_of("https://x.com.office.example/") is None


@pytest.mark.parametrize(
    "url", ["https://www.facebook.com/office", "https://m.facebook.com/p?id=1", "https://fb.me/a"]
)
def test_an_office_of_a_network_alone_is_a_row_that_says_so(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["source", "new", url, "--home", str(tmp_path / "home")]) == 1
    said = capsys.readouterr()
    assert "out of scope" in said.err
    (tmp_path / "TH-51.toml").write_text(f'province = "TH-51"\n{said.out}', encoding="utf-8")
    (row,) = load(tmp_path)
    assert (row.start, row.evidence) == ((), url)
    assert (row.disabled or "").startswith("out of scope")
    assert len(said.out.strip().splitlines()) <= 8
