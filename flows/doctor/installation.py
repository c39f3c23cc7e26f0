"""Packages and versions: what ``pyproject.toml`` asks for against what is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version

from packaging.requirements import Requirement

from flows.doctor.finding import Finding

PACKAGES = ("crawlers", "pipelines", "flows", "search")


def packages() -> Iterator[Finding]:
    """Whether our four package names are another's as well: then either of the two may be imported."""
    owners = packages_distributions()
    for name in PACKAGES:
        others = sorted(set(owners.get(name, [])) - {"khaosan"})
        cure = "install Khaosan into an environment of its own" if others else ""
        detail = f"also shipped by {', '.join(others)}" if others else "ours alone"
        yield Finding(check=f"package {name}", ok=not others, detail=detail, cure=cure)


def dependencies() -> Iterator[Finding]:
    """Whether each dependency is there in a version that fits; one line where all are."""
    listed = [Requirement(line) for line in requires("khaosan") or []]
    wanted = [one for one in listed if one.marker is None or one.marker.evaluate({"extra": ""})]
    faults = [fault for fault in map(_fault, wanted) if fault]
    for name, what in faults:
        yield Finding(check=f"dependency {name}", ok=False, detail=what, cure="make setup")
    if not faults:
        python = ".".join(map(str, sys.version_info[:3]))
        yield Finding(check="dependencies", ok=True, detail=f"{len(wanted)} fit, on Python {python}")


def _fault(wanted: Requirement) -> tuple[str, str] | None:
    try:
        found = version(wanted.name)
    except PackageNotFoundError:
        return wanted.name, f"missing; {wanted} is needed"
    if wanted.specifier.contains(found, prereleases=True):
        return None
    return wanted.name, f"{found} is installed, {wanted.specifier} is needed"
