"""unAPI, by which Zotero takes items off a page: an ``abbr`` names each, this serves its record."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from fastapi import APIRouter, Request
from starlette.responses import Response

from search.api import reading
from search.api.parameters import Given
from search.exports.formats import FORMATS
from search.web.routes.api.serving import desk_of

router = APIRouter(include_in_schema=False)
OFFERED = {"ris": "ris", "bibtex": "bib", "csl.json": "csl.json"}
"""unAPI's names of formats, and our styles."""
XML = "application/xml"


@router.api_route("/unapi", methods=["GET", "HEAD"])
def unapi(request: Request) -> Response:
    """List the formats (of an item: with status 300), or give an item in one (unAPI 1.0)."""
    identity, name = (request.query_params.get(one, "") for one in ("id", "format"))
    if not identity:
        return Response(_formats(""), media_type=XML)
    known = Given({"id": [identity], "style": [OFFERED.get(name, "ris")]})
    text = reading.citation(desk_of(request), known).citation  # an unknown id is 404 whatever the format
    if not name:
        return Response(_formats(identity), 300, media_type=XML)
    if name not in OFFERED:
        return Response("unknown format\n", 406, media_type="text/plain")
    return Response(text, media_type=FORMATS[OFFERED[name]].media_type)


def _formats(identity: str) -> str:
    about = f" id={quoteattr(identity)}" if identity else ""
    each = "".join(
        f"<format name={quoteattr(name)} type={quoteattr(FORMATS[style].media_type)}/>"
        for name, style in OFFERED.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<formats{about}>{each}</formats>\n'
