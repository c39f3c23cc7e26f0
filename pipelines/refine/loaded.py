"""What every worker would load with its first page: imported by the server that workers are forked from.

It is imported there and nowhere else, and is the one module that does work at import: a server of the
standard library's loads modules and calls nothing. Dictionaries, tries and compiled rules are then in memory
once, and no worker begins with .28 s of its own (processor time, 26 November 2026).
"""

from __future__ import annotations

from pipelines import garbage
from pipelines.refine.warm import warm

warm()
garbage.settle()
