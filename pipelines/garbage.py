"""Look for garbage less often, and never among what a program has loaded, where many pages are handled.

Reference counting frees nearly all; what remains are circles, such as a page's tree. Looking for them among
modules and dictionaries, again and again, was 5 to 8 of a hundred seconds of each process of a run.
"""

from __future__ import annotations

import gc

MADE = 5_000
"""Containers made and not freed between two looks, instead of 700; every tenth looks at older ones, too."""


def settle() -> None:
    """Take all that is there for what stays; a process forked from this one shares its memory, untouched."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE)
