"""The export view of a question: its files, its citation, and the form that makes a dataset of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from search.api import keeping
from search.api.parameters import Given
from search.citations.cited import result_cited
from search.citations.styles import SENTENCES, cite
from search.engines.protocol import SearchRequest
from search.exports.formats import FORMATS
from search.web.asking import Asked
from search.web.frame import CSV, Question, answered
from search.web.routes.api.serving import desk_of

router = APIRouter(include_in_schema=False)
PLAIN = (
    "page",
    "size",
    "show",
    "sort",
    "interval",
    "share",
    "order",
    "rank",
    "stop",
    "q2",
    "q3",
    "q4",
    "copies",
)
"""What a page says beside its question; an export is of the question alone."""


@router.api_route("/export", methods=["GET", "HEAD"])
def export(request: Request) -> Response:
    """Offer everything that a question finds."""
    return answered(request, lambda question: _page(request, question))


@router.api_route("/export.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """Give everything as CSV, as the other views give their figures."""
    return answered(request, lambda question: _sheet(request, question))


def _sheet(request: Request, question: Question) -> Response:
    given: dict[str, list[str]] = {"format": ["csv"]}
    for name, value in _pairs(question):
        given.setdefault(name, []).append(value)
    pieces = keeping.export(desk_of(request), Given(given))
    headers = {"Content-Disposition": 'attachment; filename="khaosan-export.csv"'}
    return StreamingResponse(pieces, headers=headers, media_type=CSV)


def _page(request: Request, question: Question) -> Response:
    meant = question.meant
    engine = question.visit.site.searcher.engine
    found = engine.search(SearchRequest(clause=meant.clause, size=0, sort="newest", stories=True))
    desk = desk_of(request)
    url = f"{desk.base}/?{question.asked.address()}"
    cited = result_cited(question.asked.q or "*", found.total, found.stories, url, accessed=desk.clock())
    language = question.visit.words.language
    return question.page(
        "export.html",
        total=found.total,
        stories=found.stories,
        pairs=_pairs(question),
        formats=tuple(FORMATS),
        citations=tuple(cite(cited, style) for style in SENTENCES if style.startswith(language)),
        largest=keeping.LARGEST,
    )


def _pairs(question: Question) -> list[tuple[str, str]]:
    """The question as the API takes it, in the mode that answers here."""
    plain = Asked()
    kept = question.asked.change(
        **{name: getattr(plain, name) for name in PLAIN} | {"match": question.meant.match}
    )
    return kept.pairs()
