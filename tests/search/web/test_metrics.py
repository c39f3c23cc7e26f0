"""Prometheus reads the store and the answers of the app; readers from afar see no such page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from pipelines.moment import BANGKOK
from pipelines.store import outbox
from pipelines.store.database import Store
from pipelines.store.operating import visits
from pipelines.store.tables import runs
from search.web.metrics import near
from tests.search.web.asking_app import Client
from tests.search.web.conftest import app_on
from tests.search.web.office_samples import web_store

NOW = datetime(2026, 11, 25, 5, 30, tzinfo=BANGKOK)


def samples(client: Client) -> dict[tuple[str, str], float]:
    """All samples by name and the values of their labels."""
    text = client.get("/metrics").text
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """A store of sample offices that may be written."""
    made = web_store(home)
    yield made
    made.close()


@pytest.fixture
def app(store: Store, home: Path) -> FastAPI:
    """The app on it; its counters begin at nought."""
    return app_on(store, home)


def test_the_store_is_told_in_numbers(app: FastAPI, store: Store) -> None:
    client = Client(app)
    before = samples(client)
    with store.write() as connection:
        outbox.enqueue(connection, ["a", "b"], "upsert", now=NOW)
        outbox.bury(connection, "tantivy", "a", "too long", now=NOW)
        connection.execute(
            visits.insert().values(
                source_id="th-51-pao", day="2026-11-25", outcome="nothing_new", requests=1, captures=0,
                not_modified=1, new_items=0, lists_changed=0, at=NOW.isoformat(),
            )
        )  # fmt: skip
    after = samples(client)
    assert before["khaosan_articles", "live"] > 0
    assert before["khaosan_outbox_changes", "tantivy"] == 0
    assert after["khaosan_outbox_changes", "tantivy"] == 2
    assert after["khaosan_dead_letters", "tantivy"] == 1
    assert after["khaosan_source_last_reached_timestamp_seconds", "th-51-pao"] == NOW.timestamp()


def test_a_run_that_was_killed_does_not_hide_the_last_that_ended(app: FastAPI, store: Store) -> None:
    with store.write() as connection:
        for hour, ended in ((5, NOW.isoformat()), (6, None)):
            began = NOW.replace(hour=hour).isoformat()
            connection.execute(runs.insert().values(id=f"r{hour}", started_at=began, finished_at=ended))
    assert samples(Client(app))["khaosan_last_run_timestamp_seconds", ""] == NOW.timestamp()


def test_answers_are_counted_by_route_not_by_address(app: FastAPI) -> None:
    client = Client(app)
    client.get("/item/one")
    client.get("/item/two")
    client.get("/nowhere")
    counted = samples(client)
    assert counted["khaosan_http_answers_total", "GET /item/{identity:path} 404"] == 2
    assert counted["khaosan_http_answer_seconds_count", "/item/{identity:path}"] == 2
    assert counted["khaosan_http_answers_total", "GET other 404"] == 1


@pytest.mark.parametrize(
    ("address", "headers", "seen"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("10.0.0.7", {}, True),
        ("8.8.8.8", {}, False),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, False),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, False),
        ("testclient", {}, False),
    ],
)
def test_only_who_is_near_sees_them(app: FastAPI, address: str, headers: dict[str, str], seen: bool) -> None:
    client = Client(app, peer=address)
    assert client.get("/metrics", headers=headers).status_code == (200 if seen else 404)


def test_a_socket_without_an_address_is_not_near() -> None:
    assert not near({"type": "http", "client": None, "headers": []})
