"""The row of TOML that a look at a site suggests. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipelines.records import OFFICES, Source
from pipelines.urls import bare


def source_for(url: str, family: str) -> Source:
    """A source for an address, named by its host."""
    host = bare(urlsplit(url).hostname or "office").lower()
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in host)
    return Source(
        id=letters[:60].strip("-") or "office",
        name="",
        province="",
        office="municipality",
        family=family,
        start=(url,),
    )


def row_for(source: Source, title: str, evidence: str = "") -> str:
    """The row; what a person must complete is said in comments."""
    quoted = _quoted(title)
    seen = f'evidence = "{_quoted(evidence)}"\n' if evidence else ""
    return (
        "[[source]]\n"
        f'id = "{source.id}"\n'
        f'name = "{source.name or quoted or source.id}"  # the full name in Thai\n'
        f'office = "{source.office}"  # {" ".join(OFFICES)}\n'
        f'family = "{source.family}"\n'
        f'start = ["{_quoted(source.start[0])}"]\n{seen}'
    )


def row_out_of_scope(url: str, network: str) -> str:
    """The row of an office that publishes on a social network alone, so that nobody looks for it again."""
    return (
        "[[source]]\n"
        'id = "office"  # small letters, digits, hyphens\n'
        'name = "office"  # the full name in Thai\n'
        f'office = "municipality"  # {" ".join(OFFICES)}\n'
        'family = "generic"\n'
        f'disabled = "out of scope: it publishes on {network} alone"\n'
        f'evidence = "{_quoted(url)}"\n'
    )


def _quoted(text: str) -> str:
    """What may stand between the quotes of TOML, on one line."""
    return "".join(letter for letter in text if letter.isprintable() and letter not in '"\\')
