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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawlers.row_faults import faults_of
from pipelines import provinces
from pipelines.codec import from_builtins
from pipelines.errors import ConfigError, SourceError
from pipelines.records import Source

SHIPPED = Path(__file__).with_name("sources")
TOP = ("province", "sample", "source")


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
        wrong = list(faults_of(row))
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
