"""What is wrong with the addresses, hosts and former hosts of a row. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from crawlers.row_values import day_faults, meant
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
    terms = row.get("terms", [])
    for key, urls in (("start", start), ("terms", terms if isinstance(terms, list) else [])):
        yield from (f"{key}: {url!r} {fault}" for url in urls if (fault := _address_fault(url)))
    hosts = row.get("hosts", [])
    for host in hosts if isinstance(hosts, list) else []:
        if isinstance(host, str) and not _is_host(host):
            yield f"hosts: {host!r} is no host; write it without https:// and path"


def _is_host(text: str) -> bool:
    return bool(text) and not set("/:?#@ ") & set(text)


def _address_fault(url: object) -> str:
    """Why an address is none of the web (a broken literal, ``http://[::1``, is none); empty where it is."""
    try:
        parts = urlsplit(url) if isinstance(url, str) and not any(map(str.isspace, url)) else None
        if parts and parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return "carries a name or password; leave them out" if "@" in parts.netloc else ""
    except ValueError:
        pass
    return "is no absolute http or https address; write it as https://www.office.example/news"


def alias_faults(row: dict[str, Any]) -> Iterator[str]:
    """A host without evidence is a rumour; days out of order are a slip."""
    aliases = row.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, dict) for alias in aliases):
        yield "aliases: a list of { host, since, until, evidence }"
        return
    for alias in aliases:
        host = str(alias.get("host", ""))
        yield from (
            f"aliases: {host}: {key}: unknown key; {meant(key, OF_ALIAS)}"
            for key in alias
            if key not in OF_ALIAS
        )
        if not _is_host(host):
            yield f"aliases: {host!r} is no host; write it without https:// and path"
        if not alias.get("evidence"):
            yield f"aliases: {host}: evidence: missing; say where it was seen"
        days = [str(alias[key]) for key in ("since", "until") if key in alias]
        faults = [fault for day in days for fault in day_faults(day)]
        yield from (f"aliases: {host}: {fault}" for fault in faults)
        if not faults and [*map(day_of_text, days)] != sorted(map(day_of_text, days)):
            yield f"aliases: {host}: it ends before it begins"
