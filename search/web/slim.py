"""Style sheets and scripts without what only their writers read: comments, indents, empty lines."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_SPACES = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};])\s*")
_VALUE = re.compile(r"([;{][a-z-]+): ")


def style(text: str) -> str:
    """A style sheet; spaces that part selectors, values and operands stay one space."""
    short = _AROUND.sub(r"\1", _SPACES.sub(" ", _COMMENT.sub("", text))).replace(";}", "}")
    return _VALUE.sub(r"\1:", short).strip()


def script(text: str) -> str:
    """A script, line by line: whole lines of comment go, lines stay lines."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
