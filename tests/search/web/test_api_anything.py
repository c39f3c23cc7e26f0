"""Whatever is sent to the API: no fault, and no answer that its own description does not know.

Schemathesis makes the requests from the description, valid ones and invalid ones, in process. ``make
torture`` runs it for long (KHAOSAN_API_EXAMPLES).
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from search.api.operations import OPERATIONS
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import web_store
from tests.search.web.test_api import PLACES, keep_own

LONG = 600
"""Seconds for an answer: on a busy machine Parquet alone takes ten to be imported."""
EXAMPLES = int(os.environ.get("KHAOSAN_API_EXAMPLES", "8"))
"""Requests a call: about 15 s for all calls together, in both modes."""
HERE = {"Host": "localhost"}
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


ASKED = [
    (one.name, mode)
    for one in OPERATIONS
    for mode in GenerationMode
    if one.parameters or mode is GenerationMode.POSITIVE  # without parameters no request is ill made
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """An app whose store may get datasets."""
    home = tmp_path_factory.mktemp("anything")
    store = web_store(home)
    keep_own(store)
    yield app_on(store, home)
    store.close()


@pytest.fixture(scope="module")
def described(app: FastAPI) -> OpenApiSchema:
    """The API by its own description."""
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=HERE)


@pytest.fixture(scope="module")
def known(app: FastAPI) -> dict[str, str]:
    """An id that each call knows: requests that are well made shall be answered, too."""
    said = {"Content-Type": "application/json"}
    made = client_of(app).request("POST", "/api/v1/datasets", said, json.dumps({"q": "น้ำ"}).encode())
    return defaultdict(lambda: str(made.json()["id"]), PLACES)


@pytest.mark.parametrize(("name", "mode"), ASKED)
def test_any_request_is_answered_as_described(
    described: OpenApiSchema, known: dict[str, str], name: str, mode: GenerationMode
) -> None:
    operation = described.find_operation_by_id(name)
    ours = mode is GenerationMode.POSITIVE and "{id}" in operation.path
    path = {"id": known[name]} if ours else None

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=path))
    def ask(case: Case[Any]) -> None:
        case.call_and_validate(headers=HERE, checks=list(CHECKS), timeout=LONG)

    ask()
