"""``khaosan flows serve`` on a clock that is past Sunday half past three at its second look."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, repeat

from flows import ordering
from flows.cli import main
from flows.serving import PLANS
from pipelines.moment import clock


def moments() -> Iterator[datetime]:
    """Now, then a week later for ever."""
    return chain([clock()], repeat(clock() + timedelta(days=7)))


if __name__ == "__main__":
    given = moments()
    plans: dict[str, object] = vars(ordering)
    plans["PLANS"] = {"prune": PLANS["prune"]}
    plans["LOOK_SECONDS"] = 1.0
    plans["ordering"] = partial(ordering.ordering, now=lambda: next(given))
    sys.argv = ["khaosan", "flows", "serve"]
    main()
