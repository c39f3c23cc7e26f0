"""``khaosan health``: which office went silent, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flows.commands.common import COMMON, Common

if TYPE_CHECKING:
    from pipelines.health.records import Verdict
    from pipelines.health.words import Language

Shares = Mapping[str, float]
RANK = {"alarm": 0, "notice": 1, "none": 2}
LATE_DAYS = 2
"""A daily schedule that missed two days stands still; verdicts without visits say nothing."""
MARK = {"alarm": "!!", "notice": "! ", "none": "  "}


def health(
    *ids: str,
    province: str | None = None,
    all: bool = False,  # noqa: A002 - the option's name
    thai: bool = False,
    common: Common = COMMON,
) -> int:
    """Judge every office: quiet, or broken, and by what evidence; exit code 1 where something is lost.

    Args:
        ids: Only these offices; none = all.
        province: Only offices of a province.
        all: Also those that are well.
        thai: Reasons in Thai.
    """
    from flows.commands.filters import province_code
    from flows.health import look
    from flows.output import emit_lines, say
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.store import sources, visits
    from pipelines.store.filled import filled

    wanted = province_code(province)
    with workspace(common.settings) as space, space.store.read() as connection:
        sources.must(connection, ids)
        found = look(connection, now=clock())
        known = sources.load(connection)
        kept = [
            one
            for one in found
            if (not ids or one.source_id in ids)
            and (not wanted or known[one.source_id].province == wanted)
            and (all or ids or one.urgency != "none")
        ]
        fields = filled(connection, [one.source_id for one in kept])
        last = max(visits.last_days(connection).values(), default=None)
    kept.sort(key=lambda one: (RANK[one.urgency], one.source_id))
    shown = [(one, fields.get(one.source_id, {}), known[one.source_id].expect) for one in kept]
    if common.json:
        emit_lines((_plain(*one) for one in shown), json=True, text=str)
    else:
        emit_lines(shown, json=False, text=lambda one: _text(*one, thai=thai))
    if not common.json:
        say(_summary(found))
    late = last is not None and (clock().date() - last).days > LATE_DAYS
    if late:
        say(f"no office was visited since {last}: does the schedule run?")
    return 1 if late or any(one.urgency == "alarm" for one in kept) else 0


def _summary(found: Sequence[Verdict]) -> str:
    """How many are well; a visit that failed once is no alarm yet, and nothing to be proud of."""
    if not found:
        return "no office was ever visited"
    well = [one for one in found if one.urgency == "none"]
    unsure = sum(any(why.key in ("mishap", "outage") for why in one.reasons) for one in well)
    some = f", {unsure} of them unread at the last visit (--all says why)" if unsure else ""
    return f"{len(well)} of {len(found)} offices are well{some}"


def _plain(one: Verdict, filled: Shares, expect: Shares) -> dict[str, object]:
    from pipelines.health.words import cure, said

    return {
        "source": one.source_id,
        "verdict": one.label,
        "urgency": one.urgency,
        "since": one.since.isoformat(),
        "reasons": {"en": said(one, "en"), "th": said(one, "th")},
        "cure": {"en": cure(one, "en"), "th": cure(one, "th")},
        "evidence": [{"key": why.key, "values": why.values} for why in one.reasons],
        "filled": filled,
        "expect": expect,
    }


def _text(one: Verdict, filled: Shares, expect: Shares, *, thai: bool) -> str:
    from pipelines.health.words import cure, fill, said

    language: Language = "th" if thai else "en"
    why, what, fields = said(one, language), cure(one, language), fill(filled, expect, language)
    lines = [f"{MARK[one.urgency]} {one.source_id}: {one.label} since {one.since}: {why}"]
    lines += [f"     {fields}"] if fields else []
    lines += [f"     → {what}"] if what else []
    return "\n".join(lines)
