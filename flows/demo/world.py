"""The sample world while it is served: its registry on disk, its addresses, what must come of a crawl."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from flows.demo.content import load
from flows.demo.expected import Expected, expected_of
from flows.demo.server import Request, serve_sites
from flows.demo.site import Site
from flows.demo.sites import starts


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What ``serve`` yields."""

    registry: Path
    """A folder of TOML rows, one file a province; gone when the world is."""
    sites: tuple[Site, ...]
    requests: list[Request]
    """What was asked so far, in order."""
    expected: Expected

    @property
    def hosts(self) -> tuple[str, ...]:
        """``host:port`` of every office, as KHAOSAN_ALLOW_ADDRESSES names them."""
        return tuple(urlsplit(site.base).netloc for site in self.sites)


@contextmanager
def serve() -> Iterator[World]:
    """Serve the sample offices until the block ends."""
    log: list[Request] = []
    with (
        serve_sites(load(), log) as sites,
        tempfile.TemporaryDirectory(prefix="khaosan-demo-") as folder,
    ):
        registry = Path(folder)
        write_registry(sites, registry)
        yield World(registry=registry, sites=sites, requests=log, expected=expected_of(sites))


def write_registry(sites: tuple[Site, ...], folder: Path) -> None:
    """Write one TOML file a province, each row as a person would."""
    ordered = sorted(sites, key=lambda site: (site.office.province, site.office.id))
    for province, group in groupby(ordered, key=lambda site: site.office.province):
        rows = "\n".join(row_of(site) for site in group)
        text = f'province = "{province}"\nsample = true\n\n{rows}'
        (folder / f"{province}.toml").write_text(text, encoding="utf-8")


def row_of(site: Site) -> str:
    """One office's row: at most eight lines."""
    office = site.office
    fields: dict[str, object] = {
        "id": office.id,
        "name": office.name,
        "office": office.office,
        "family": office.family,
        "start": [site.base + path for path in starts(site)],
        **office.row,
    }
    return "\n".join(["[[source]]", *(f"{key} = {_toml(value)}" for key, value in fields.items()), ""])


def _toml(value: object) -> str:
    """A value as TOML: JSON is, but for tables."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
