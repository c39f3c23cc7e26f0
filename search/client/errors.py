"""What a call is refused with, the same over HTTP and in process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.errors import KhaosanError


class Refused(KhaosanError):  # noqa: N818 - named for what was done
    """A call was refused. ``kind`` is that of the problem (docs/api.md); ``position`` of a query's error."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        cure: str = "",
        position: int | None = None,
        parameter: str | None = None,
    ) -> None:
        super().__init__(detail, cure=cure)
        self.status = status
        self.kind = kind
        self.position = position
        self.parameter = parameter


def refused(problem: Mapping[str, Any]) -> Refused:
    """The error that a problem of the API is."""
    kind = str(problem.get("type", "")).partition("#problem-")[2].replace("-", "_")
    return Refused(
        int(problem.get("status", 0)),
        kind or "unknown",
        str(problem.get("detail", "")),
        cure=str(problem.get("cure", "")),
        position=problem.get("position"),
        parameter=problem.get("parameter"),
    )
