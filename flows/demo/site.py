"""A sample office's site at its address: what every look shares."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from flows.demo import thai
from flows.demo.files import pdf, png
from flows.demo.records import Item, Office

if TYPE_CHECKING:
    from jinja2 import Environment

HTML = "text/html; charset=utf-8"
PDF_LINES = (
    "SAMPLE DATA - khaosan demo",
    "This document belongs to an invented office.",
    "It stands for a scanned announcement whose text is in a file only.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is answered to a path."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None
    """Wall clock in Asia/Bangkok; null = no validators (faults and errors)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An office, its items newest first, and where it is served."""

    office: Office
    items: tuple[Item, ...]
    base: str
    """``http://127.0.0.11:40231``, without a slash at the end."""

    @property
    def modified(self) -> datetime:
        """When a list page changed last."""
        return self.items[0].published

    def find(self, number: int) -> Item | None:
        """The item of that number."""
        return next((item for item in self.items if item.number == number), None)

    def number(self, category: str) -> int:
        """A category's number; no two offices count alike."""
        return self.office.categories.index(category) + self.office.host - 2

    def named(self, category: int) -> str | None:
        """The category of that number."""
        return next((name for name in self.office.categories if self.number(name) == category), None)

    @property
    def used(self) -> tuple[str, ...]:
        """The categories that hold something that may be read, in the order of the menu."""
        filled = {item.category for item in self.items if item.fault != "disallowed"}
        return tuple(name for name in self.office.categories if name in filled)

    def within(self, category: str) -> tuple[Item, ...]:
        """The items of a category."""
        return tuple(item for item in self.items if item.category == category)

    def page(self, template: str, **values: object) -> str:
        """Fill a template of this site's look."""
        return environment().get_template(template).render(site=self, office=self.office, **values)


def html_of(item: Item, before: str = "<p>", after: str = "</p>\n") -> str:
    """An item's text as an editor leaves it: paragraphs, pictures, files, and what an intruder hid."""
    parts = [before + escape(part, quote=False).replace("\n", "<br />\n") + after for part in item.paragraphs]
    if item.injected:
        links = " ".join(f'<a href="https://spam.example/">{escape(line)}</a>' for line in item.injected)
        parts.insert(1, f'<div style="position:absolute;left:-9999px;top:-9999px">{links}</div>\n')
    parts += [f'<p><img src="{url}" alt="" width="320" height="180" /></p>\n' for url in item.images]
    parts += [f'<p><a href="{url}">ดาวน์โหลดเอกสาร</a></p>\n' for url in item.attachments]
    return "".join(parts)


def excerpt(item: Item, length: int = 180) -> str:
    """The beginning of the text, cut as a CMS cuts it."""
    text = " ".join(item.paragraphs)
    return text if len(text) <= length else text[:length].rstrip() + " […]"


def files_of(site: Site, path: str) -> Reply | None:
    """A picture or document that an item links."""
    for item in site.items:
        if path in item.images:
            return Reply(body=png(), content_type="image/png", modified=item.published)
        if path in item.attachments:
            return Reply(body=pdf(PDF_LINES), content_type="application/pdf", modified=item.published)
    return None


def faulty(item: Item, reply: Reply) -> Reply:
    """The planted fault in an item's place."""
    if item.fault == "truncated_gzip":
        whole = gzip.compress(reply.body, mtime=0)
        return Reply(body=whole[: len(whole) // 2], headers=(("Content-Encoding", "gzip"),))
    if item.fault == "missing":
        return Reply(
            body=b"<html><head><title>404 Not Found</title></head><body>404</body></html>", status=404
        )
    return reply


def integer(values: Mapping[str, str], name: str, default: int = 0) -> int:
    """A number from an address; what is none counts as the default."""
    text = values.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default


@cache
def environment() -> Environment:
    """Jinja with the Thai forms of dates."""
    from jinja2 import Environment, PackageLoader

    made = Environment(
        loader=PackageLoader("flows.demo", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    forms: dict[str, Any] = {
        name: getattr(thai, name) for name in ("long_date", "short_date", "common_date", "full_date")
    }
    made.filters.update(forms | {"html_of": html_of, "excerpt": excerpt})
    return made
