"""The client, and what its errors mean for the rest of Khaosan.

Neither ``info()`` nor ``ping()`` is used: a minimal distribution answers 405 to the one, and False, being
healthy, to the other (search §C).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from elastic_transport import ObjectApiResponse
from elasticsearch import ApiError, Elasticsearch, TransportError

from pipelines.errors import IndexMismatch, SearchError, ServiceAway, SettingsError
from search.engines.access import OPEN, Access

SERVICE = "Elasticsearch"
PASSING = (429, 502, 503, 504)
"""Statuses that pass: too busy, no master, starting."""
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 0.0)
"""Seconds between questions while shards are silent: 32 in all, four times what a cluster of three took to be
whole again after its master was killed (search §F); more than 16 were seen on a busy machine."""
LASTING = (*PAUSES[:-1], 30.0, 0.0)
"""The same where nobody waits at a screen: a minute."""
_CURE_OF_SILENCE = (
    "start the node that held them; if it is gone for good, `khaosan index --rebuild`; nothing stored is lost"
)
PATIENCE_SECONDS = 60.0
"""For one request; a search that takes longer is ended by its own limit first."""


def connect(url: str | None, access: Access = OPEN) -> Elasticsearch:
    """Make a client for one or more addresses set off by commas; nothing is sent.

    A request that a node does not answer goes to the next one. Repeating is safe: documents have ids of
    their own, so a write that arrived twice has the effect of one.

    Raises:
        SettingsError: no address, or one that is none, or credentials that contradict each other.
    """
    hosts = [one.strip() for one in (url or "").split(",") if one.strip()]
    if not hosts:
        raise SettingsError("no address of an Elasticsearch", cure="set KHAOSAN_ELASTICSEARCH_URL")
    if "@" in "".join(hosts):  # an address is shown in errors and by `doctor`; a secret may not be
        raise SettingsError(
            "an address of Elasticsearch holds a user or password",
            cure="take it out of KHAOSAN_ELASTICSEARCH_URL; set KHAOSAN_ELASTICSEARCH_USER and …_PASSWORD",
        )
    credentials = access.options()
    try:
        return Elasticsearch(
            hosts,
            request_timeout=PATIENCE_SECONDS,
            max_retries=5,
            retry_on_status=PASSING,
            retry_on_timeout=True,
            **credentials,
        )
    except ValueError as error:
        raise SettingsError(
            f"KHAOSAN_ELASTICSEARCH_URL: {error}", cure="write http://host:9200, several set off by commas"
        ) from error


@contextmanager
def translated() -> Iterator[None]:
    """Raise Khaosan's errors for the client's."""
    try:
        yield
    except TransportError as error:
        raise away(str(error.message)) from error
    except ApiError as error:
        _translate(error)


def whole(
    ask: Callable[[], ObjectApiResponse[Any]], pauses: tuple[float, ...] = PAUSES
) -> ObjectApiResponse[Any]:
    """Ask until every shard has answered: counts of some shards only would be wrong without a word.

    A shard is silent for seconds after the node that held it died, until a copy takes its place.

    Raises:
        ServiceAway: some shards stay silent.
    """
    for seconds in pauses:
        answer = ask()
        if not answer["_shards"]["failed"]:
            return answer
        time.sleep(seconds)
    shards = answer["_shards"]
    raise ServiceAway(
        SERVICE, f"{shards['failed']} of {shards['total']} shards do not answer", cure=_CURE_OF_SILENCE
    )


def away(message: str) -> ServiceAway:
    """The server cannot be used now."""
    return ServiceAway(
        SERVICE, message, cure="start it, or correct KHAOSAN_ELASTICSEARCH_URL; nothing stored is lost"
    )


def _translate(error: ApiError) -> NoReturn:
    status, reason = error.status_code, _reason(error)
    if status in PASSING or status >= 500:
        raise away(f"{status}: {reason}") from error
    if status in (401, 403):
        cure = "check KHAOSAN_ELASTICSEARCH_USER, …_PASSWORD, …_API_KEY; a full disk makes indices read-only"
        raise ServiceAway(SERVICE, f"{status}: {reason}", cure=cure) from error
    if status == 404:
        raise IndexMismatch(f"{SERVICE}: {reason}", cure="run `khaosan index`") from error
    raise SearchError(f"{SERVICE} refused the request: {status}: {reason}") from error


def _reason(error: ApiError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    cause = body.get("error", {})
    root = cause.get("root_cause", [{}]) if isinstance(cause, dict) else [{}]
    return str((root[0] if root else {}).get("reason") or error.message)
