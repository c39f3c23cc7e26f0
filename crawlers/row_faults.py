"""What is wrong with a row of the registry, key by key. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from crawlers.budget import DEFAULTS
from crawlers.hours import hours_of
from pipelines import families
from pipelines.errors import SettingsError
from pipelines.records import OFFICES, Alias, Source
from pipelines.span import day_of_text

DOORS = ("rest", "feed", "html", "sitemap")
KEYS = {field.name for field in fields(Source)} - {"province", "sample"}
OF_ALIAS = {field.name for field in fields(Alias)}
REQUIRED = ("id", "name", "office", "family")
TEXTS = ("name", "encoding", "hours", "disabled", "evidence", "since")
LISTS = ("hosts", "terms")
SELECTORS = ("links", "next", "title", "body", "date", "author", "category", "drop")
SHARES, LEAST = ("date", "title", "body"), "min_per_month"
"""What ``expect`` may speak of: shares of articles, and a count."""
ID_LETTERS = set("abcdefghijklmnopqrstuvwxyz0123456789-")


def faults_of(row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a row, as ``key: what``."""
    yield from (f"{key}: unknown key" for key in row if key not in KEYS)
    yield from (f"{key}: missing" for key in REQUIRED if not row.get(key))
    identity = row.get("id")
    if isinstance(identity, str) and not (identity and set(identity) <= ID_LETTERS and len(identity) <= 60):
        yield "id: small Latin letters, digits and hyphens, 60 at most"
    if "office" in row and row["office"] not in OFFICES:
        yield f"office: {row['office']!r} is none of {', '.join(OFFICES)}"
    if "family" in row and row["family"] not in families.NAMES:
        yield f"family: {row['family']!r} is none of {', '.join(families.NAMES)}"
    yield from _type_faults(row)
    yield from _address_faults(row)
    yield from _alias_faults(row)
    yield from _value_faults(row)
    yield from _table_faults(row)


def _type_faults(row: dict[str, Any]) -> Iterator[str]:
    """A value of another type than its key's."""
    yield from (
        f"{key}: {row[key]!r} is no text; put it between quotes"
        for key in TEXTS
        if not isinstance(row.get(key, ""), str)
    )
    for key in LISTS:
        values = row.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            yield f"{key}: a list of texts"


def _address_faults(row: dict[str, Any]) -> Iterator[str]:
    start = row.get("start", [])
    if not isinstance(start, list):
        yield "start: a list of addresses"
        return
    if not start and not row.get("disabled"):
        yield "start: missing (or say why it has none in disabled)"
    for url in start:
        if not _is_address(url):
            yield f"start: {url!r} is no absolute http or https address"
    hosts = row.get("hosts", [])
    for host in hosts if isinstance(hosts, list) else []:
        if isinstance(host, str) and not _is_host(host):
            yield f"hosts: {host!r} is no host; write it without https:// and path"


def _is_host(text: str) -> bool:
    return bool(text) and not set("/:?#@ ") & set(text)


def _is_address(url: object) -> bool:
    """Say whether it is of the web; a broken literal (``http://[::1``) is none."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _alias_faults(row: dict[str, Any]) -> Iterator[str]:
    """A host without evidence is a rumour; days out of order are a slip."""
    aliases = row.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, dict) for alias in aliases):
        yield "aliases: a list of { host, since, until, evidence }"
        return
    for alias in aliases:
        host = str(alias.get("host", ""))
        yield from (f"aliases: {host}: {key}: unknown key" for key in alias if key not in OF_ALIAS)
        if not _is_host(host):
            yield f"aliases: {host!r} is no host"
        if not alias.get("evidence"):
            yield f"aliases: {host}: evidence: missing"
        days = [str(alias[key]) for key in ("since", "until") if key in alias]
        faults = [fault for day in days for fault in _day_faults(day)]
        yield from (f"aliases: {host}: {fault}" for fault in faults)
        if not faults and [*map(day_of_text, days)] != sorted(map(day_of_text, days)):
            yield f"aliases: {host}: it ends before it begins"


def _day_faults(text: str) -> Iterator[str]:
    try:
        day_of_text(text)
    except SettingsError as error:
        yield error.message


def _value_faults(row: dict[str, Any]) -> Iterator[str]:
    via = row.get("via", [])
    if not isinstance(via, list) or any(door not in DOORS for door in via):
        yield f"via: {via!r} names a door that is none of {', '.join(DOORS)}"
    delay = row.get("delay")
    if delay is not None and not _is_number(delay):
        yield f"delay: {delay!r} is no number of seconds"
    if "since" in row:
        yield from (f"since: {fault}" for fault in _day_faults(str(row["since"])))
    yield from _allowance_faults(row)


def _allowance_faults(row: dict[str, Any]) -> Iterator[str]:
    """When, and how much of it, an office may be asked."""
    try:
        hours_of(row.get("hours"))
    except (SettingsError, AttributeError):
        yield f"hours: {row['hours']!r} is no span of hours; write it as 20:00-06:00, Bangkok time"
    budget = row.get("budget", {})
    if not isinstance(budget, dict):
        yield f"budget: a table of {', '.join(DEFAULTS)}"
        return
    for name, value in budget.items():
        if name not in DEFAULTS:
            yield f"budget: {name!r} is none of {', '.join(DEFAULTS)}"
        elif not _is_number(value):
            yield f"budget: {name}: {value!r} is no number of them"


def _table_faults(row: dict[str, Any]) -> Iterator[str]:
    """A key of a table that nothing reads would be kept in silence."""
    selectors, expect = row.get("selectors", {}), row.get("expect", {})
    if not isinstance(selectors, dict) or not isinstance(expect, dict):
        yield 'selectors, expect: tables, as { title = "h1" } and { date = 0.9 }'
        return
    for name, value in selectors.items():
        if name not in SELECTORS:
            yield f"selectors: {name!r} is none of {', '.join(SELECTORS)}"
        elif not isinstance(value, str):
            yield f"selectors: {name}: {value!r} is no CSS"
    for name, value in expect.items():
        if name not in (*SHARES, LEAST):
            yield f"expect: {name!r} is none of {', '.join((*SHARES, LEAST))}"
        elif not _is_number(value) or (name in SHARES and value > 1):
            yield f"expect: {name}: {value!r} is no {'share from 0 to 1' if name in SHARES else 'number'}"


def _is_number(value: object) -> bool:
    """Say whether it is one that is not below nought; TOML's ``true`` is none, nor is its ``nan``."""
    return not isinstance(value, bool) and isinstance(value, int | float) and value >= 0
