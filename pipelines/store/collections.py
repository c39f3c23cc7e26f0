"""Collections that a person puts together: of offices, to search within; of articles, with tags and notes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, select

from pipelines.codec import from_json, to_json
from pipelines.errors import SettingsError
from pipelines.store.desk import collected, collections
from pipelines.store.tables import articles, sources
from pipelines.store.upsert import upsert
from pipelines.text import fold

Kind = Literal["offices", "articles"]
MOST = 500
"""Collections in a store, and as many saved searches: a list that a person still overlooks."""
MOST_MEMBERS = 10_000
"""Members of one: a query asks for all of them by id, and Elasticsearch takes 65,536."""
KINDS_TH: dict[Kind, str] = {"offices": "หน่วยงาน", "articles": "รายการ"}
LONGEST_NAME = 60
LONGEST_NOTE = 2_000
MOST_TAGS, LONGEST_TAG = 20, 40
_SPACES = re.compile("[ \t\r\n]+")
_KEPT = frozenset({"Lu", "Ll", "Lo", "Lm", "Mn", "Mc", "Nd"})
"""Unicode categories of what a name may hold beside ``-`` and ``_``: letters, vowels and tones, digits."""


class NoCollection(SettingsError):  # noqa: N818 - named for what it tells
    """There is no collection, or no saved search, of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection as listed."""

    name: str
    kind: Kind
    note: str
    members: int
    made_at: str
    changed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An office or an article in a collection."""

    id: str
    tags: tuple[str, ...]
    note: str
    added_at: str


def named(text: str) -> str:
    """Make a name of what a person typed: spaces become ``-``, so that no query needs quotes for it.

    Raises:
        SettingsError: it is empty, too long, or holds other signs than letters, digits, ``-`` and ``_``.
    """
    name = _SPACES.sub("-", fold.display(text).strip())
    wrong = [sign for sign in name if unicodedata.category(sign) not in _KEPT and sign not in "-_"]
    if not name.strip("-_") or len(name) > LONGEST_NAME or wrong or name.startswith("-"):
        raise SettingsError(
            f"{text[:80]!r} is no name",
            cure=f"up to {LONGEST_NAME} letters, digits, '-' and '_', such as ภาคเหนือ or flood-2563",
            message_th=f"{text[:80]!r} ใช้เป็นชื่อไม่ได้",
            cure_th=f"ใช้ตัวอักษร ตัวเลข - และ _ ไม่เกิน {LONGEST_NAME} ตัว เช่น ภาคเหนือ หรือ flood-2563",
        )
    return name


def make(connection: Connection, name: str, kind: Kind, *, note: str = "", now: datetime) -> None:
    """Make a collection, or say anew what one is for.

    Raises:
        SettingsError: there are too many, or this one holds the other kind.
    """
    found = get(connection, name)
    if found is not None and found.kind != kind:
        raise SettingsError(
            f"{name} is a collection of {found.kind}",
            cure="choose another name",
            message_th=f"{name} เป็นชุดรวม{KINDS_TH[found.kind]}",
            cure_th="ใช้ชื่ออื่น",
        )
    if found is None and (connection.scalar(select(func.count()).select_from(collections)) or 0) >= MOST:
        raise SettingsError(
            f"there are {MOST} collections already",
            cure="remove one",
            message_th=f"มีชุดรวมครบ {MOST} ชุดแล้ว",
            cure_th="ลบชุดรวมที่ไม่ใช้ก่อน",
        )
    moment = now.isoformat()
    values = {"id": name, "kind": kind, "note": shortened(note), "changed_at": moment}
    values["made_at"] = found.made_at if found else moment
    upsert(connection, collections, keys=("id",), values=values)


def get(connection: Connection, name: str) -> Collection | None:
    """Read one; null where there is none."""
    found = _read(connection, collections.c.id == name)
    return found[0] if found else None


def must(connection: Connection, name: str) -> Collection:
    """Read one; raise NoCollection where there is none."""
    found = get(connection, name)
    if found is None:
        raise NoCollection(
            f"no collection {name!r}",
            cure="khaosan collection list shows them",
            message_th=f"ไม่มีชุดรวมชื่อ {name!r}",
            cure_th="ดูชื่อทั้งหมดได้ที่หน้าชุดรวม",
        )
    return found


def every(connection: Connection, kind: Kind | None = None) -> list[Collection]:
    """Read all, by name."""
    return _read(connection, collections.c.kind == kind if kind else None)


def remove(connection: Connection, name: str) -> None:
    """Forget a collection and what is said of its members; offices and articles stay."""
    connection.execute(delete(collected).where(collected.c.collection_id == name))
    connection.execute(delete(collections).where(collections.c.id == name))


def put(
    connection: Connection,
    name: str,
    ids: Iterable[str],
    *,
    tags: Sequence[str] | None = None,
    note: str | None = None,
    now: datetime,
) -> int:
    """Add members; those that are in it keep tags and note unless others are given. Return how many came new.

    Raises:
        NoCollection: there is none of that name.
        SettingsError: there is no such office or article, or it would grow too large.
    """
    kind = must(connection, name).kind
    wanted = list(dict.fromkeys(ids))
    before = {one.id: one for one in members(connection, name)}
    _require(connection, kind, [one for one in wanted if one not in before])
    if len(before.keys() | set(wanted)) > MOST_MEMBERS:
        raise SettingsError(
            f"{name} would have more than {MOST_MEMBERS:,} members",
            cure="make another one",
            message_th=f"{name} จะมีสมาชิกเกิน {MOST_MEMBERS:,}",
            cure_th="สร้างชุดรวมอีกชุด",
        )
    for identity in wanted:
        old = before.get(identity)
        values = {
            "collection_id": name,
            "member_id": identity,
            "tags": to_json(tagged(tags) if tags is not None else old.tags if old else ()),
            "note": shortened(note) if note is not None else old.note if old else "",
            "added_at": old.added_at if old else now.isoformat(),
        }
        upsert(connection, collected, keys=("collection_id", "member_id"), values=values)
    _changed(connection, name, now)
    return len(set(wanted) - before.keys())


def drop(connection: Connection, name: str, ids: Iterable[str], *, now: datetime) -> int:
    """Take members out; return how many there were."""
    gone = 0
    for identity in dict.fromkeys(ids):
        mine = (collected.c.collection_id == name) & (collected.c.member_id == identity)
        gone += connection.execute(delete(collected).where(mine)).rowcount
    _changed(connection, name, now)
    return gone


def members(connection: Connection, name: str) -> list[Member]:
    """Read the members, in the order they were added."""
    query = select(collected).where(collected.c.collection_id == name)
    return [
        Member(
            id=row.member_id,
            tags=tuple(from_json(row.tags, list[str])),
            note=row.note,
            added_at=row.added_at,
        )
        for row in connection.execute(query.order_by(collected.c.added_at, collected.c.member_id))
    ]


def holding(connection: Connection, member_id: str, kind: Kind) -> list[str]:
    """Names of the collections of a kind that hold an office or article."""
    query = select(collected.c.collection_id).join(collections, collections.c.id == collected.c.collection_id)
    mine = (collected.c.member_id == member_id) & (collections.c.kind == kind)
    return list(connection.scalars(query.where(mine).order_by(collected.c.collection_id)))


def tagged(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags as kept: single words or short phrases, each once.

    Raises:
        SettingsError: there are too many, or one is too long.
    """
    kept = tuple(
        dict.fromkeys(tag for tag in (_SPACES.sub(" ", fold.display(one)).strip() for one in tags) if tag)
    )
    if len(kept) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in kept):
        raise SettingsError(
            f"up to {MOST_TAGS} tags of up to {LONGEST_TAG} characters",
            cure="use a note",
            message_th=f"ป้ายกำกับมีได้ไม่เกิน {MOST_TAGS} ป้าย ป้ายละไม่เกิน {LONGEST_TAG} ตัวอักษร",
            cure_th="เขียนเป็นหมายเหตุแทน",
        )
    return kept


def shortened(note: str) -> str:
    """A note as kept; raise SettingsError where it is too long."""
    kept = fold.display(note.replace("\r\n", "\n")).strip()
    if len(kept) > LONGEST_NOTE:
        raise SettingsError(
            f"a note has up to {LONGEST_NOTE:,} characters",
            cure="shorten it",
            message_th=f"หมายเหตุยาวได้ไม่เกิน {LONGEST_NOTE:,} ตัวอักษร",
            cure_th="เขียนให้สั้นลง",
        )
    return kept


def _require(connection: Connection, kind: Kind, ids: Sequence[str]) -> None:
    table = sources if kind == "offices" else articles
    for at in range(0, len(ids), 500):  # SQLite takes 999 parameters in old builds
        some = ids[at : at + 500]
        there = set(connection.scalars(select(table.c.id).where(table.c.id.in_(some))))
        absent = [one for one in some if one not in there]
        if absent:
            what = "office" if kind == "offices" else "article"
            raise SettingsError(
                f"no {what} {absent[0][:100]!r}",
                cure="khaosan search and source list show ids",
                message_th=f"ไม่มี{KINDS_TH[kind]} {absent[0][:100]!r}",
                cure_th="รหัสอยู่ในหน้าหน่วยงาน และในผลการค้นหา",
            )


def _changed(connection: Connection, name: str, now: datetime) -> None:
    mine = collections.c.id == name
    connection.execute(collections.update().where(mine).values(changed_at=now.isoformat()))


def _read(connection: Connection, condition: Any) -> list[Collection]:
    size = select(func.count()).where(collected.c.collection_id == collections.c.id).scalar_subquery()
    query = select(collections, size.label("members")).order_by(collections.c.id)
    rows = connection.execute(query if condition is None else query.where(condition))
    return [_collection(row) for row in rows]


def _collection(row: Row[Any]) -> Collection:
    return Collection(
        name=row.id,
        kind=row.kind,
        note=row.note,
        members=row.members,
        made_at=row.made_at,
        changed_at=row.changed_at,
    )
