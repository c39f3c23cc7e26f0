"""Forms that change something: who may send them, how large they may be, and what they say where refused."""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest
from urllib.parse import parse_qs, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipelines.errors import SettingsError
from pipelines.store.collections import NoCollection
from search.api.parameters import Given
from search.web.site import Visit
from search.web.unsafe import from_elsewhere

LARGEST = 128 * 1024
"""Bytes of a form: 500 ids of offices, or a note of 2,000 Thai characters, each nine bytes as sent."""
MOST_FIELDS = 1_000
Change = Callable[[Visit, Given], str]
"""Changes something and returns the path to go to."""


async def posted(request: Request, change: Change) -> Response:
    """Let a form change something, then go to a page (so that going back or reloading sends nothing again).

    Raises:
        HTTPException: 403 where other people read here too, or the form is no page's of this app; 413 where
            it is too large.
    """
    visit = Visit.of(request)
    if not visit.site.own or from_elsewhere(request.headers):
        raise HTTPException(403)
    given = await form_of(request)
    visit = Visit.of(request)
    if not compare_digest(given.one("token").encode(), visit.site.token.encode()):
        raise HTTPException(403)
    return await run_in_threadpool(_changed, visit, given, change)


def _changed(visit: Visit, given: Given, change: Change) -> Response:
    try:
        path = change(visit, given)
    except NoCollection as error:
        raise HTTPException(404) from error
    except SettingsError as error:
        text, cure = error.said(visit.words.language)
        title = visit.words("collection.refused")
        return visit.page("error.html", status=400, title=title, text=text, cure=cure)
    return going_to(path, given)


def nothing_to_do(asked: str) -> SettingsError:
    """The error of a form whose button says nothing that is known."""
    return SettingsError(
        f"{asked[:40]!r} is nothing to do",
        cure="use the buttons of the page",
        message_th=f"ไม่มีคำสั่ง {asked[:40]!r}",
        cure_th="ใช้ปุ่มบนหน้าเว็บ",
    )


def going_to(path: str, given: Given) -> Response:
    """Send the reader on to a page, in the language of the form."""
    language = given.one("lang")
    kept = urlencode({"lang": language}) if language in ("th", "en") else ""
    joined = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{joined}{kept}" if kept else path, 303)


async def form_of(request: Request, *, largest: int = LARGEST, most_fields: int = MOST_FIELDS) -> Given:
    """Read a form within bounds.

    Raises:
        HTTPException: 413 where it is too large.
    """
    text = b""
    async for piece in request.stream():
        text += piece
        if len(text) > largest:
            raise HTTPException(413)
    try:
        given = Given(parse_qs(text.decode("utf-8", "replace"), max_num_fields=most_fields))
    except ValueError as error:
        raise HTTPException(413) from error
    request.state.lang = given.one("lang")  # a refusal is told in the language of the form
    return given
