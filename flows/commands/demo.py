"""``khaosan demo``: the whole product on sample offices, from nothing, on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.commands.common import COMMON, Common, Port

if TYPE_CHECKING:
    from flows.demo.road import Outcome


def demo(
    *,
    once: Annotated[bool, Parameter(negative="")] = False,
    port: Port = 8000,
    browser: bool = True,
    common: Common = COMMON,
) -> int:
    """Serve the sample offices on loopback, crawl, refine and index them, open the web app.

    Args:
        once: Print what was found and end, without the web app.
        port: Port of the web app; another one that is free where it is taken.
        browser: Open a browser where there is a desktop.
    """
    from flows.demo.road import travel
    from flows.demo.world import serve
    from flows.output import emit
    from flows.progress import bars

    settings = common.settings
    with serve() as world:
        with bars() as progress:
            outcome = travel(settings, world, progress)
        emit(outcome, json=common.json, text=lambda: _text(outcome))
        if not once:
            from flows.web import open_app

            open_app(settings, port=port, browser=browser)
    return outcome.exit_code


def _text(outcome: Outcome) -> str:
    return "\n".join(
        [
            f"{outcome.sources} sample offices: {outcome.captures} captures, {outcome.articles} articles"
            f" in {outcome.clusters} stories, {outcome.indexed} indexed ({outcome.engine})",
            *(f"planted fault, found: {issue}" for issue in outcome.expected_issues),
            *(f"UNEXPECTED: {issue}" for issue in outcome.unexpected_issues),
        ]
    )
