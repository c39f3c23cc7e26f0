"""``khaosan campaign``: which offices took an official letter up, how soon, and which did not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.commands.common import COMMON, Common

if TYPE_CHECKING:
    from search.web.answers import Answers


def campaign(identity: str, *, common: Common = COMMON) -> int:
    """Measure who answered an official letter: offices that then published it, and those that did not.

    Args:
        identity: The letter's article id.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.errors import SettingsError
    from pipelines.store import articles, sources
    from search.web.answers import answers_to

    with workspace(common.settings) as space, space.store.read() as connection:
        stored = articles.load(connection, [identity]).get(identity)
        if stored is None:
            raise SettingsError(f"{identity}: no such article", cure="khaosan search shows ids")
        writer = sources.load(connection, [stored.article.source])[stored.article.source]
        found = answers_to(connection, stored, writer)
    if found is None:
        raise SettingsError(
            f"{identity}: no letter with a day and an office that is collected",
            cure="khaosan search '*' --kind letter shows letters",
        )
    answer = _answer(identity, found)
    emit(answer, json=common.json, text=lambda: _text(answer))
    return 0


def _answer(identity: str, found: Answers) -> dict[str, Any]:
    return {
        "letter": identity,
        "ordered": found.ordered.isoformat(),
        "median_days": found.median,
        "answered": [
            {"source": one.office.id, "name": one.office.name, "days": one.days, "post": one.post}
            for one in found.answered
        ],
        "silent": [{"source": one.id, "name": one.name} for one in found.silent],
    }


def _text(answer: dict[str, Any]) -> str:
    asked = len(answer["answered"]) + len(answer["silent"])
    published = f"{len(answer['answered'])} of {asked} offices published it"
    head = f"{answer['letter']} of {answer['ordered']}: {published}"
    median = [] if answer["median_days"] is None else [f"median: {answer['median_days']:g} days"]
    posted = [f"{one['days']:>4} days  {one['name']}  {one['post']}" for one in answer["answered"]]
    silent = [f"   silent  {one['name']}" for one in answer["silent"]]
    return "\n".join([head, *median, *posted, *silent])
