"""``khaosan held``: offices whose output is held back from the index, and letting it go."""

from __future__ import annotations

from flows.commands.common import COMMON, Common


def list_(*, common: Common = COMMON) -> int:
    """List the offices that are held back, since when and why; exit code 1 where there are any."""
    from flows.output import emit_lines
    from flows.workspace import workspace
    from pipelines.store import holds

    with workspace(common.settings) as space, space.store.read() as connection:
        found = holds.load(connection)
    emit_lines(
        found,
        json=common.json,
        text=lambda one: f"{one.source_id}: {one.articles} articles since {one.at[:10]}: {one.reason}",
    )
    return 1 if found else 0


def release(*ids: str, common: Common = COMMON) -> int:
    """Let held articles go to the index as they are; run `khaosan index` afterwards.

    Args:
        ids: Offices.
    """
    from flows.output import emit_lines
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.store import holds

    with workspace(common.settings) as space, space.store.write() as connection:
        _known(ids, {one.source_id for one in holds.load(connection)})
        counts = {one: holds.release(connection, one, accepted=True, now=clock()) for one in ids}
    done = [{"source": one, "released": count} for one, count in counts.items()]
    emit_lines(
        done,
        json=common.json,
        text=lambda one: f"{one['source']}: {one['released']} articles released; now run: khaosan index",
    )
    return 0


def _known(ids: tuple[str, ...], held: set[str]) -> None:
    from pipelines.errors import SettingsError

    unknown = sorted(set(ids) - held)
    if unknown or not ids:
        raise SettingsError(
            f"{', '.join(unknown) or 'no office'}: not held back", cure="khaosan held list shows which are"
        )
