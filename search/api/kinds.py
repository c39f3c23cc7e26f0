"""What is wrong with a call, said the same over HTTP and in process: its status, its kind, its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches

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


def nearest(error: WrongValue) -> str:
    """The known value that is spelled most like the one given; empty where none is near."""
    return next(iter(get_close_matches(error.value, error.allowed.split(", "), n=1)), "")


def _thai(error: NotThere | ServiceAway | IndexMismatch, words: Words) -> tuple[str, str]:
    """The same in Thai; commands stay as they are typed."""
    command = re.search("`([^`]+)`", error.cure)
    todo = words("error.run", command=command[1]) if command else words("error.start")
    match error:
        case NotThere():
            return words("error.not_there", what=words(f"error.a_{error.what}"), id=error.identity), ""
        case ServiceAway():
            return words("error.silent", service=error.service), todo
        case IndexMismatch():
            rebuild = command is not None and "--rebuild" in command[1]
            return words("error.index_old" if rebuild else "error.index_none"), todo


def said(error: Exception, words: Words, language: str) -> tuple[str, str]:
    """What happened, and what to do, in a language; empty where there is nothing to say."""
    match error:
        case WrongValue():
            allowed = error.allowed_th if language == "th" else error.allowed
            text = words("error.wrong_value", name=error.name, value=error.value, allowed=allowed)
            near = nearest(error)
            return f"{text} {words('error.nearest', nearest=near)}" if near else text, ""
        case QueryError():
            return (error.message_th if language == "th" else error.message_en), ""
        case NotThere() | ServiceAway() | IndexMismatch() if language == "th":
            return _thai(error, words)
        case ServiceAway() | IndexMismatch() | NotThere():
            return error.message, error.cure
        case _:
            return "", ""
