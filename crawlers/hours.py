"""The hours in which an office may be asked, in Bangkok's time: ``20:00-06:00`` runs over midnight. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from pipelines.errors import SettingsError
from pipelines.moment import BANGKOK

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """From a minute of the day, included, to another, excluded."""

    begins: time
    ends: time

    def hold(self, now: datetime) -> bool:
        """Say whether a moment lies inside."""
        at = now.astimezone(BANGKOK).time()
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


def hours_of(text: str | None) -> Hours | None:
    """Read a row's hours; null = all.

    Raises:
        SettingsError: the text is no span of hours, or an empty one.
    """
    if text is None:
        return None
    found = _HOURS.fullmatch(text.strip())
    if found is None or found[1] + found[2] == found[3] + found[4]:
        raise SettingsError(f"{text!r} is no span of hours", cure="write it as 20:00-06:00, Bangkok time")
    return Hours(time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])))
