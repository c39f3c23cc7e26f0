"""Elasticsearch's own ``standard`` tokens, asked of a real server: what the audit compares ours with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from search.letters import outside

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

LONGEST = 9_000
"""Characters analysed in one request: a server makes at most 10,000 tokens of them."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token and where it stands in the text."""

    text: str
    begin: int
    end: int


class Standard:
    """The ``standard`` analyser of a server."""

    def __init__(self, client: Elasticsearch) -> None:
        self.client = client

    def tokens(self, text: str) -> list[Token]:
        """Analyse a text, in parts that end at white space.

        Raises:
            ServiceAway: the server does not answer.
        """
        return [
            Token(one["token"], begin + one["start_offset"], begin + one["end_offset"])
            for begin, part in _parts(text)
            for one in self._analysed(part)
        ]

    def finds(self, tokens: Sequence[Token], passage: str) -> bool:
        """Tell whether a phrase query for the passage would match a text of these tokens."""
        asked = [one.text for one in self.tokens(passage)]
        words = [one.text for one in tokens]
        size = len(asked)
        return size > 0 and any(words[at : at + size] == asked for at in range(len(words) - size + 1))

    def lost(self, text: str, tokens: Sequence[Token]) -> int:
        """Count the letters that stand in no token."""
        inside = bytearray(len(text))
        for one in tokens:
            inside[one.begin : one.end] = b"\1" * (one.end - one.begin)
        return sum(1 for _ in outside(text, inside))

    def _analysed(self, part: str) -> Sequence[dict[str, Any]]:
        from search.engines.cluster.client import translated

        with translated():
            answer = self.client.indices.analyze(analyzer="standard", text=part)
        tokens: Sequence[dict[str, Any]] = answer["tokens"]
        return tokens


def _parts(text: str) -> list[tuple[int, str]]:
    parts: list[tuple[int, str]] = []
    at = 0
    while at < len(text):
        end = min(at + LONGEST, len(text))
        space = text.rfind(" ", at, end)
        end = space + 1 if end < len(text) and space > at else end
        parts.append((at, text[at:end]))
        at = end
    return parts
