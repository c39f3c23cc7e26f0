"""What is wrong with a call, said the same over HTTP and in process: its status, its kind, its words."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.errors import IndexMismatch, QueryError, ServiceAway
from search.api.desk import NotThere
from search.web.asking import WrongValue

Words = Callable[..., str]
TOLD = (WrongValue, QueryError, NotThere, ServiceAway, IndexMismatch)
"""Errors that a caller is told; everything else is a fault of ours."""


def kind_of(error: Exception) -> tuple[int, str] | None:
    """The status and kind of an error; null for one that is a fault of ours."""
    match error:
        case NotThere():
            return 404, "not_found"
        case WrongValue():
            return 400, "wrong"
        case QueryError():
            return 400, "query"
        case ServiceAway():
            return 503, "away"
        case IndexMismatch():
            return 503, "index"
        case _:
            return None


def said(error: Exception, words: Words, language: str) -> tuple[str, str]:
    """What happened, and what to do, in a language; empty where there is nothing to say."""
    match error:
        case WrongValue():
            return words("error.wrong_value", name=error.name, value=error.value, allowed=error.allowed), ""
        case QueryError():
            return (error.message_th if language == "th" else error.message_en), ""
        case ServiceAway() | IndexMismatch() | NotThere():
            return error.message, error.cure
        case _:
            return "", ""
