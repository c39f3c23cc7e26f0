"""What this is, and whether it is well."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from pipelines.copies.statement import statement
from pipelines.store import articles
from search.web.site import Visit

router = APIRouter(include_in_schema=False)
_BLOCK = re.compile(r"\n\n|\n(?=[0-9]{1,2}\. )")
_FORM = re.compile(r"# |[0-9]{1,2}\. ")


@router.api_route("/about", methods=["GET", "HEAD"])
def about(request: Request) -> Response:
    """Say what this is, what it holds, and what it leaves out."""
    visit = Visit.of(request)
    engine = visit.site.searcher.engine
    with visit.site.store.read() as connection:
        counts = articles.counts(connection)
    return visit.page("about.html", counts=counts, engine=engine.name, indexed=engine.count())


@router.api_route("/about/copies", methods=["GET", "HEAD"])
def copies(request: Request) -> Response:
    """State the rule by which texts are copies, on one page, from the configuration in force."""
    visit = Visit.of(request)
    return visit.page("rule.html", parts=parts(statement(visit.words.language)))


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the statement: its title, a numbered rule, or a paragraph."""

    kind: Literal["title", "rule", "text"]
    text: str


def parts(markdown: str) -> tuple[Part, ...]:
    """Read the few forms of Markdown that the statement has; lines of a block are joined."""
    found: list[Part] = []
    for block in _BLOCK.split(markdown.strip()):
        text = " ".join(block.split())
        kind = _FORM.match(text)
        name: Literal["title", "rule", "text"] = "text"
        if kind is not None:
            name = "title" if kind.group() == "# " else "rule"
        found.append(Part(name, text[kind.end() :] if kind else text))
    return tuple(found)


@router.api_route("/health", methods=["GET", "HEAD"])
def health(request: Request) -> Response:
    """Whether store and engine answer, as JSON; status 503 where one does not."""
    visit = Visit.of(request)
    engine = visit.site.searcher.engine.health()
    with visit.site.store.read() as connection:
        counts = articles.counts(connection)
    body = {"status": "ok" if engine.ok else "away", "engine": asdict(engine), "store": counts}
    return JSONResponse(body, 200 if engine.ok else 503)
