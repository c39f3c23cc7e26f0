"""The row of TOML that a look at a site suggests. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawlers.gate import bare
from pipelines.records import OFFICES, Source


def source_for(url: str, family: str) -> Source:
    """A source for an address, named by its host."""
    host = bare(urlsplit(url).hostname or "office").lower()
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in host)
    return Source(
        id=letters.strip("-")[:60],
        name="",
        province="",
        office="municipality",
        family=family,
        start=(url,),
    )


def row_for(source: Source, title: str) -> str:
    """The row; what a person must complete is said in comments."""
    quoted = "".join(letter for letter in title if letter.isprintable() and letter not in '"\\')
    return (
        "[[source]]\n"
        f'id = "{source.id}"\n'
        f'name = "{source.name or quoted or source.id}"  # the full name in Thai\n'
        f'office = "{source.office}"  # {" ".join(OFFICES)}\n'
        f'family = "{source.family}"\n'
        f'start = ["{source.start[0]}"]\n'
    )
