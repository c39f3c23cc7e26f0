"""Where the index lies in the cluster: one index a year of publishing, all of one generation, one read alias.

A rebuild writes the next generation; moving the alias is one request, so a search sees one of them whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from elasticsearch import Elasticsearch, NotFoundError

from search.engines.cluster.client import LASTING, whole
from search.engines.cluster.mapping import SETTINGS, mapping

UNDATED = "undated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One generation: its number, and the analysis it was built with."""

    number: int
    analysis: str


class Generations:
    """All generations under one alias."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self.client = client
        self.alias = alias
        self._name = re.compile(f"{re.escape(alias)}-([0-9]{{6}})-(?:[0-9]{{4}}|{UNDATED})")

    def live(self) -> Generation | None:
        """Which one is searched; null = none yet."""
        try:
            found = self.client.indices.get_mapping(index=self.alias)
        except NotFoundError:
            return None
        name, body = next(iter(found.items()))
        parsed = self._name.fullmatch(name)
        stamp = body["mappings"].get("_meta", {}).get("analysis", "unknown")
        return Generation(number=int(parsed[1]) if parsed else 0, analysis=stamp)

    def pattern(self, generation: Generation) -> str:
        """All indices of a generation."""
        return f"{self.alias}-{generation.number:06}-*"

    def index(self, generation: Generation, year: int | None) -> str:
        """The index of a year."""
        return f"{self.alias}-{generation.number:06}-{year or UNDATED}"

    def create(self, generation: Generation, name: str, *, live: bool) -> None:
        """Make an index, with the alias when its generation is live; one that exists is kept.

        Nothing is written before its copy is there as well: what only one node holds dies with that node.
        """
        self.client.options(ignore_status=400).indices.create(
            index=name,
            wait_for_active_shards="all",
            settings=SETTINGS,
            mappings=mapping(generation.analysis),
            aliases={self.alias: {}} if live else None,
        )

    def begin(self, analysis: str) -> Generation:
        """Make an empty generation, away with what an interrupted rebuild left."""
        live = self.live()
        begun = Generation(number=1 + (live.number if live else 0), analysis=analysis)
        self._sweep(live)
        self.create(begun, self.index(begun, None), live=False)
        return begun

    def expect_whole(self, generation: Generation) -> None:
        """Make sure that every index of a generation answers.

        Raises:
            ServiceAway: all nodes that held one of them are away.
        """
        whole(lambda: self.client.count(index=self.pattern(generation)), LASTING)

    def publish(self, generation: Generation) -> None:
        """Move the alias in one request; remove the others."""
        old = [name for name in self._names() if not self._is_of(name, generation)]
        aliased = [name for name in old if self.client.indices.exists_alias(name=self.alias, index=name)]
        moves = [{"remove": {"index": name, "alias": self.alias}} for name in aliased]
        add = {"add": {"index": self.pattern(generation), "alias": self.alias}}
        self.client.indices.update_aliases(actions=[*moves, add])
        self._sweep(generation)

    def drop(self) -> None:
        """Remove everything."""
        self._sweep(None)

    def _sweep(self, kept: Generation | None) -> None:
        for name in self._names():
            if kept is None or not self._is_of(name, kept):
                self.client.options(ignore_status=404).indices.delete(index=name)

    def _names(self) -> list[str]:
        found = self.client.indices.get(index=f"{self.alias}-*", features="aliases", expand_wildcards="all")
        return [name for name in found if self._name.fullmatch(name)]

    def _is_of(self, name: str, generation: Generation) -> bool:
        parsed = self._name.fullmatch(name)
        return parsed is not None and int(parsed[1]) == generation.number
