"""A query with other texts for some of its parts, put where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from search.language.grammar import parser

if TYPE_CHECKING:
    from lark import Token, Tree

_KEPT = ("negated", "field", "group")
"""What is left out of an answer, or asked for in a field, is not what a part stands for."""


def rewritten(text: str, other: Mapping[str, str]) -> str:
    """Put other texts for parts, whole ones alone: not inside a longer part, quotes, fields or exclusions.

    Args:
        text: The query; one that cannot be read stays as it is.
        other: What to put for which part.
    """
    from lark import UnexpectedInput

    try:
        parts = list(_parts(parser().parse(text)))
    except UnexpectedInput:
        return text
    for part in reversed(parts):
        start = part.start_pos or 0
        text = text[:start] + other.get(str(part), str(part)) + text[start + len(part) :]
    return text


def _parts(tree: Tree[Token]) -> Iterator[Token]:
    """The parts that are asked for, in the order typed."""
    children: list[Any] = tree.children
    if tree.data == "part":
        yield children[0]
    elif tree.data not in _KEPT:
        for child in children:
            if not isinstance(child, str):
                yield from _parts(child)
