"""Places: changwat, amphoe and tambon that a text names, with official codes and the span that shows it."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines import provinces
from pipelines.places.gazetteer import full_name
from pipelines.places.resolve import Mention, mentions
from pipelines.records import Level, Place

__all__ = ["Mention", "mentions", "of_province", "places"]


def places(body: str, *, headline: str = "", prior: str | None = None) -> tuple[Place, ...]:
    """Every area that ``body`` or ``headline`` names, once each, in the order of the text.

    Args:
        body: ``article_body``; spans count its characters.
        headline: Areas named here alone have no span.
        prior: DOPA code of the office's own changwat, for names that several areas bear.
    """
    found = _once((mention, "text") for mention in mentions(body, prior=prior))
    known = {place.code for place in found}
    titled = _once((mention, "headline") for mention in mentions(headline, prior=prior or _single(found)))
    return (*found, *(place for place in titled if place.code not in known))


def of_province(code: str, evidence: str, confidence: float) -> Place:
    """The changwat of ``code`` as evidence from outside the text: its letter number, its office."""
    return _place(code, None, confidence, evidence)


def _once(found: Iterable[tuple[Mention, str]]) -> tuple[Place, ...]:
    best: dict[str, Place] = {}
    for mention, evidence in found:
        span = (mention.prefix, mention.end) if evidence == "text" else None
        place = _place(mention.code, span, mention.confidence, evidence)
        if mention.code not in best or best[mention.code].confidence < mention.confidence:
            best[mention.code] = place
    return tuple(best.values())


_LEVELS: dict[int, Level] = {2: "changwat", 4: "amphoe", 6: "tambon"}
"""By the digits of a DOPA code."""


def _place(code: str, span: tuple[int, int] | None, confidence: float, evidence: str) -> Place:
    return Place(
        level=_LEVELS[len(code)],
        code=code,
        province=provinces.by_code(code).iso,
        name=full_name(code),
        span=span,
        confidence=confidence,
        evidence=evidence,
    )


def _single(found: tuple[Place, ...]) -> str | None:
    codes = {place.code[:2] for place in found}
    return codes.pop() if len(codes) == 1 else None
