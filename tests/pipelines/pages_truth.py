"""Truth for the two saved WordPress sites, and the measure by which texts are compared."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pipelines.page import Page
from pipelines.records import Source

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_FOLDS = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "…": "...",
        "\u200b": None,
        "\u00ad": None,
    }
)


@dataclass(frozen=True)
class Truth:
    """One post as a person read it."""

    file: str
    url: str
    title: str
    body: str
    published: str
    author: str
    category: str


def truths(shared: Path, site: str = "") -> list[Truth]:
    """The posts of one site, or of both."""
    lines = (shared / "pages/wordpress/expected.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    kept = (row for row in rows if row["file"].startswith(site))
    return [Truth(**{name: row[name] for name in Truth.__dataclass_fields__}) for row in kept]


def page(shared: Path, file: str, url: str, **more: object) -> Page:
    """A saved page at an address."""
    return Page(url=url, body=(shared / "pages/wordpress" / file).read_bytes(), now=NOW, **more)  # type: ignore[arg-type]


def source(site: str, *, family: str = "wordpress", via: tuple[str, ...] = ()) -> Source:
    """The row of one of the two sites."""
    port = {"wpa": 18081, "wpc": 18083}[site]
    return Source(
        id=site,
        name=site,
        province="TH-51",
        office="pr-office",
        family=family,
        start=(f"http://127.0.0.1:{port}/",),
        via=via,
    )


def fold(text: str) -> str:
    """The folding under which texts are compared: no space, plain quotes, dashes and dots."""
    folded = "".join(text.translate(_FOLDS).replace("\ufeff", "").split())
    while ".." in folded:
        folded = folded.replace("..", ".")
    return folded


def f1(one: str, other: str) -> float:
    """F1 of character 5-grams of the folded texts, counted with their numbers."""
    grams = [Counter(text[i : i + 5] for i in range(len(text) - 4)) for text in (fold(one), fold(other))]
    common = sum((grams[0] & grams[1]).values())
    return 2 * common / (sum(grams[0].values()) + sum(grams[1].values()))


def lead(body: str) -> str:
    """The first paragraph with 20 letters or more."""
    return next(line for line in body.split("\n") if sum(char.isalpha() for char in line) >= 20)


def floors(shared: Path, name: str) -> dict[str, float]:
    """The floors under a figure; they hold for the very data whose digest they carry."""
    held = json.loads((Path(__file__).parent / "floors_families.json").read_text(encoding="utf-8"))
    assert sha256((shared / held["data"]).read_bytes()).hexdigest() == held["sha256"]
    figures: dict[str, float] = held[name]
    return figures
