"""A child that tells its parent how far it is, and ends with it: its standard input is the parent's pipe.

The kernel closes the pipe when the parent dies, however it dies and whichever of its threads began the child.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time

GRACE_SECONDS = 60
"""To finish the pages under way (30 s each at most) and settle their group."""


def tell(done: int, total: int) -> None:
    """Say how far it is: a line of JSON on standard error, for whoever draws a bar."""
    line = {"progress": {"done": done, "total": total}}
    print(json.dumps(line), file=sys.stderr, flush=True)  # noqa: T201 - the protocol with the caller


def end_with_parent() -> None:
    """Watch standard input from now on; when it is closed, end as on SIGTERM, and by force a minute later."""
    threading.Thread(target=_watch, name="parent", daemon=True).start()


def _watch() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
