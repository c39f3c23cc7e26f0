"""The documents of the API as a page of this app: made of its own description, nothing from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from search.api.description import BASE
from search.api.operations import OPERATIONS, Operation
from search.web.problems import KINDS
from search.web.site import Visit

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as shown: with the address of an example, where it can be followed."""

    call: Operation
    example: str
    record: str
    """The name of its answer's schema; empty for a file."""


@router.api_route("/docs/api", methods=["GET", "HEAD"])
def documents(request: Request) -> Response:
    """Say what calls there are, what they take, and what goes wrong."""
    visit = Visit.of(request)
    return visit.page("api.html", base=BASE, calls=tuple(map(_shown, OPERATIONS)), problems=KINDS)


def _shown(one: Operation) -> Shown:
    pairs = one.example or {}
    path = BASE + one.path
    for each in one.parameters:
        if each.place == "path":
            path = path.replace("{id}", quote(each.example, safe=":"))
    address = f"{path}?{urlencode(pairs)}" if pairs else path
    return Shown(one, address, one.answers.__name__ if one.answers else "")
