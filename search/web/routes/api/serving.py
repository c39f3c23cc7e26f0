"""Calls as routes: parameters of an address or a body in, JSON or a file out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from pipelines.codec import to_json
from search.api.description import BASE, description
from search.api.desk import Desk
from search.api.operations import OPERATIONS, Operation
from search.exports.formats import FORMATS
from search.web.problems import problem
from search.web.routes.api.bodies import Body, body_of
from search.web.routes.api.tags import answered
from search.web.site import Visit
from search.web.unsafe import from_elsewhere

router = APIRouter(include_in_schema=False)
WHOLE_PATHS = ("article", "versions", "attachments", "citation", "cluster", "source")
"""Calls whose ids may hold slashes: imported ones are whatever they were."""
Endpoint = Callable[[Request], Awaitable[Response]]


def desk_of(request: Request) -> Desk:
    """What calls work with, as this reader reaches it."""
    site = Visit.of(request).site
    base = f"{request.url.scheme}://{request.url.netloc}"
    return Desk(site.store, site.searcher, site.clock, base)


async def openapi(request: Request) -> Response:
    """The description of the API."""
    return answered(request, to_json(description()), "application/json")


def _served(some: Sequence[Operation]) -> Endpoint:
    by_method = {one.method: one for one in some}

    async def serve(request: Request) -> Response:
        if request.method == "POST":
            return await _posted(request, by_method["POST"])
        return await run_in_threadpool(_got, request, by_method["GET"])

    return serve


def _got(request: Request, one: Operation) -> Response:
    given: dict[str, Sequence[str]] = {
        name: request.query_params.getlist(name) for name in request.query_params
    }
    given |= {name: [value] for name, value in request.path_params.items()}
    answer = one.answer(desk_of(request), given)
    if one.answers is None:
        return _file(request, one, given, answer)
    return answered(request, to_json(answer), "application/json")


async def _posted(request: Request, one: Operation) -> Response:
    if from_elsewhere(request.headers):
        return problem(request, 403, "elsewhere")
    body = await body_of(request)
    if not isinstance(body, Body):
        return problem(request, *body)
    answer = await run_in_threadpool(one.answer, desk_of(request), body.values)
    location = f"{BASE}{one.path}/{answer.id}"
    return Response(to_json(answer), one.status, {"Location": location}, media_type="application/json")


def _file(
    request: Request, one: Operation, given: Mapping[str, Sequence[str]], pieces: Iterable[bytes]
) -> Response:
    form = FORMATS[(given.get("format") or ["jsonl"])[-1] or "jsonl"]
    name = f"khaosan-{one.name.replace('_', '-')}.{form.name}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if request.method == "HEAD":  # without making a file that nobody gets
        return Response(headers=headers, media_type=form.media_type)
    return StreamingResponse(pieces, headers=headers, media_type=form.media_type)


def _routes() -> None:
    by_path: dict[str, list[Operation]] = {}
    for one in OPERATIONS:
        whole = one.name in WHOLE_PATHS
        by_path.setdefault(one.path.replace("{id}", "{id:path}") if whole else one.path, []).append(one)
    for path, some in by_path.items():
        router.add_route(BASE + path, _served(some), methods=[one.method for one in some])
    router.add_route(f"{BASE}/openapi.json", openapi, methods=["GET"])


_routes()
