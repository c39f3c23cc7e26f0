"""Which offices of the registry a crawl or a probe is about. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines import provinces
from pipelines.errors import SettingsError
from pipelines.records import Source
from pipelines.store.sources import UNVERIFIED, SourceState

CONFIRMED = ("live", "quiet")
"""States in the store that lift an "unverified" (design §2)."""


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
    code = province_code(province) if province else None
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
    code = province_code(province) if province else None
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


def province_code(text: str) -> str:
    """The code of the province that a text names.

    Raises:
        SettingsError: none is.
    """
    found = provinces.find(text)
    if found is None:
        raise SettingsError(f"{text}: no such province", cure="write TH-51, 51, ลำพูน or Lamphun")
    return str(found.iso)
