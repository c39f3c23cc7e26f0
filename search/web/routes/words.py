"""Words of the matches: the most frequent, and those that set them apart."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import Response

from search.rows import Row
from search.web.frame import Question, answered, basis
from search.words import WordList, words

router = APIRouter(include_in_schema=False)


@router.api_route("/words", methods=["GET", "HEAD"])
def standing(request: Request) -> Response:
    """Show the words of the matches."""
    return answered(request, _page)


@router.api_route("/words.csv", methods=["GET", "HEAD"])
def sheet(request: Request) -> Response:
    """The words as CSV."""
    return answered(request, lambda question: question.sheet(_rows(question, _found(question))))


def _found(question: Question) -> WordList:
    return words(question.visit.site.searcher, question.meant, stop_words=question.asked.stop)


def _page(question: Question) -> Response:
    found = _found(question)
    said = basis(question.visit.words, found.read, found.matching, whole=found.whole)
    return question.page("words.html", found=found, basis=said)


def _rows(question: Question, found: WordList) -> Iterator[Row]:
    said = basis(question.visit.words, found.read, found.matching, whole=found.whole)
    for name, listed in (("top", found.top), ("significant", found.significant)):
        for one in listed:
            yield {
                "list": name,
                "word": one.word,
                "matching": str(one.matching),
                "of_matching": str(found.matching),
                "background": str(one.background),
                "of_background": str(found.background),
                "ratio": str(one.ratio),
                "keyness": str(one.keyness),
                "analysis": found.analysis,
                "query": question.asked.q,
                "candidates_from": said,
            }
