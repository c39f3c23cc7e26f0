"""The versions of an item: the one that an address names, and what each changed in the one before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException

from pipelines.store.articles import Segmented, StoredArticle, Version
from pipelines.store.attachments import Attachment
from pipelines.text.segment import segmented
from search.web.asking import Params, WrongValue
from search.web.differences import Difference, difference

MOST_COMPARED = 4
"""Latest versions whose words are compared with those before; each costs a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Change:
    """A version as listed. ``difference`` is null for the first, and for old ones of a long list."""

    version: Version
    difference: Difference | None
    file: Attachment | None = None
    """The attachment whose bytes were others, as it was then; null where the page itself was."""


def number_of(params: Params) -> int | None:
    """The version that an address names; null = the latest.

    Raises:
        WrongValue: it is no number.
    """
    values = params.getlist("version")
    if not values or not values[-1]:
        return None
    value = values[-1]
    if not (value.isascii() and value.isdecimal() and len(value) < 7):
        raise WrongValue("version", value, ("1", "2", "…"))
    return int(value)


def chosen(versions: Sequence[Version], number: int | None) -> Version | None:
    """The version of that number; null = the latest.

    Raises:
        HTTPException: 404, there is no such version.
    """
    if number is None:
        return None
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise HTTPException(404)
    return found


def as_of(stored: StoredArticle, version: Version | None) -> StoredArticle:
    """An item as it was in a version; its words are cut anew, the store keeps those of the latest alone."""
    if version is None or version.number == stored.version:
        return stored
    article = version.article
    words = Segmented(
        headline=segmented(article.headline),
        body=segmented(article.article_body),
        analysis=stored.segmented.analysis,
    )
    return replace(
        stored,
        article=replace(article, cluster=stored.article.cluster),
        segmented=words,
        version=version.number,
        capture_id=version.capture_id,
        rule=version.rule,
    )


def changes(versions: Sequence[Version], files: Mapping[int, Attachment]) -> tuple[Change, ...]:
    """All versions, newest first, with the words or the file that each of the latest ones changed.

    Args:
        versions: The same, oldest first.
        files: Attachments by the number of the version that their new bytes made.
    """
    compared = len(versions) - MOST_COMPARED
    made = [
        Change(
            one,
            _difference(versions[at - 1], one) if at and at >= compared and not one.file else None,
            files.get(one.number),
        )
        for at, one in enumerate(versions)
    ]
    return tuple(reversed(made))


def _difference(before: Version, after: Version) -> Difference:
    return difference(_whole(before), _whole(after))


def _whole(version: Version) -> str:
    return segmented(f"{version.article.headline}\n{version.article.article_body}")
