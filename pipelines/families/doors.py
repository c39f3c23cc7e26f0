"""Where an office's news can be read, as addresses: pure string work, shared by the families."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from pipelines.records import Source

Via = Literal["rest", "feed", "html", "sitemap"]
_SITEMAP = re.compile(r"sitemap[^/?#]{0,60}\.xml(?:\.gz)?(?:$|\?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Door:
    """One way in: its kind, and the list pages it begins with."""

    via: Via
    urls: tuple[str, ...]


def in_order(source: Source, own: Iterable[Door]) -> tuple[Door, ...]:
    """The doors as the row's ``via`` orders and limits them; the family's own order without one."""
    doors = tuple(door for door in own if door.urls)
    if not source.via:
        return doors
    return tuple(door for via in source.via for door in doors if door.via == via)


def sitemaps_of(source: Source, *names: str) -> tuple[str, ...]:
    """Start pages that are sitemaps; where the row asks for that door, also the usual one of each host.

    A sitemap names pages of every kind and no dates of publishing, so no family tries it unasked.
    """
    named = tuple(url for url in source.start if _SITEMAP.search(url))
    if named or "sitemap" not in source.via:
        return named
    usual = (urljoin(url, f"/{name}") for url in source.start for name in names or ("sitemap.xml",))
    return tuple(dict.fromkeys(usual))
