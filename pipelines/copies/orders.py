"""Campaigns: an official letter asks offices to publish something, and the texts that then took it up.

Which offices a letter asks is read from its addressees, by kinds of office within the letter's province.
Where they name none that is collected (heads of amphoe, all agencies), all offices of the province are meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, or_, select

from pipelines.copies.sql import among
from pipelines.copies.tables import documents, links
from pipelines.records import Office, Source

ANSWERS = ("copy_of", "excerpt_of", "quotes", "story")
"""Links that say "this takes up that": an issue of a series does not."""
_KINDS: tuple[tuple[str, Office], ...] = (
    ("องค์การบริหารส่วนจังหวัด", "pao"),
    ("อบจ", "pao"),
    ("องค์การบริหารส่วนตำบล", "tao"),
    ("อบต", "tao"),
    ("เทศบาล", "municipality"),
    ("เทศมนตรี", "municipality"),
    ("ประชาสัมพันธ์จังหวัด", "pr-office"),
)
_LOCAL = "องค์กรปกครองส่วนท้องถิ่น"
_LOCAL_KINDS: tuple[Office, ...] = ("pao", "municipality", "tao")


def asked(
    addressees: Collection[str], province: str, writer: str, offices: Iterable[Source]
) -> tuple[str, ...]:
    """Return the offices (ids) that a letter asks, in order of id; never the writer itself.

    Args:
        addressees: as the letter names them.
        province: ISO code of the writer's province.
        writer: the office that wrote the letter, by id.
        offices: all that are collected.
    """
    near = [
        one for one in offices if one.province == province and one.id != writer and one.office != "corpus"
    ]
    kinds = {office for text in addressees for name, office in _KINDS if name in text}
    if any(_LOCAL in text for text in addressees):
        kinds.update(_LOCAL_KINDS)
    meant = [one for one in near if one.office in kinds or one.name in addressees] or near
    return tuple(sorted(one.id for one in meant))


def takers(connection: Connection, document_id: str) -> tuple[str, ...]:
    """Return the ids of the texts that copy, excerpt, quote or retell a text, and of their copies."""
    owner = connection.scalar(select(documents.c.owner).where(documents.c.id == document_id))
    if owner is None:
        return ()
    near = select(links.c.a, links.c.b).where(
        or_(links.c.a == owner, links.c.b == owner), links.c.kind.in_(ANSWERS)
    )
    owners = {n for row in connection.execute(near) for n in row} | {owner}
    return _with_copies(connection, sorted(owners), document_id)


def _with_copies(connection: Connection, owners: Sequence[int], but: str) -> tuple[str, ...]:
    found = connection.scalars(select(documents.c.cluster).where(among(connection, documents.c.n, owners)))
    clusters = sorted(set(found))
    query = select(documents.c.id).where(
        among(connection, documents.c.cluster, clusters), documents.c.id != but
    )
    return tuple(sorted(connection.scalars(query)))
