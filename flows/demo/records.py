"""What the sample content consists of: offices and their items. Frozen, read from ``content/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipelines.records import Kind, Scope

Look = Literal["prd", "wordpress", "joomla", "vendor", "legacy"]
"""How a site is drawn; ``vendor`` and ``legacy`` are both of the family generic."""
Fault = Literal["truncated_gzip", "missing", "soft_404", "disallowed", "spam"]
"""What is planted on an item's page: no article comes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An invented office: its registry row and what surrounds its pages."""

    id: str
    name: str
    short: str
    """As the site's header calls it."""
    province: str
    office: str
    family: str
    look: Look
    host: int
    """Last number of its loopback address, 11 = 127.0.0.11."""
    address: str
    categories: tuple[str, ...]
    """Names, in the order of the menu; a category's number is made from its place."""
    robots: str = ""
    robots_encoding: str = "utf-8"
    permalinks: Literal["dated", "plain"] = "plain"
    rest: bool = True
    row: Mapping[str, object] = field(default_factory=dict)
    """Further keys of its registry row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing an office published, or a planted fault in its place."""

    office: str
    number: int
    title: str
    published: datetime
    """Wall clock in Asia/Bangkok, without a zone, as sites show it."""
    paragraphs: tuple[str, ...]
    category: str
    by: str = ""
    kind: Kind = "news"
    scope: Scope = "thai"
    fault: Fault | None = None
    copy_of: str | None = None
    """``office/number`` of the release that this one re-posts."""
    series: str | None = None
    images: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    injected: tuple[str, ...] = ()
    """Lines that an intruder hid in the page."""

    @property
    def key(self) -> str:
        """``office/number``."""
        return f"{self.office}/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The whole sample content."""

    offices: tuple[Office, ...]
    items: tuple[Item, ...]

    def of(self, office: Office) -> tuple[Item, ...]:
        """The items of one office, newest first."""
        own = [item for item in self.items if item.office == office.id]
        return tuple(sorted(own, key=lambda item: (item.published, item.number), reverse=True))
