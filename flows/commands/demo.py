"""``khaosan demo``: the whole product on sample offices, from nothing, on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flows.commands.common import COMMON, Common

if TYPE_CHECKING:
    from flows.demo.outcome import Outcome


def demo(
    *,
    once: Annotated[bool, Parameter(negative="")] = False,
    port: int = 8000,
    open_browser: bool = True,
    common: Common = COMMON,
) -> int:
    """Serve the sample offices on loopback, crawl, refine and index them, open the web app.

    Args:
        once: Print what was found and end, without the web app.
        port: Port of the web app; the next free one where it is taken.
        open_browser: Open a browser where there is a desktop.
    """
    from flows.demo.road import travel, watch
    from flows.output import emit
    from flows.progress import bars

    with bars() as progress:
        outcome = travel(common.settings, progress)
    if once or common.json:
        emit(outcome, json=common.json, text=lambda: _text(outcome))
        return outcome.exit_code
    watch(common.settings, outcome, port=port, open_browser=open_browser)
    return outcome.exit_code


def _text(outcome: Outcome) -> str:
    lines = [
        f"{outcome.sources} sample offices, {outcome.captures} captures, {outcome.articles} articles in"
        f" {outcome.clusters} stories, {outcome.indexed} indexed ({outcome.engine})",
        *(f"planted fault found: {issue}" for issue in outcome.expected_issues),
        *(f"UNEXPECTED: {issue}" for issue in outcome.unexpected),
    ]
    return "\n".join(lines)
