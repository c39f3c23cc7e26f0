"""Saved searches: the address of a search page under a name, and what came since a person last looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from pipelines.errors import SettingsError
from pipelines.store import outbox
from pipelines.store.collections import MOST, NoCollection
from pipelines.store.desk import saved_searches
from pipelines.store.tables import articles, versions
from pipelines.store.upsert import upsert

LONGEST_ADDRESS = 8_000
"""Characters; a query of 2,000 Thai characters is 18,000 escaped ones, but none that a person types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A saved search; ``seen_at`` is the moment up to which its finds are known to a person."""

    name: str
    address: str
    made_at: str
    seen_at: str


def save(
    connection: Connection, name: str, address: str, *, now: datetime, engine: str | None = None
) -> None:
    """Save a search; one of that name is replaced, and what it finds now (in an engine's index) is known.

    Raises:
        SettingsError: there are too many, or the address is too long.
    """
    total = connection.scalar(select(func.count()).select_from(saved_searches)) or 0
    if total >= MOST and get(connection, name) is None:
        raise SettingsError(
            f"there are {MOST} saved searches already",
            cure="remove one",
            message_th=f"บันทึกการค้นหาไว้ครบ {MOST} รายการแล้ว",
            cure_th="ลบรายการที่ไม่ใช้ก่อน",
        )
    if len(address) > LONGEST_ADDRESS:
        raise SettingsError(
            f"the search is longer than {LONGEST_ADDRESS:,} characters",
            cure="shorten it",
            message_th=f"ที่อยู่ของการค้นหายาวเกิน {LONGEST_ADDRESS:,} ตัวอักษร",
            cure_th="ใช้คำค้นที่สั้นลง",
        )
    seen = outbox.told_at(connection, engine, now) if engine else now
    values = {"id": name, "address": address, "made_at": now.isoformat(), "seen_at": seen.isoformat()}
    upsert(connection, saved_searches, keys=("id",), values=values)


def every(connection: Connection) -> list[Saved]:
    """Read all, by name."""
    rows = connection.execute(select(saved_searches).order_by(saved_searches.c.id))
    return [Saved(name=row.id, address=row.address, made_at=row.made_at, seen_at=row.seen_at) for row in rows]


def get(connection: Connection, name: str) -> Saved | None:
    """Read one; null where there is none."""
    return next((one for one in every(connection) if one.name == name), None)


def must(connection: Connection, name: str) -> Saved:
    """Read one; raise NoCollection where there is none."""
    found = get(connection, name)
    if found is None:
        raise NoCollection(
            f"no saved search {name!r}",
            cure="the page /saved lists them",
            message_th=f"ไม่มีการค้นหาที่บันทึกไว้ชื่อ {name!r}",
            cure_th="ดูชื่อทั้งหมดได้ที่หน้า /saved",
        )
    return found


def remove(connection: Connection, name: str) -> None:
    """Forget a search."""
    connection.execute(delete(saved_searches).where(saved_searches.c.id == name))


def see(connection: Connection, name: str, *, engine: str, now: datetime) -> None:
    """Note that a person has seen what a search finds: all that the index held, not what waits before it."""
    moment = outbox.told_at(connection, engine, now)
    mine = (saved_searches.c.id == name) & (saved_searches.c.seen_at < moment.isoformat())
    connection.execute(update(saved_searches).where(mine).values(seen_at=moment.isoformat()))


def arrivals(connection: Connection, since: str, *, limit: int) -> list[str]:
    """Live articles that were first read after a moment, newest first."""
    query = select(versions.c.article_id).join(articles, articles.c.id == versions.c.article_id)
    query = query.where(versions.c.refined_at > since, versions.c.number == 1, articles.c.state == "live")
    order = (versions.c.refined_at.desc(), versions.c.article_id)
    return list(connection.scalars(query.order_by(*order).limit(limit)))
