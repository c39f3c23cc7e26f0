"""Rewriting steps one after another, without those that a look at the text rules out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from pipelines.text.glance import Look, Pair
from pipelines.text.rewrite import Step

_ALWAYS = 1 << 40
"""Beyond the bits of a look: for a step that no pair rules out."""


class Chain:
    """Steps that each see what the one before it made; and pairs that are watched for in what comes out."""

    def __init__(self, *steps: Step, watched: Sequence[Pair] = ()) -> None:
        self.steps = steps
        self.watched = watched

    def plain(self, text: str) -> tuple[str, int]:
        """Rewrite a text; give as bits the pairs that the result has (:attr:`watch`)."""
        seen = self._look.at(text)
        for needs, step in self._needs:
            if needs & (seen | _ALWAYS) and (new := step.plain(text)) != text:
                text, seen = new, self._look.at(new)
        return text, seen

    def mapped(self, text: str, starts: Sequence[int]) -> tuple[str, Sequence[int], int]:
        """Rewrite as :meth:`plain` does; ``starts[i]`` is where character ``i`` stood in the original."""
        seen = self._look.at(text)
        for needs, step in self._needs:
            if needs & (seen | _ALWAYS):
                new, starts = step.mapped(text, starts)
                if new != text:
                    text, seen = new, self._look.at(new)
        return text, starts, seen

    @cached_property
    def watch(self) -> tuple[int, ...]:
        """The bit of each pair that is watched for."""
        return tuple(self._look.bits([pair]) for pair in self.watched)

    @cached_property
    def _look(self) -> Look:
        return Look([*self.watched, *(pair for step in self.steps for pair in step.pairs)])

    @cached_property
    def _needs(self) -> tuple[tuple[int, Step], ...]:
        """Each step with the bits of which it needs one."""
        return tuple((self._look.bits(step.pairs) or _ALWAYS, step) for step in self.steps)
