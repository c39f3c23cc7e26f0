"""``khaosan api-key``: keys of the API, made and revoked from here alone."""

from __future__ import annotations

from flows.commands.common import COMMON, Common


def new(name: str, *, common: Common = COMMON) -> int:
    """Make a key. It is shown now and never again: the store keeps its digest alone.

    Args:
        name: Whom or what it is for.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.store import keys

    with workspace(common.settings) as space, space.store.write() as connection:
        made = keys.make(connection, name, now=clock())
    answer = {"id": made.key.id, "name": name, "key": made.secret}
    emit(answer, json=common.json, text=lambda: f"{made.key.id} for {name}, shown this once:\n{made.secret}")
    return 0


def list_(*, common: Common = COMMON) -> int:
    """List keys, revoked ones too."""
    from flows.output import emit_lines
    from flows.workspace import workspace
    from pipelines.store import keys

    with workspace(common.settings) as space, space.store.read() as connection:
        every = keys.every(connection)
    emit_lines(
        every,
        json=common.json,
        text=lambda one: f"{one.id}  {one.made_at}  {'revoked' if one.revoked_at else 'valid'}  {one.name}",
    )
    return 0


def revoke(identity: str, *, common: Common = COMMON) -> int:
    """Revoke a key: the next request that carries it is refused.

    Args:
        identity: The key's id.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.store import keys

    with workspace(common.settings) as space, space.store.write() as connection:
        keys.revoke(connection, identity, now=clock())
    emit({"id": identity, "state": "revoked"}, json=common.json, text=lambda: f"{identity}: revoked")
    return 0
