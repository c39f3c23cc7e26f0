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
from pipelines.records import OFFICES, Source
from pipelines.span import day_of_text

DOORS = ("rest", "feed", "html", "sitemap")
KEYS = {field.name for field in fields(Source)} - {"province", "sample"}
REQUIRED = ("id", "name", "office", "family")
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
    yield from _address_faults(row)
    yield from _alias_faults(row)
    yield from _value_faults(row)


def _address_faults(row: dict[str, Any]) -> Iterator[str]:
    start = row.get("start", [])
    if not isinstance(start, list):
        yield "start: a list of addresses"
        return
    if not start and not row.get("disabled"):
        yield "start: missing (or say why it has none in disabled)"
    for url in start:
        parts = urlsplit(url) if isinstance(url, str) else None
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            yield f"start: {url!r} is no absolute http or https address"


def _alias_faults(row: dict[str, Any]) -> Iterator[str]:
    """A host without evidence is a rumour; days out of order are a slip."""
    aliases = row.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, dict) for alias in aliases):
        yield "aliases: a list of { host, since, until, evidence }"
        return
    for alias in aliases:
        host = str(alias.get("host", ""))
        if not host or set("/:?#@ ") & set(host):
            yield f"aliases: {host!r} is no host"
        if not alias.get("evidence"):
            yield f"aliases: {host}: evidence: missing"
        days = [str(alias[key]) for key in ("since", "until") if key in alias]
        faults = [fault for day in days for fault in _day_faults(day)]
        yield from (f"aliases: {host}: {fault}" for fault in faults)
        if not faults and days != sorted(days):
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
    if delay is not None and (not isinstance(delay, int | float) or delay < 0):
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
        elif isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            yield f"budget: {name}: {value!r} is no number of them"
