"""Floors under the quality figures: JSON files beside the tests, each with the digest of its data.

A floor is raised by writing it. It is lowered, or removed, only with a flag and a reason, and the file keeps
the reason (``lowered``); a test follows every file's history and refuses a floor that sank without one::

    python -m tests.floors tests/search/floors_search.json any.ndcg10.macro 0.97 --lower "why"

Figures named ``…_max`` or ``…_ceiling`` must not be passed from below: to raise one is to lower the bar.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DIGEST = re.compile("[0-9a-f]{64}")
_CEILING = re.compile("_(?:max|ceiling)$")


@dataclass(frozen=True, slots=True)
class Weaker:
    """A floor that sank from one version of a file to the next; ``new`` is None for one taken away."""

    figure: str
    old: float
    new: float | None


def files() -> tuple[Path, ...]:
    """Every file of floors."""
    return tuple(sorted((ROOT / "tests").rglob("floors_*.json")))


def load(path: Path) -> dict[str, Any]:
    """Read one file of floors."""
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


def floor(path: Path, figure: str) -> float:
    """Give one floor by its dotted name."""
    return figures(load(path))[figure]


def figures(held: dict[str, Any], prefix: str = "") -> dict[str, float]:
    """Give all numbers of a file by their dotted names, but for what ``lowered`` records."""
    found: dict[str, float] = {}
    for key, value in held.items():
        if isinstance(value, dict):
            found |= figures(value, f"{prefix}{key}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[prefix + key] = value
    return found


def digests(held: object) -> Iterator[str]:
    """Yield every SHA-256 that a file of floors carries."""
    if isinstance(held, str) and DIGEST.fullmatch(held):
        yield held
    for value in held.values() if isinstance(held, dict) else held if isinstance(held, list) else ():
        yield from digests(value)


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file, or of a folder's files with their names, in order."""
    if path.is_file():
        return sha256(path.read_bytes()).hexdigest()
    whole = sha256()
    for file in sorted(inner for inner in path.rglob("*") if inner.is_file() and inner.suffix != ".pyc"):
        whole.update(str(file.relative_to(path)).encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def weaker(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Weaker]:
    """Yield the floors of ``old`` that ``new`` holds lower, or no longer."""
    now = figures(new)
    for figure, value in figures(old).items():
        fresh = now.get(figure)
        sank = math.inf if fresh is None else value - fresh
        if fresh is None or (sank < 0 if _CEILING.search(figure) else sank > 0):
            yield Weaker(figure, value, fresh)


def unexplained(path: Path) -> list[Weaker]:
    """Give every floor of a file that sank, in its history or since, without a recorded reason."""
    held = load(path)
    explained = {(one["figure"], one["to"]) for one in held.get("lowered", []) if one["why"].strip()}
    return [
        sunk
        for old, new in pairwise([*_history(path), held])
        for sunk in weaker(old, new)
        if (sunk.figure, sunk.new) not in explained
    ]


def _history(path: Path) -> list[dict[str, Any]]:
    """Give the committed versions of a file, oldest first; none outside a repository."""
    name = path.relative_to(ROOT).as_posix()
    commits = _git("log", "--format=%H", "--reverse", "--", name).split()
    return [json.loads(text) for commit in commits if (text := _git("show", f"{commit}:{name}"))]


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def put(path: Path, figure: str, value: float, why: str | None) -> None:
    """Write one floor; raise ValueError for one that sinks without a reason."""
    held = load(path)
    *parents, leaf = figure.split(".")
    place = held
    for parent in parents:
        place = place.setdefault(parent, {})
    old = json.loads(json.dumps(held))
    place[leaf] = value
    if list(weaker(old, held)):
        if not why or not why.strip():
            raise ValueError(f'{figure} would sink to {value}: say --lower "why"')
        held.setdefault("lowered", []).append({"figure": figure, "to": value, "why": why})
    path.write_text(json.dumps(held, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.floors", description="Set a floor.")
    parser.add_argument("file", type=Path)
    parser.add_argument("figure", help="dotted name")
    parser.add_argument("value", type=float)
    parser.add_argument("--lower", metavar="WHY", help="needed when the floor sinks; kept in the file")
    given = parser.parse_args()
    try:
        put(given.file, given.figure, given.value, given.lower)
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
