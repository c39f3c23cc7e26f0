"""Who may ask the API, how often, and what the web can change at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from pipelines.errors import SettingsError
from pipelines.store import keys
from pipelines.store.database import Store, open_store
from pipelines.store.desk import api_keys
from pipelines.store.tables import metadata
from search.api.description import BASE
from search.web.door import Access
from search.web.rates import MOST_KNOWN, Buckets
from tests.search.web.conftest import app_on, client_of
from tests.search.web.office_samples import NOW, web_store
from tests.search.web.routes import routes_of

MEANT = {
    f"{BASE}/datasets": {"POST"},
    "/datasets": {"POST"},
    "/collections": {"POST"},
    "/collections/add": {"POST"},
    "/collections/{name}": {"POST"},
    "/saved": {"POST"},
    "/saved/{name}": {"POST"},
}
"""What the web may change: a reader may make a dataset; who runs it, also what they put together themselves.
Everything of an operator is typed at a prompt."""


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    made = open_store(home)
    yield made
    made.close()


def test_a_bucket_empties_and_refills_by_the_clock() -> None:
    clock = Clock()
    buckets = Buckets(3, clock)
    assert [buckets.take("a").allowed for _ in range(4)] == [True, True, True, False]
    assert buckets.take("a").wait == 20
    assert buckets.take("b").left == 2
    clock.now = 19.9
    assert not buckets.take("a").allowed
    clock.now = 20.1
    assert buckets.take("a").allowed
    clock.now = 10_000
    assert [buckets.take("a").allowed for _ in range(4)] == [True, True, True, False]
    assert Buckets(0, clock).take("a").allowed


def test_buckets_do_not_grow_without_end() -> None:
    buckets = Buckets(1, Clock())
    for number in range(MOST_KNOWN + 10):
        buckets.take(str(number))
    assert len(buckets._held) == MOST_KNOWN


def test_rates_are_told_and_held(home: Path) -> None:
    store = web_store(home)
    client = client_of(app_on(store, home, access=Access(rate=3, clock=Clock())))
    left = []
    for _ in range(3):
        answer = client.get(f"{BASE}/count")
        left.append(answer.headers["RateLimit"])
        assert answer.headers["RateLimit-Policy"] == '"address";q=3;w=60'
    assert [one.partition(";t=")[0] for one in left] == ['"address";r=2', '"address";r=1', '"address";r=0']
    refused = client.get(f"{BASE}/count")
    assert (refused.status_code, refused.json()["status"]) == (429, 429)
    assert int(refused.headers["Retry-After"]) == 20
    assert client.get("/").status_code == 200
    assert client.get(f"{BASE}/openapi.json").status_code == 200
    store.close()


def test_keys_are_recognised_and_revoked(home: Path) -> None:
    store = web_store(home)
    with store.write() as connection:
        first = keys.make(connection, "สมมติ", now=NOW)
        second = keys.make(connection, "another", now=NOW)
    client = client_of(
        app_on(store, home, access=Access(rate=1, key_rate=50, key_required=True, clock=Clock()))
    )
    asked = {"Authorization": f"Bearer {first.secret}"}
    nameless = client.get(f"{BASE}/count")
    assert (nameless.status_code, nameless.headers["WWW-Authenticate"]) == (401, 'Bearer realm="khaosan"')
    assert client.get(f"{BASE}/count", asked).headers["RateLimit-Policy"] == '"key";q=50;w=60'
    assert client.get(f"{BASE}/count", {"X-API-Key": second.secret}).status_code == 200
    for wrong in ("khs_x", first.secret[:-1], first.secret + "x", "x" * 500, "khs_" + "é"):
        said = {"Authorization": b"Bearer " + wrong.encode("latin-1")}
        assert client.get(f"{BASE}/count", said).status_code == 401  # type: ignore[arg-type]  # bytes: no str says é
    with store.write() as connection:
        keys.revoke(connection, first.key.id, now=NOW)
        keys.revoke(connection, first.key.id, now=NOW + timedelta(days=1))
    assert client.get(f"{BASE}/count", asked).status_code == 401
    assert client.get("/").status_code == 200
    store.close()


def test_the_store_holds_no_key(store: Store, home: Path) -> None:
    with store.write() as connection:
        made = keys.make(connection, "x", now=NOW)
        again = keys.make(connection, "x", now=NOW)
    assert made.secret != again.secret
    with store.read() as connection:
        row = connection.execute(api_keys.select()).first()
        assert keys.every(connection)[0].revoked_at is None
    assert row is not None
    assert row.digest == sha256(made.secret.encode()).hexdigest()
    assert all(made.secret not in str(value) for value in row)
    with store.write() as connection, pytest.raises(SettingsError, match="no such key"):
        keys.revoke(connection, "none", now=NOW)


def test_the_web_changes_nothing_but_what_is_meant(home: Path) -> None:
    """Takedowns, states of sources, keys: no route of the web knows them; all others only read."""
    store = web_store(home)
    client = client_of(app_on(store, home))
    routes = routes_of(client.app)
    assert len(routes) > 30
    unsafe = {path: methods - {"GET", "HEAD", "OPTIONS"} for path, methods in routes.items()}
    assert {path: methods for path, methods in unsafe.items() if methods} == MEANT
    before = contents(store)
    for path in routes:
        address = path.replace("{identity:path}", "krabi-pao:100").replace("{id:path}", "krabi-pao:100")
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            elsewhere = {"Origin": "https://evil.example", "Content-Type": "application/json"}
            answer = client.request(method, address, elsewhere, b"{}")
            assert answer.status_code in (403, 404, 405), (method, address)
    assert contents(store) == before
    store.close()


def test_reading_changes_nothing(home: Path) -> None:
    store = web_store(home)
    client = client_of(app_on(store, home))
    before = contents(store)
    for path in routes_of(client.app):
        address = path.replace("{identity:path}", "krabi-pao:100").replace("{id:path}", "krabi-pao:100")
        assert client.get(f"{address}?q=น้ำ").status_code < 500, address
    assert contents(store) == before
    store.close()


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with store.read() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for name, table in metadata.tables.items()
        }
