"""The grammar of the query language, for Lark's LALR(1) parser.

Text is whatever stands between spaces, so that pasted headlines pass; only what is named here is special.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from search.language.names import FIELD_NAMES

if TYPE_CHECKING:
    from lark import Lark

_GRAMMAR = r"""
?start: either
?either: both (OR both)*
?both: together (AND together)*
?together: one+
?one: (MINUS | NOT) one -> negated
    | "(" either ")"
    | FIELD (QUOTED | TEXT) -> field
    | GROUP "(" either ")" -> group
    | QUOTED NEAR -> proximity
    | QUOTED -> quoted
    | TEXT -> part

FIELD.4: /(?:%(fields)s):(?=[^\s()])/i
GROUP.4: /(?:%(fields)s):(?=\()/i
OR.3: /OR(?=[\s()]|$)/
AND.3: /AND(?=[\s()]|$)/
NOT.3: /NOT(?=[\s()]|$)/
NEAR.3: /~[0-9๐-๙]{1,4}/
MINUS.2: /-(?=[^\s\-])/
QUOTED.2: /["“”„][^"“”„]*["“”„]/
TEXT: /[^\s()"“”„]+/
%%ignore /\s+/
"""


@lru_cache(maxsize=1)
def parser() -> Lark:
    """Build the parser, once."""
    from lark import Lark

    fields = "|".join(sorted(map(re.escape, FIELD_NAMES), key=len, reverse=True))
    return Lark(_GRAMMAR % {"fields": fields}, parser="lalr", maybe_placeholders=False)
