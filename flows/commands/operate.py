"""Operating a home: takedowns, dead letters, the schema, and a doctor."""

from __future__ import annotations

from flows.commands.common import COMMON, Common
from flows.doctor.finding import Finding


def takedown(identity: str, *, reason: str, common: Common = COMMON) -> int:
    """Remove an article from every output, for good: it outlives every rebuild.

    Args:
        identity: The article's id.
        reason: Why, for the record.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.archive import Takedown, note
    from pipelines.moment import clock
    from pipelines.refine.takedown import take_down

    now = clock()
    with workspace(common.settings) as space, space.store.write() as connection:
        take_down(connection, identity, reason, now=now)
        file = note(space.settings.archive, Takedown(article_id=identity, reason=reason, at=now))
        if space.archive.remote:
            space.archive.remote.put(file)
    answer = {"id": identity, "state": "taken_down", "next": "khaosan index"}
    emit(answer, json=common.json, text=lambda: f"{identity}: taken down; now run: khaosan index")
    return 0


def dead_letters(*, common: Common = COMMON) -> int:
    """List the documents that an engine refused, with its reasons."""
    from flows.output import emit_lines
    from flows.workspace import workspace
    from pipelines.store import outbox

    with workspace(common.settings) as space, space.store.read() as connection:
        letters = outbox.dead(connection)
    rows = ({"engine": engine, "id": identity, "reason": reason} for engine, identity, reason in letters)
    emit_lines(rows, json=common.json, text=lambda row: f"{row['engine']} {row['id']}: {row['reason']}")
    return 0


def retry(*, common: Common = COMMON) -> int:
    """Queue all dead letters again, then index."""
    from flows.commands.index import index
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.store import outbox

    with workspace(common.settings) as space, space.store.write() as connection:
        outbox.revive(connection, now=clock())
    return index(common=common)


def upgrade(*, thai: bool = False, common: Common = COMMON) -> int:
    """Bring the store's schema up to date; opening a store does it too.

    Args:
        thai: Say it in Thai.
    """
    from flows.output import emit
    from flows.words import words
    from flows.workspace import workspace
    from pipelines.store.migrate import head

    said = words()["store"]["schema"]["th" if thai else "en"]
    with workspace(common.settings):
        emit({"schema": head()}, json=common.json, text=lambda: said.format(head=head()))
    return 0


def doctor(*, thai: bool = False, common: Common = COMMON) -> int:
    """Check this installation from packages to the last run; say what is wrong and the cure.

    Args:
        thai: Say it in Thai.
    """
    from flows.doctor import examine
    from flows.output import emit_lines
    from pipelines.moment import clock

    findings = list(examine(common.settings, now=clock()))
    emit_lines(findings, json=common.json, text=lambda one: diagnosed(one, thai=thai))
    return 0 if all(finding.ok for finding in findings) else 1


def diagnosed(finding: Finding, *, thai: bool = False) -> str:
    """One thing looked at, as a line: ``!!`` a fault, ``->`` advice, ``ok``."""
    from flows.doctor.thai import in_thai

    name, said, todo = in_thai(finding) if thai else (finding.check, finding.detail, finding.cure)
    mark = "!!" if not finding.ok else "->" if finding.cure else "ok"
    return f"{mark} {name}: {said}" + (f" → {todo}" if todo else "")
