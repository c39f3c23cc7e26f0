"""What is doubtful in a registry whose every row can be read: told by ``source check``, never by a crawl."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable, Iterator

from crawlers import doors, newcomer, selection
from pipelines import families
from pipelines.records import OFFICES, Source

PATTERN = "pattern"
"""What ``disabled`` says of an address that was formed, not seen."""


def is_pattern(row: Source) -> bool:
    """Say whether an office's address was formed after those of others, and nobody has seen it answer."""
    return row.disabled is not None and PATTERN in row.disabled


def remarks(rows: Iterable[Source]) -> list[str]:
    """All remarks, as ``source ID: key: what``."""
    known = tuple(rows)
    return [*_alone(known), *_together(known)]


def counts(rows: Iterable[Source]) -> dict[str, int]:
    """How many rows there are of each kind of office, in the order of the kinds."""
    found = Counter(row.office for row in rows)
    return {office: found[office] for office in OFFICES if found[office]}


def _alone(rows: tuple[Source, ...]) -> Iterator[str]:
    import soupsieve

    for row in rows:
        for name, selector in row.selectors.items():
            try:
                soupsieve.compile(selector)
            except soupsieve.SelectorSyntaxError as error:
                yield f"source {row.id}: selectors: {name}: {str(error).splitlines()[0]}"
        if row.encoding and not _is_charset(row.encoding):
            yield f"source {row.id}: encoding: {row.encoding!r} is no charset"
        if row.start and not families.load(row.family).seeds(row):
            yield f"source {row.id}: via: {', '.join(row.via)}: its family has no such door"
        for url in row.start if selection.may_be_probed(row) else ():
            if network := newcomer.network_of(url):
                yield f"source {row.id}: start: {network} is out of scope: say so in disabled"
        if row.disabled and not row.evidence:
            yield f"source {row.id}: evidence: missing"


def _together(rows: tuple[Source, ...]) -> Iterator[str]:
    """One address in two rows makes two articles of one; an old host may now be another office's."""
    owners: dict[str, str] = {}
    for row in rows:
        for url in map(families.load(row.family).canonical, row.start):
            owner = owners.setdefault(url, row.id)
            if owner != row.id:
                yield f"source {row.id}: start: {url} is that of {owner} too"
    hosts = {host: row.id for row in rows for host in doors.hosts(row) if not row.aliases}
    for row in rows:
        for alias in row.aliases:
            owner = hosts.get(alias.host, row.id)
            if owner != row.id:
                yield f"source {row.id}: aliases: {alias.host} is a host of {owner}"


def _is_charset(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return name.lower() in ("windows-874", "tis620")
    return True
