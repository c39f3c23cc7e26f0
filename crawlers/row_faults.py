"""What is wrong with a row of the registry, key by key. Pure.

Here its keys and their types; addresses in :mod:`crawlers.row_addresses`, what an office may be asked in
:mod:`crawlers.row_allowances`, tables in :mod:`crawlers.row_tables`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from crawlers.row_addresses import address_faults, alias_faults
from crawlers.row_allowances import allowance_faults
from crawlers.row_tables import table_faults
from crawlers.row_values import meant
from pipelines import families
from pipelines.records import OFFICES, Source

KEYS = {field.name for field in fields(Source)} - {"province", "sample"}
REQUIRED = ("id", "name", "office", "family")
TEXTS = ("id", "name", "encoding", "hours", "disabled", "evidence", "since")
LISTS = ("hosts", "terms")
ID_LETTERS = set("abcdefghijklmnopqrstuvwxyz0123456789-")


def faults_of(row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a row, as ``key: what``."""
    yield from (f"{key}: unknown key; {meant(key, KEYS)}" for key in row if key not in KEYS)
    yield from (f'{key}: missing; add {key} = "…"' for key in REQUIRED if not _is_there(row.get(key)))
    identity = row.get("id")
    if isinstance(identity, str) and not (identity and set(identity) <= ID_LETTERS and len(identity) <= 60):
        yield "id: small Latin letters, digits and hyphens, 60 at most"
    if "office" in row and row["office"] not in OFFICES:
        yield f"office: {row['office']!r} is none of {', '.join(OFFICES)}"
    if "family" in row and row["family"] not in families.NAMES:
        yield f"family: {row['family']!r} is none of {', '.join(families.NAMES)}"
    yield from _type_faults(row)
    yield from address_faults(row)
    yield from alias_faults(row)
    yield from allowance_faults(row)
    yield from table_faults(row)


def _is_there(value: object) -> bool:
    return bool(value.strip() if isinstance(value, str) else value)


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
