"""``khaosan source``: the registry of offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.commands.common import COMMON, Common
from pipelines.errors import SettingsError

if TYPE_CHECKING:
    from crawlers.finding import Finding
    from crawlers.terms import Entry
    from flows.settings import Settings
    from pipelines.store.sources import SourceState


def list_(
    *,
    province: str | None = None,
    offices: bool = False,
    registry: Path | None = None,
    common: Common = COMMON,
) -> int:
    """Show which kinds of offices each province has, by state; or the offices themselves.

    Args:
        province: The offices of one province: TH-51, 51, ลำพูน or Lamphun.
        offices: All offices, one a line, with their states and reasons, and how their fields are filled.
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from flows import office_table
    from flows.output import emit_lines, print_line

    settings = common.with_registry(registry)
    rows = _states(settings)
    if province is not None:
        code = _province(province)
        rows = [row for row in rows if row.source.province == code]
    if not (offices or province):
        table = office_table.table(rows)
        if common.json:
            emit_lines(table, json=True, text=_line)
        else:
            print_line(office_table.text(table))
        return 0
    known = _filled(settings, [row.source.id for row in rows])
    emit_lines((_row(row, known.get(row.source.id, {})) for row in rows), json=common.json, text=_line)
    return 0


def show(identity: str, *, registry: Path | None = None, common: Common = COMMON) -> int:
    """Show one office: its row, its state, and which share of its newest articles has each field.

    Args:
        identity: The office's id.
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from flows.output import emit
    from pipelines.codec import to_builtins

    settings = common.with_registry(registry)
    rows = {row.source.id: row for row in _states(settings)}
    if identity not in rows:
        raise SettingsError(f"{identity}: no such office", cure="khaosan source list shows all ids")
    row = rows[identity]
    answer = to_builtins(row.source) | {"state": row.state, "reason": row.reason, "since": row.since}
    answer["filled"] = _filled(settings, [identity]).get(identity, {})
    emit(
        answer,
        json=common.json,
        text=lambda: "\n".join(f"{k:<10} {_said(v)}" for k, v in answer.items() if v),
    )
    return 0


def _filled(settings: Settings, ids: Sequence[str]) -> dict[str, dict[str, float]]:
    """Which share of offices' newest articles has a title, a text, a date: what ``expect`` speaks of."""
    from flows.beginning import is_there
    from flows.workspace import workspace
    from pipelines.store.filled import filled

    if not is_there(settings):
        return {}
    with workspace(settings) as space, space.store.read() as connection:
        return filled(connection, ids)


def policy(identity: str, *, registry: Path | None = None, common: Common = COMMON) -> int:
    """List what an office's robots.txt and terms of use have said, each change with its date.

    Args:
        identity: The office's id.
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from crawlers.terms import ledger
    from flows.output import emit_lines
    from flows.workspace import workspace

    settings = common.with_registry(registry)
    rows = {row.source.id: row.source for row in _states(settings)}
    if identity not in rows:
        raise SettingsError(f"{identity}: no such office", cure="khaosan source list shows all ids")
    with workspace(settings) as space, space.store.read() as connection:
        entries = ledger(connection, rows[identity])
    emit_lines(entries, json=common.json, text=_entry)
    return 0


def check(*, registry: Path | None = None, common: Common = COMMON) -> int:
    """Check all files of the registry and report all faults at once; then what is doubtful in them.

    Args:
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from crawlers import registry_check
    from crawlers.registry import load
    from flows.output import emit, say

    settings = common.with_registry(registry)
    rows = load(Path(settings.registry) if settings.registry else None)
    enabled, remarks = sum(row.disabled is None for row in rows), registry_check.remarks(rows)
    answer = {
        "sources": len(rows),
        "enabled": enabled,
        "pattern": sum(map(registry_check.is_pattern, rows)),
        "offices": registry_check.counts(rows),
        "remarks": remarks,
    }
    kinds = ", ".join(f"{count} {kind}" for kind, count in registry_check.counts(rows).items())
    emit(
        answer,
        json=common.json,
        text=lambda: f"{len(rows)} sources ({kinds}), {enabled} enabled, no fault, {len(remarks)} remarks",
    )
    for remark in remarks:
        say(remark)
    return int(bool(remarks))


def probe(
    *places: str,
    all: bool = False,  # noqa: A002 - the option's name
    province: str | None = None,
    registry: Path | None = None,
    common: Common = COMMON,
) -> int:
    """Look at offices, and confirm those that can be crawled; or say what an address is.

    Args:
        places: Offices by id, or one address (http, https).
        all: Every office of the registry.
        province: All offices of a province: TH-51, 51, ลำพูน or Lamphun.
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from crawlers import api, looks
    from crawlers.newcomer import address_of
    from flows.output import emit_lines, say
    from flows.progress import bars
    from flows.workspace import workspace
    from pipelines.moment import clock

    if not (places or all or province):
        raise SettingsError(
            "probe: nothing to look at", cure="name offices, a --province, --all, or an address"
        )
    settings = common.with_registry(registry)
    addresses = [place for place in places if "/" in place]
    found = [_stranger(settings, address_of(url)) for url in addresses]
    ids = [place for place in places if place not in addresses]
    if ids or not addresses:
        with workspace(settings) as space, bars() as progress:
            file = looks.file_of(settings.folder, province)
            if not ids and (before := looks.kept(file, now=clock())):
                say(f"{len(before)} offices were looked at before the last round broke off; it goes on there")
            bar = progress("probe")
            found += api.probe(settings, space.store, ids=ids, province=province, now=clock(), progress=bar)
    emit_lines(found, json=common.json, text=_finding)
    return int(any(one.problem for one in found))


def new(url: str, *, save: Path | None = None, registry: Path | None = None, common: Common = COMMON) -> int:
    """Look at an address, and print the row that makes it a source.

    Args:
        url: Where its news begins.
        save: Folder to keep its list and first article in, each with what is read from it, for review.
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from crawlers import api
    from crawlers.fixture import first_item, keep
    from crawlers.newcomer import address_of
    from flows.output import emit, say
    from pipelines import urls

    url, settings = address_of(url), common.with_registry(registry)
    found = _stranger(settings, url, new=True)
    if found.final_url and urls.named_host(found.final_url) != urls.named_host(url):
        say(f"{url} leads to {found.final_url}")
    emit(found, json=common.json, text=lambda: found.row or f"# {url}: {found.problem}")
    if found.problem is not None:
        say(f"{url}: {found.problem} → {found.cure}")
    elif save is not None:
        listed = api.look(settings, found.listed)
        cases = [keep(save, found, listed)]
        if item := first_item(found, listed):
            cases.append(keep(save, found, api.look(settings, item), "article"))
        say(f"kept in {', '.join(map(str, cases))}: read the goldens, then add the row")
    return int(found.problem is not None)


def _stranger(settings: Settings, url: str, *, new: bool = False) -> Finding:
    """Look at an address, unless a social network or the registry says enough of it."""
    from crawlers import api, finding, newcomer
    from crawlers.registry import load
    from flows.output import say

    if network := newcomer.network_of(url):
        return finding.out_of_scope(url, network)
    rows = load(Path(settings.registry) if settings.registry else None)
    for owner in newcomer.owners_of(url, rows):
        if reason := newcomer.already(url, owner) if new else newcomer.closed(owner):
            return finding.known(url, reason, owner.id)
        say(f"its host is that of {owner.id}, too ({owner.name})")
    found = api.probe_address(settings, url)
    found.row = newcomer.with_free_id(found.row, (row.id for row in rows))
    return found


def _said(value: Any) -> str:
    """A value of a row for people."""
    if isinstance(value, tuple | list):
        return ", ".join(map(_said, value))
    return "yes" if value is True else str(value)


def _entry(entry: Entry) -> str:
    kept = f"khaosan archive cat {entry.capture}" if entry.capture else ""
    lines = [f"{entry.at}  {entry.kind:<6} {entry.status} {entry.sha256[:16]} {entry.url} {kept}".rstrip()]
    lines += [f"    {line}" for line in (entry.text or "").splitlines()[:20] if line.strip()]
    return "\n".join(lines)


def _finding(found: Finding) -> str:
    tls = {True: "valid", False: "invalid", None: "none"}[found.tls_valid]
    facts = [
        f"{found.id or found.final_url or found.url:<28}",
        f"{found.state or 'unchanged':<16}",
        f"{found.family or '–':<10}",
        f"{found.door or '–':<5} {found.items:>3} items",
        f"robots {found.robots or '–'}, delay {found.crawl_delay:g} s, TLS {tls}",
    ]
    trouble = f"\n  {found.problem} → {found.cure}" if found.problem else ""
    row = f"\n{found.row}" if found.row and not found.id else ""
    return " ".join(facts) + trouble + row


def _states(settings: Settings) -> list[SourceState]:
    """The registry's rows with the states that the store knows, and the store's own (imports, demo)."""
    from crawlers import registry, selection
    from flows.beginning import is_there
    from flows.workspace import workspace
    from pipelines.store import sources
    from pipelines.store.sources import SourceState

    known: dict[str, SourceState] = {}
    if is_there(settings):  # the registry can be read without a home
        with workspace(settings) as space, space.store.read() as connection:
            known = {row.source.id: row for row in sources.states(connection)}
    for row in registry.load(Path(settings.registry) if settings.registry else None):
        fresh = SourceState(
            source=row,
            state="disabled" if row.disabled and not selection.is_unverified(row) else sources.UNVERIFIED,
            reason=row.disabled,
            since=None,
            enabled=row.disabled is None,
        )
        found = known.get(row.id, fresh)
        known[row.id] = replace(found, source=row, reason=found.reason or row.disabled)
    return [known[key] for key in sorted(known)]


def _province(text: str) -> str:
    from pipelines import provinces

    found = provinces.find(text)
    if found is None:
        raise SettingsError(f"{text}: no such province", cure="write TH-51, 51, ลำพูน or Lamphun")
    return found.iso


def _row(row: SourceState, filled: dict[str, float]) -> dict[str, Any]:
    source = row.source
    return {
        "id": source.id,
        "name": source.name,
        "province": source.province,
        "office": source.office,
        "family": source.family,
        "state": row.state,
        "reason": row.reason,
        "filled": filled,
        "expect": source.expect,
    }


def _line(row: dict[str, Any]) -> str:
    from pipelines.health import words

    widths = {"id": 28, "province": 6, "office": 12, "family": 10, "state": 16}
    known = f"  ({words.fill(row['filled'], row['expect'], 'en')})" if row["filled"] else ""
    why = f"  – {row['reason']}" if row["reason"] not in (None, row["state"]) else ""
    return " ".join([f"{row[name]:<{width}}" for name, width in widths.items()] + [row["name"]]) + known + why
