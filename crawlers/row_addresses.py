"""What is wrong with the addresses, hosts and former hosts of a row. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from crawlers.row_values import day_faults
from pipelines.records import Alias
from pipelines.span import day_of_text

OF_ALIAS = {field.name for field in fields(Alias)}


def address_faults(row: dict[str, Any]) -> Iterator[str]:
    """Where an office is asked, and the hosts beside it."""
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


def alias_faults(row: dict[str, Any]) -> Iterator[str]:
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
        faults = [fault for day in days for fault in day_faults(day)]
        yield from (f"aliases: {host}: {fault}" for fault in faults)
        if not faults and [*map(day_of_text, days)] != sorted(map(day_of_text, days)):
            yield f"aliases: {host}: it ends before it begins"
