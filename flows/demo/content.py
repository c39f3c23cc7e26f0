"""Read ``content/``: a folder an office, a text file an item, a table a series of bulletins."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from flows.demo.records import Content, Item, Office
from flows.demo.thai import TO_ARABIC, TO_THAI, long_date, short_date
from pipelines.codec import from_builtins

RULE = "\n+++\n"
"""Parts an item's head (TOML) from its text."""


@cache
def load() -> Content:
    """Read all of it; copies get the text of what they re-post."""
    folder = Path(str(files("flows.demo").joinpath("content")))
    homes = sorted(one for one in folder.iterdir() if one.is_dir())
    offices = tuple(_office(home) for home in homes)
    read = [item for home in homes for item in _items(home)]
    originals = {item.key: item for item, _ in read}
    return Content(offices=offices, items=tuple(_repost(item, head, originals) for item, head in read))


def _office(home: Path) -> Office:
    head = tomllib.loads((home / "office.toml").read_text(encoding="utf-8"))
    return from_builtins(head | {"id": home.name}, Office)


def _items(home: Path) -> Iterator[tuple[Item, dict[str, Any]]]:
    for file in sorted(home.glob("*.txt")):
        head, _, text = file.read_text(encoding="utf-8").partition(RULE)
        fields = tomllib.loads(head)
        yield _item(home.name, int(file.stem), fields, text), fields
    for file in sorted(home.glob("series-*.toml")):
        for row, text in _bulletins(tomllib.loads(file.read_text(encoding="utf-8"))):
            yield _item(home.name, row["number"], row | {"series": file.stem}, text), row


def _item(office: str, number: int, head: dict[str, Any], text: str) -> Item:
    known = {key: value for key, value in head.items() if key in Item.__dataclass_fields__}
    paragraphs = tuple(part.strip() for part in text.split("\n\n") if part.strip())
    return from_builtins(known | {"office": office, "number": number, "paragraphs": paragraphs}, Item)


def _bulletins(table: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Fill the table's title and text with each row's figures: one template, other numbers."""
    common = {key: value for key, value in table.items() if key not in ("row", "title", "text")}
    for row in table["row"]:
        figures = row | {"long": long_date(row["published"]), "short": short_date(row["published"])}
        head = common | row | {"title": table["title"].format(**figures)}
        yield head, table["text"].format(**figures)


def _repost(item: Item, head: dict[str, Any], originals: dict[str, Item]) -> Item:
    """Put the original's text behind the office's own lead; its own text's last line is the new credit."""
    if item.copy_of is None:
        return item
    original = originals[item.copy_of]
    body = original.paragraphs[: -1 if head.get("drop_credit", True) else None]
    digits = {"thai": TO_THAI, "arabic": TO_ARABIC}.get(head.get("digits", ""), {})
    *lead, credit = item.paragraphs
    taken = tuple(part.translate(digits) for part in body[: head.get("take")])
    return replace(item, paragraphs=(*lead, *taken, credit))
