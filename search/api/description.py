"""The API's own description: OpenAPI 3.1, made of the table of calls and of the records' schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipelines.codec import schemas
from search.api.operations import OPERATIONS, Operation
from search.api.parameters import Parameter
from search.exports.formats import FORMATS

BASE = "/api/v1"
EXAMPLES = Path(__file__).with_name("examples.json")
PROBLEM = "application/problem+json"
"""RFC 9457."""
JSON = "application/json"
ABOUT = """Search what Thailand's provincial and local governments publish.

Versions: /api/v1 only grows. New calls, new parameters and new members of records may come; none is
removed, renamed or given another meaning. What must change otherwise becomes /api/v2, and v1 stays for a year
beside it.
Unknown parameters are refused, so that a misspelt filter never answers another question.

Pages: `next` of an answer is the `cursor` of the next one. Answers carry an ETag; with If-None-Match an
unchanged one is 304. Errors are application/problem+json; those of a query have its `position`.
A key, where one is needed, goes into the header `Authorization: Bearer KEY`.
"""
_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457; position counts characters of the query from 0.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "cure": {"type": "string"},
        "nearest": {"type": "string"},
        "parameter": {"type": "string"},
        "position": {"type": "integer", "minimum": 0},
    },
}
_PROBLEM = {
    "type": "/docs/api#problem-query",
    "title": "The query cannot be read",
    "status": 400,
    "detail": "a quote is not closed",
    "position": 8,
}
_TEXT = {"type": "string"}
_ITEMS = {"type": "array", "items": {"type": "object"}}
"""CSL-JSON alone of the formats is JSON."""
_FAILURES = {
    "400": "A parameter or the query cannot be used",
    "401": "A key is missing, wrong or revoked",
    "404": "What is named is not there",
    "429": "Too many requests; Retry-After says when to come again",
    "503": "The index or a service does not answer",
}


@lru_cache(maxsize=1)
def description() -> Mapping[str, Any]:
    """The whole description; the same for every store."""
    kinds = list(dict.fromkeys(one.answers for one in OPERATIONS if one.answers is not None))
    references, components = schemas(kinds, "#/components/schemas/{name}")
    by_kind = dict(zip(kinds, references, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(BASE + one.path, {})[one.method.lower()] = _operation(one, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Khaosan", "version": version("khaosan"), "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components | {"Problem": _PROBLEM_SCHEMA},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"key": []}],
    }


def _operation(one: Operation, kinds: Mapping[type[Any], Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.about,
        "parameters": [_parameter(each, one) for each in one.parameters if one.method == "GET"],
        "responses": {str(one.status): _response(one, kinds), **_failures(one)},
    }
    return described | ({"requestBody": _body(one)} if one.method == "POST" else {})


def _parameter(one: Parameter, operation: Operation) -> dict[str, Any]:
    schema = {"type": "array", "items": one.schema, "maxItems": 100} if one.many else one.schema
    example = (operation.example or {}).get(one.name, one.example)
    value: Any = [example] if one.many else int(example) if one.schema.get("type") == "integer" else example
    described = {
        "name": one.name,
        "in": one.place,
        "description": one.about,
        "required": one.required,
        "schema": schema,
    }
    # an empty example would be an empty cursor, which is none
    return described | ({"example": value} if example else {})


def _body(one: Operation) -> dict[str, Any]:
    properties = {
        each.name: {"type": "array", "items": each.schema, "maxItems": 100}
        if each.many
        else dict(each.schema)
        for each in one.parameters
    }
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {"required": True, "content": {JSON: {"schema": schema, "example": dict(one.example or {})}}}


def _response(one: Operation, kinds: Mapping[type[Any], Any]) -> dict[str, Any]:
    headers = {"ETag": {"schema": {"type": "string"}}}
    if one.answers is None:
        content = {
            form.media_type.partition(";")[0]: {"schema": _ITEMS if form.name == "csl.json" else _TEXT}
            for form in FORMATS.values()
        }
        return {"description": "The file", "content": content}
    return {
        "description": "The answer",
        "headers": headers if one.method == "GET" else {},
        "content": {JSON: {"schema": kinds[one.answers]} | _shown(one.name)},
    }


@lru_cache(maxsize=1)
def _examples() -> Mapping[str, Any]:
    """Answers of the sample offices, shortened."""
    examples: dict[str, Any] = json.loads(EXAMPLES.read_text(encoding="utf-8")) if EXAMPLES.exists() else {}
    return examples


def _shown(name: str) -> dict[str, Any]:
    return {"example": _examples()[name]} if name in _examples() else {}


def _failures(one: Operation) -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": _PROBLEM}}
    failures = {code: {"description": text, "content": content} for code, text in _FAILURES.items()}
    if one.method == "GET" and one.answers is not None:
        failures["304"] = {"description": "As If-None-Match knows it"}
    if one.method == "POST":
        failures |= {
            "403": {"description": "Sent by a page of another site", "content": content},
            "413": {"description": "The body is too large", "content": content},
            "415": {"description": "The body is not JSON", "content": content},
        }
    return failures
