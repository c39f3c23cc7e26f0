"""English and relative dates that our own grammar leaves: dateparser, on a short leash.

It knows no Buddhist calendar and guesses freely (44 % confidently wrong on Thai dates), so it sees only short
strings without Thai letters, with the languages given, and its answer must hold every number of the text.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from pipelines.moment import BANGKOK

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_LONGEST = 60  # characters; longer strings are sentences
_ENGLISH = re.compile("(?=[^a-z]*[a-z]{3})(?!.*://)[a-z0-9 ,.:/+-]+")
"""No address either: dateparser reads none, and to begin with it takes a fifth of a second."""


def read_leftover(folded: str, now: datetime) -> tuple[datetime, bool] | None:
    """Read an English date; give the moment and whether the text has a time. None when unsure."""
    if len(folded) > _LONGEST or not _ENGLISH.fullmatch(folded):
        return None
    data = _parser(now.astimezone(BANGKOK).replace(tzinfo=None)).get_date_data(folded)
    if data.date_obj is None or data.period not in ("day", "time"):
        return None
    moment = data.date_obj if data.date_obj.tzinfo else data.date_obj.replace(tzinfo=BANGKOK)
    return moment.astimezone(BANGKOK), data.period == "time"


@lru_cache(maxsize=8)
def _parser(base: datetime) -> DateDataParser:
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=["en"],
        settings={
            "RELATIVE_BASE": base,
            "TIMEZONE": "Asia/Bangkok",
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RETURN_TIME_AS_PERIOD": True,
            "STRICT_PARSING": True,
            "DATE_ORDER": "DMY",
        },
    )
