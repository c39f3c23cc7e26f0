"""Keys of the API: made, listed, revoked and recognised. The store holds digests, never a key.

A key is ``khs_``, its id, and 256 random bits: too many to be guessed, so a plain SHA-256 keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_hex, token_urlsafe

from sqlalchemy import Connection, insert, select, update

from pipelines.errors import SettingsError
from pipelines.store.desk import api_keys

PREFIX = "khs_"
"""Lets people and secret scanners see what it is."""
SECRET_BYTES = 32
ID_BYTES = 4
LONGEST = 200
"""Characters of a key that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key as listed."""

    id: str
    name: str
    made_at: str
    revoked_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key just made, with the secret that is shown once."""

    key: Key
    secret: str


def make(
    connection: Connection,
    name: str,
    *,
    now: datetime,
    random: Callable[[int], str] = token_urlsafe,
    names: Callable[[int], str] = token_hex,
) -> NewKey:
    """Make a key and store its digest.

    Args:
        connection: The store.
        name: Whom or what it is for.
        now: The moment recorded.
        random: Gives a text of so many random bytes.
        names: The same, for ids: hex digits.

    Raises:
        SettingsError: the name is empty.
    """
    if not name.strip():
        raise SettingsError("the key has no name", cure="say whom or what it is for")
    key = Key(id=names(ID_BYTES), name=name, made_at=now.isoformat(timespec="seconds"), revoked_at=None)
    secret = f"{PREFIX}{key.id}_{random(SECRET_BYTES)}"
    connection.execute(
        insert(api_keys).values(id=key.id, name=name, digest=_digest(secret), made_at=key.made_at)
    )
    return NewKey(key=key, secret=secret)


def every(connection: Connection) -> tuple[Key, ...]:
    """List all keys, oldest first."""
    c = api_keys.c
    rows = connection.execute(select(c.id, c.name, c.made_at, c.revoked_at).order_by(c.made_at, c.id))
    return tuple(Key(id=row[0], name=row[1], made_at=row[2], revoked_at=row[3]) for row in rows)


def revoke(connection: Connection, identity: str, *, now: datetime) -> None:
    """Revoke a key; one that is revoked stays so, with its first moment.

    Raises:
        SettingsError: there is no such key.
    """
    c = api_keys.c
    if connection.scalar(select(c.id).where(c.id == identity)) is None:
        raise SettingsError(f"{identity}: no such key", cure="khaosan api-key list shows ids")
    valid = update(api_keys).where(c.id == identity, c.revoked_at.is_(None))
    connection.execute(valid.values(revoked_at=now.isoformat(timespec="seconds")))


def recognised(connection: Connection, secret: str) -> Key | None:
    """The valid key that a secret is; null for a wrong or revoked one.

    It is looked up by its digest, so how long that takes tells nothing about any key.
    """
    if not secret.startswith(PREFIX) or len(secret) > LONGEST:
        return None
    c = api_keys.c
    query = select(c.id, c.name, c.made_at).where(c.digest == _digest(secret), c.revoked_at.is_(None))
    row = connection.execute(query).first()
    return None if row is None else Key(id=row[0], name=row[1], made_at=row[2], revoked_at=None)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
