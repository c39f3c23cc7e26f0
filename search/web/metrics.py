"""``/metrics`` as Prometheus reads it: the store in numbers, and how this process answers its readers.

Names follow Prometheus' conventions (base units, ``_total`` for counters). A first alert to set up:
``time() - khaosan_source_last_reached_timestamp_seconds > 3 * 86400``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.store.database import Store
from pipelines.store.gauges import Gauges, read

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Upper edges of the histogram: from a cached page to a reader who has gone."""


class Figures(Collector):
    """Reads the store anew at each look."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        """Give the store's numbers."""
        with self._store.read() as connection:
            yield from families(read(connection))


def families(gauges: Gauges) -> Iterator[Metric]:
    """Name the numbers of a store."""
    labelled: tuple[tuple[str, str, str, Mapping[str, float]], ...] = (
        ("articles", "Articles in the store", "state", gauges.articles),
        ("sources", "Offices", "state", gauges.sources),
        ("frontier_urls", "Addresses known to the crawler", "state", gauges.frontier),
        ("outbox_changes", "Changes that an engine was not told of yet", "engine", gauges.outbox),
        ("dead_letters", "Documents that an engine refused", "engine", gauges.dead_letters),
        (
            "source_last_reached_timestamp_seconds",
            "When an office answered last",
            "source",
            gauges.last_reached,
        ),
    )
    for name, text, label, values in labelled:
        family = GaugeMetricFamily(f"khaosan_{name}", text, labels=[label])
        for value, number in sorted(values.items()):
            family.add_metric([value], number)
        yield family
    yield CounterMetricFamily("khaosan_captures", "Responses in the archive", value=gauges.captures)
    single: tuple[tuple[str, str, float | None], ...] = (
        ("captures_pending", "Responses that were not refined yet", gauges.pending_captures),
        ("sources_held", "Offices whose output is held back from the index", gauges.held_sources),
        ("last_run_issues", "Issues of the last run", gauges.last_run_issues),
        ("last_run_timestamp_seconds", "When the last run ended", gauges.last_run),
    )
    for name, text, one in single:
        if one is not None:
            yield GaugeMetricFamily(f"khaosan_{name}", text, value=one)


class Metrics:
    """A layer of the app that times its answers and gives ``/metrics`` to whoever is near.

    Near is: on this machine or in its private network, and through no proxy. To all others the page does not
    exist; what the numbers tell is no secret, but is not for readers.
    """

    def __init__(self, app: ASGIApp, *, store: Store, timer: Callable[[], float] = time.perf_counter) -> None:
        self.app = app
        self._timer = timer
        self._registry = CollectorRegistry()
        self._registry.register(Figures(store))
        self._answers = Counter(
            "khaosan_http_answers", "Answers", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "khaosan_http_answer_seconds",
            "Time to the end of an answer",
            ["route"],
            buckets=SECONDS,
            registry=self._registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"] == "/metrics" and near(scope):
            await self._give(send)
            return
        began, status = self._timer(), [0]

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            # By the route's pattern: by addresses the labels would grow with every question asked.
            route = getattr(scope.get("route"), "path", "other")
            method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST") else "other"
            self._answers.labels(method, route, str(status[0])).inc()
            self._seconds.labels(route).observe(self._timer() - began)

    async def _give(self, send: Send) -> None:
        from starlette.concurrency import run_in_threadpool

        body = await run_in_threadpool(generate_latest, self._registry)
        kind = (b"content-type", b"text/plain; version=0.0.4; charset=utf-8")
        await send({"type": "http.response.start", "status": 200, "headers": [kind]})
        await send({"type": "http.response.body", "body": body})


def near(scope: Scope) -> bool:
    """Whether a request comes straight from this machine or its private network."""
    client = scope.get("client")
    if client is None or "x-forwarded-for" in Headers(scope=scope) or "forwarded" in Headers(scope=scope):
        return False
    try:
        address = ip_address(client[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_private
