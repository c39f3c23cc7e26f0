"""How a story travelled, for its page: stops in time, what each office changed, and the map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.copies.edits import Edit
from pipelines.copies.propagation import Propagation, Step, propagation
from pipelines.records import DateValue, Source
from pipelines.refine.documents import document_of
from pipelines.store.articles import StoredArticle
from search.web import country
from search.web.differences import Difference, difference

MOST_COPIES = 40
"""Copies shown on the time line; a larger story says how many there are in all."""
MOST_DIFFERENCES = 6
"""Copies whose words are compared with those of their origin; each costs a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One member of the story: who published it, when, how it came there, and what its office changed."""

    id: str
    headline: str
    office: str
    province: str
    """ISO code of the office; empty for a corpus."""
    published: DateValue | None
    here: bool
    origin: bool
    step: Step | None
    edits: tuple[Edit, ...]
    parent: str
    """Name of the office it was taken from; empty for the origin and undated ones."""
    difference: Difference | None
    compared: int
    """The place among those whose words are compared, from 1; 0 for others."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A province on the map: which places its offices have in the order of arrival."""

    iso: str
    path: str
    x: float
    y: float
    places: tuple[int, ...]
    """Counted from 1; empty for a province without an office of the story."""


def copies(
    stored: StoredArticle, members: Sequence[StoredArticle], offices: Mapping[str, Source]
) -> tuple[Copy, ...]:
    """Return the members in the order they published, undated ones last; none for a text without copies."""
    if len(members) < 2:
        return ()
    shown = members[:MOST_COPIES]
    documents = [document_of(one.article, offices[one.article.source]) for one in shown]
    road: Propagation = propagation(documents, {key: source.name for key, source in offices.items()})
    steps = {step.child: step for step in road.steps}
    known = {one.article.id: one for one in shown}
    order = {identity: at for at, identity in enumerate([road.origin, *(step.child for step in road.steps)])}
    ordered = sorted(shown, key=lambda one: order.get(one.article.id, len(order)))
    compared = [step.child for step in road.steps][:MOST_DIFFERENCES]
    return tuple(_copy(one, stored, road, steps, known, offices, compared) for one in ordered)


def _copy(
    one: StoredArticle,
    stored: StoredArticle,
    road: Propagation,
    steps: Mapping[str, Step],
    known: Mapping[str, StoredArticle],
    offices: Mapping[str, Source],
    compared: Sequence[str],
) -> Copy:
    article = one.article
    step = steps.get(article.id)
    parent = known[step.parent] if step else None
    return Copy(
        id=article.id,
        headline=article.headline,
        office=offices[article.source].name,
        province=offices[article.source].province,
        published=article.published,
        here=article.id == stored.article.id,
        origin=article.id == road.origin,
        step=step,
        edits=step.edits if step else (),
        parent=offices[parent.article.source].name if parent else "",
        difference=difference(_whole(parent), _whole(one)) if parent and article.id in compared else None,
        compared=compared.index(article.id) + 1 if article.id in compared else 0,
    )


def _whole(stored: StoredArticle) -> str:
    return f"{stored.segmented.headline}\n{stored.segmented.body}"


def stops(shown: Sequence[Copy]) -> tuple[Stop, ...]:
    """Return all provinces, those of the story's offices with their places; none where no office has one."""
    places: dict[str, list[int]] = {}
    for place, one in _dated(shown):
        if one.province:
            places.setdefault(one.province, []).append(place)
    if not places:
        return ()
    marks = country.centres()
    return tuple(Stop(iso, path, *marks[iso], tuple(places.get(iso, ()))) for iso, path in country.outlines())


def _dated(shown: Sequence[Copy]) -> Iterator[tuple[int, Copy]]:
    return ((place, one) for place, one in enumerate(shown, 1) if one.origin or one.step)
