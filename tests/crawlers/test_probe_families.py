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
from crawlers.registry import load
from pipelines.codec import from_json
from tests.crawlers.crawling import ROOT
from tests.crawlers.nation import Place, nation
from tests.crawlers.nation_looks import LOOKS

SAFE = "%/:?&=#+;,@"
GENERIC = ("vendor", "legacy", "sitemap", "feed")
"""Looks of the nation whose rows are generic, with selectors or a door that a person has found."""
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


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probed]:
    folder = tmp_path_factory.mktemp("probed")
    (folder / "home").mkdir()
    with nation(folder / "rows", offices=21, seed=1, plain=True) as served:
        places = {place.look: place for place in served.places}
        urls = [place.site.base + LOOKS[look].starts(place.site)[0] for look, place in places.items()]
        arguments = [str(folder / "home"), ",".join(served.allowed), *urls]
        said = subprocess.run(
            [sys.executable, "-c", SCRIPT, *arguments], cwd=ROOT, check=True, capture_output=True, timeout=240
        ).stdout
        findings = from_json(said, list[Finding])
        yield Probed(places, dict(zip(places, findings, strict=True)))


def fetched(url: str) -> Seen:
    """What a site answers, as the crawler's child would have saved it."""
    with urlopen(quote(url, safe=SAFE), timeout=20) as answer:
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
