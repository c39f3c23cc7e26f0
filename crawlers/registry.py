"""The registry of offices: one TOML file a province, data only. All faults are reported at once.

::

    province = "TH-51"
    [[source]]
    id     = "lamphun-pr"
    name   = "สำนักงานประชาสัมพันธ์จังหวัดลำพูน"
    office = "pr-office"
    family = "prd"
    start  = ["https://lamphun.prd.go.th/"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers.budget import DEFAULTS
from crawlers.hours import hours_of
from pipelines import families, provinces
from pipelines.codec import from_builtins
from pipelines.errors import ConfigError, SettingsError, SourceError
from pipelines.records import OFFICES, Source
from pipelines.span import day_of_text
from pipelines.store.sources import UNVERIFIED, SourceState

SHIPPED = Path(__file__).with_name("sources")
CONFIRMED = ("live", "quiet")
"""States in the store that lift an "unverified" (design §2)."""
DOORS = ("rest", "feed", "html", "sitemap")
KEYS = {field.name for field in fields(Source)} - {"province", "sample"}
REQUIRED = ("id", "name", "office", "family")
TOP = ("province", "sample", "source")
ID_LETTERS = set("abcdefghijklmnopqrstuvwxyz0123456789-")


def load(folder: Path | None = None) -> tuple[Source, ...]:
    """Read all files of a folder, the shipped registry without one, by id.

    Raises:
        SourceError: ``faults`` names every fault as ``file: key: what``.
    """
    where = folder or SHIPPED
    files = sorted(where.glob("*.toml")) if where.is_dir() else []
    if not files:
        raise SourceError(
            (f"{where}: no TOML file there",), cure="name a folder of TOML files with --registry"
        )
    faults: list[str] = []
    found: dict[str, Source] = {}
    for file in files:
        for source in _rows(file, faults):
            if source.id in found:
                faults.append(f"{file.name}: source {source.id}: id: it occurs twice in the registry")
            found[source.id] = source
    if faults:
        raise SourceError(tuple(faults))
    return tuple(found[key] for key in sorted(found))


def _rows(file: Path, faults: list[str]) -> Iterator[Source]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{file.name}: {error}")
        return
    faults += [f"{file.name}: {key}: unknown key" for key in content if key not in TOP]
    province = content.get("province")
    if not isinstance(province, str) or not _is_province(province):
        faults.append(f"{file.name}: province: {province!r} is no province; write it as TH-51")
        province = ""
    rows = content.get("source", [])
    if not isinstance(rows, list) or not rows:
        faults.append(f"{file.name}: source: no [[source]] in it")
        return
    for number, row in enumerate(rows, start=1):
        name = row.get("id") if isinstance(row.get("id"), str) else f"no. {number}"
        wrong = list(_faults(row))
        faults += [f"{file.name}: source {name}: {fault}" for fault in wrong]
        if not wrong:
            yield from _source(
                row, province, content.get("sample", False), f"{file.name}: source {name}", faults
            )


def _source(
    row: dict[str, Any], province: str, sample: object, where: str, faults: list[str]
) -> Iterator[Source]:
    try:
        yield from_builtins(row | {"province": province, "sample": sample}, Source)
    except ConfigError as error:
        faults.append(f"{where}: {error.message}")


def _is_province(text: str) -> bool:
    found = provinces.find(text)
    return found is not None and found.iso == text


def _faults(row: dict[str, Any]) -> Iterator[str]:
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


def selected(
    rows: tuple[Source, ...],
    *,
    ids: tuple[str, ...] = (),
    province: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> tuple[Source, ...]:
    """Choose what a crawl is about: named offices, or all that are enabled or confirmed.

    Raises:
        SettingsError: an id or the province is unknown, or a named office is disabled.
    """
    code = _code(province) if province else None
    known = {row.id: row for row in rows}
    for one in ids:
        if one not in known:
            raise SettingsError(f"{one}: no such office", cure="khaosan source list shows all ids")
        if not _enabled(known[one], confirmed):
            raise SettingsError(f"{one} is disabled: {known[one].disabled}", cure=_enabling(known[one]))
    chosen = (known[one] for one in dict.fromkeys(ids)) if ids else iter(rows)
    return tuple(row for row in chosen if _enabled(row, confirmed) and code in (None, row.province))


def probed(
    rows: tuple[Source, ...], *, ids: tuple[str, ...] = (), province: str | None = None
) -> tuple[Source, ...]:
    """Choose what a probe is about, enabled or not.

    Raises:
        SettingsError: an id or the province is unknown.
    """
    code = _code(province) if province else None
    known = {row.id: row for row in rows}
    unknown = [one for one in ids if one not in known]
    if unknown:
        raise SettingsError(f"{', '.join(unknown)}: no such office", cure="khaosan source list shows all ids")
    chosen = [known[one] for one in dict.fromkeys(ids)] if ids else list(rows)
    return tuple(row for row in chosen if code in (None, row.province))


def is_unverified(row: Source) -> bool:
    """Say whether a row waits for a look that confirms its address."""
    return row.disabled is not None and row.disabled.startswith(UNVERIFIED)


def may_be_probed(row: Source) -> bool:
    """Say whether an office may be asked: a row that closes it on purpose forbids it."""
    return bool(row.start) and (row.disabled is None or is_unverified(row))


def confirmed(states: Iterable[SourceState]) -> frozenset[str]:
    """The offices whose addresses a probe or an earlier crawl has confirmed.

    One that fails later stays confirmed: it is asked again, so that it can come back by itself.
    """
    return frozenset(one.source.id for one in states if one.crawled or one.state in CONFIRMED)


def _enabled(row: Source, confirmed: frozenset[str]) -> bool:
    return row.disabled is None or (is_unverified(row) and row.id in confirmed)


def _enabling(row: Source) -> str:
    if is_unverified(row):
        return f"confirm its address: khaosan source probe {row.id}"
    return "it is closed on purpose; to crawl it, use a registry of your own with --registry"


def _code(text: str) -> str:
    found = provinces.find(text)
    if found is None:
        raise SettingsError(f"{text}: no such province", cure="write TH-51, 51, ลำพูน or Lamphun")
    return str(found.iso)
