"""Families: one content management system a module, pure functions on a :class:`~pipelines.page.Page`.

A family turns a page into records and says where its offices' news lies; it fetches nothing. How each is
recognised, which doors it has and what its figures are: docs/families.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from pipelines.errors import ConfigError
from pipelines.families.doors import Door

if TYPE_CHECKING:
    from pipelines.page import Page
    from pipelines.records import Draft, Listing, Source

__all__ = ["NAMES", "Door", "Family", "detect", "load", "version"]

NAMES = ("prd", "wordpress", "joomla", "drupal", "webforms", "legacy", "vendor", "generic")
"""In the order in which :func:`detect` asks them."""


class Family(Protocol):
    """What each module of this package offers."""

    VERSION: int
    """Raised with every change of rules that can change an article."""

    def recognise(self, page: Page) -> float:
        """How sure it is that this page is one of its own, 0 to 1."""

    def seeds(self, source: Source) -> tuple[Door, ...]:
        """The doors of an office in the order to be tried, each with the list pages it begins with."""

    def listing(self, page: Page, source: Source | None = None) -> Listing:
        """Read a list page, feed or REST answer.

        Raises:
            NotAnArticle: the page is a (soft) 404.
            LayoutChanged: it names nothing where it must.
        """

    def article(self, page: Page, source: Source | None = None) -> Draft:
        """Read a page that holds one article.

        Raises:
            NotAnArticle: it is a list, a print view, a (soft) 404 or empty.
            LayoutChanged: headline or text are not where they must be.
        """

    def canonical(self, url: str) -> str:
        """The address that stands for an item, whatever link led to it."""

    def item(self, url: str) -> str | None:
        """The family's own number in an address, if it holds one."""


def load(name: str) -> Family:
    """The family of that name; raise ConfigError for an unknown one."""
    if name not in NAMES:
        raise ConfigError(f"no family {name!r}", cure=f"use one of {', '.join(NAMES)}")
    return cast(Family, import_module(f"pipelines.families.{name}"))


def version(name: str) -> str:
    """``wordpress@3``: the family and the version of its rules; imports have no module and are 1."""
    return f"{name}@{load(name).VERSION if name in NAMES else 1}"


def detect(page: Page) -> str:
    """The family whose fingerprint fits best; ``generic`` where none does."""
    best = max(NAMES, key=lambda name: load(name).recognise(page))
    return best if load(best).recognise(page) > 0 else "generic"
