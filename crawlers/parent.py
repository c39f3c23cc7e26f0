"""A child that ends with its parent: its standard input is a pipe that only the parent holds.

The kernel closes the pipe when the parent dies, however it dies and whichever of its threads began the child.
"""

from __future__ import annotations

import os
import signal
import threading
import time

GRACE_SECONDS = 60
"""To finish the pages under way (30 s each at most) and settle their group."""


def end_with_parent() -> None:
    """Watch standard input from now on; when it is closed, end as on SIGTERM, and by force a minute later."""
    threading.Thread(target=_watch, name="parent", daemon=True).start()


def _watch() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
