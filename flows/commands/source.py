"""``khaosan source``: the registry of offices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.commands.common import COMMON, Common
from pipelines.errors import SettingsError

if TYPE_CHECKING:
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
