"""What every worker would load with its first document: imported by the server that workers are forked from.

As :mod:`pipelines.refine.loaded`, it is imported there and nowhere else and does work at import: tables and
rules are then in memory once.
"""

from __future__ import annotations

from pipelines import garbage
from search import making
from search.texts import ShownText, texts_of

__all__ = ["making"]

_SAMPLE = "เทศบาล\u200bเมือง\u200b \u200b2569\u200b \u200bต่าง ๆ\u200b \u200bแพทย์\u200bศาสตร์"  # own text

texts_of([ShownText(headline=_SAMPLE, segmented_headline=_SAMPLE, segmented_body=_SAMPLE)])
garbage.settle()
