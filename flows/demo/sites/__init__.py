"""The looks of the sample sites: a module a content management system, ``answer(site, path, query)`` each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.demo.records import Item, Look
from flows.demo.site import Reply, Site, files_of
from flows.demo.sites import joomla, legacy, prd, vendor, wordpress

Answer = Callable[[Site, str, Mapping[str, str]], Reply | None]
Address = Callable[[Site, Item], str]

_ANSWERS: dict[Look, Answer] = {
    "prd": prd.answer,
    "wordpress": wordpress.answer,
    "joomla": joomla.answer,
    "vendor": vendor.answer,
    "legacy": legacy.answer,
}
_ADDRESSES: dict[Look, Address] = {
    "prd": prd.address,
    "wordpress": wordpress.address,
    "joomla": joomla.address,
    "vendor": vendor.address,
    "legacy": legacy.address,
}
_STARTS: dict[Look, Callable[[Site], tuple[str, ...]]] = {
    "prd": prd.starts,
    "wordpress": wordpress.starts,
    "joomla": joomla.starts,
    "vendor": vendor.starts,
    "legacy": legacy.starts,
}


def answer(site: Site, path: str, query: Mapping[str, str]) -> Reply | None:
    """What the site answers; None where it has no such page."""
    if path == "/robots.txt":
        return _robots(site)
    return files_of(site, path) or _ANSWERS[site.office.look](site, path, query)


def address(site: Site, item: Item) -> str:
    """The path of an item's page."""
    return _ADDRESSES[site.office.look](site, item)


def starts(site: Site) -> tuple[str, ...]:
    """The paths of the site's list pages, as its registry row names them."""
    return _STARTS[site.office.look](site)


def _robots(site: Site) -> Reply | None:
    text = site.office.robots
    if not text:
        return None
    encoded = text.encode(site.office.robots_encoding)
    return Reply(body=encoded, content_type="text/plain", modified=site.items[-1].published)
