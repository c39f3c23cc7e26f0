"""``khaosan source``: the registry of offices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.commands.common import COMMON, Common
from pipelines.errors import SettingsError

if TYPE_CHECKING:
    from crawlers.finding import Finding
    from flows.settings import Settings
    from pipelines.store.sources import SourceState


def list_(*, province: str | None = None, registry: Path | None = None, common: Common = COMMON) -> int:
    """List offices with their states.

    Args:
        province: Of one province: TH-51, 51, ลำพูน or Lamphun.
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from flows.output import emit_lines

    rows = _states(common.with_registry(registry))
    if province is not None:
        code = _province(province)
        rows = [row for row in rows if row.source.province == code]
    emit_lines((_row(row) for row in rows), json=common.json, text=_line)
    return 0


def show(identity: str, *, registry: Path | None = None, common: Common = COMMON) -> int:
    """Show one office: its row and what is known of it.

    Args:
        identity: The office's id.
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from flows.output import emit
    from pipelines.codec import to_builtins

    rows = {row.source.id: row for row in _states(common.with_registry(registry))}
    if identity not in rows:
        raise SettingsError(f"{identity}: no such office", cure="khaosan source list shows all ids")
    row = rows[identity]
    answer = to_builtins(row.source) | {"state": row.state, "reason": row.reason, "since": row.since}
    emit(answer, json=common.json, text=lambda: "\n".join(f"{k:<10} {v}" for k, v in answer.items() if v))
    return 0


def check(*, registry: Path | None = None, common: Common = COMMON) -> int:
    """Check all files of the registry and report all faults at once.

    Args:
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from crawlers.registry import load
    from flows.output import emit

    settings = common.with_registry(registry)
    rows = load(Path(settings.registry) if settings.registry else None)
    answer = {"sources": len(rows), "enabled": sum(row.disabled is None for row in rows)}
    emit(answer, json=common.json, text=lambda: f"{len(rows)} sources, {answer['enabled']} enabled, no fault")
    return 0


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
    from crawlers import api
    from flows.output import emit_lines
    from flows.workspace import workspace
    from pipelines.moment import clock

    if not (places or all or province):
        raise SettingsError(
            "probe: nothing to look at", cure="name offices, a --province, --all, or an address"
        )
    settings = common.with_registry(registry)
    addresses = [place for place in places if place.startswith(("http://", "https://"))]
    found = [api.probe_address(settings, url) for url in addresses]
    ids = [place for place in places if place not in addresses]
    if ids or not addresses:
        with workspace(settings) as space:
            found += api.probe(settings, space.store, ids=ids, province=province, now=clock())
    emit_lines(found, json=common.json, text=_finding)
    return int(any(one.problem for one in found))


def new(url: str, *, save: Path | None = None, registry: Path | None = None, common: Common = COMMON) -> int:
    """Look at an address, and print the row that makes it a source.

    Args:
        url: Where its news begins.
        save: Folder to keep the page in, with a golden of what is read from it, for review.
        registry: Folder of TOML rows instead of the shipped registry.
    """
    from crawlers import api
    from crawlers.fixture import keep
    from flows.output import emit, say

    settings = common.with_registry(registry)
    found = api.probe_address(settings, url)
    emit(found, json=common.json, text=lambda: found.row or f"# {url}: {found.problem}")
    if found.problem is not None:
        say(f"{url}: {found.problem} → {found.cure}")
    elif save is not None:
        case = keep(save, found, api.look(settings, found.listed))
        say(f"kept in {case}: read the golden, then add the row")
    return int(found.problem is not None)


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
    from crawlers.registry import load
    from flows.workspace import workspace
    from pipelines.store import sources
    from pipelines.store.sources import SourceState

    with workspace(settings) as space, space.store.read() as connection:
        known = {row.source.id: row for row in sources.states(connection)}
    for row in load(Path(settings.registry) if settings.registry else None):
        fresh = SourceState(
            source=row,
            state="disabled" if row.disabled else "unverified",
            reason=row.disabled,
            since=None,
            enabled=row.disabled is None,
        )
        known.setdefault(row.id, fresh)
    return [known[key] for key in sorted(known)]


def _province(text: str) -> str:
    from pipelines import provinces

    found = provinces.find(text)
    if found is None:
        raise SettingsError(f"{text}: no such province", cure="write TH-51, 51, ลำพูน or Lamphun")
    return found.iso


def _row(row: SourceState) -> dict[str, Any]:
    source = row.source
    return {
        "id": source.id,
        "name": source.name,
        "province": source.province,
        "office": source.office,
        "family": source.family,
        "state": row.state,
        "reason": row.reason,
    }


def _line(row: dict[str, Any]) -> str:
    widths = {"id": 28, "province": 6, "office": 12, "family": 10, "state": 11}
    return " ".join([f"{row[name]:<{width}}" for name, width in widths.items()] + [row["name"]])
