"""What the doctor says to a Thai reader; what a system or library said stands behind as it is."""

from __future__ import annotations

from flows.doctor.finding import Finding
from flows.words import words
from pipelines import issues


def in_thai(finding: Finding) -> tuple[str, str, str]:
    """What was looked at, how it is, and what to do (empty where there is nothing to do)."""
    key, which = _parted(finding.check)
    known = words()["doctor"][key]
    name = " ".join(filter(None, (known["name"], which)))
    if finding.ok:
        said, todo = (known["advice"], known["advised"]) if finding.cure else (known["well"], "")
        return name, _behind(said, finding.detail), todo
    if finding.broken:  # what its check calls a fault was not seen
        known = words()["doctor"]["broken"]
    code = f"machine_{key}"
    said = known.get("wrong") or issues.what(code, "th")
    mend = known.get("mend") or issues.todo(code, "th")
    return name, _behind(said, finding.detail), _behind(mend, finding.cure)


def _parted(check: str) -> tuple[str, str]:
    """The key of a check, and which of several it is: ``dependency msgspec``, ``package search``."""
    key = check.replace(" ", "_")
    first, _, which = check.partition(" ")
    return (key, "") if key in words()["doctor"] else (first, which)


def _behind(said: str, detail: str) -> str:
    return f"{said} ({issues.DETAIL['th']}: {detail})" if detail and detail not in said else said
