"""Logs are one object a line and hold no secret, whoever logs it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli import call
from flows.logs import HIDDEN, Form, configure, event, secrets_of

ENVIRONMENT = {
    "KHAOSAN_ELASTICSEARCH_PASSWORD": "ความลับ-one",
    "KHAOSAN_DATABASE_URL": "postgresql+psycopg://khaosan:p4ss%40word@127.0.0.1/khaosan",
    "PREFECT_API_AUTH_STRING": "admin:letmein",
    "KHAOSAN_CONTACT": "https://example.org/about",
}


@pytest.fixture(autouse=True)
def _leave_logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def written(form: Form, message: str, *arguments: object, **fields: object) -> str:
    """What one event becomes."""
    out = io.StringIO()
    configure(form, out, hide=secrets_of(ENVIRONMENT))
    event(logging.getLogger("flows.test"), logging.WARNING, message % arguments, **fields)
    return out.getvalue()


def test_an_event_is_an_object_with_its_fields() -> None:
    line = json.loads(written("json", "office %s is silent", "th-51-pao", source="th-51-pao", days=4))
    assert line.pop("at").endswith("+07:00")
    assert line == {
        "level": "warning",
        "logger": "flows.test",
        "message": "office th-51-pao is silent",
        "source": "th-51-pao",
        "days": 4,
    }


@given(st.text())
def test_no_message_forges_a_second_line(message: str) -> None:
    assert written("json", "%s", message).count("\n") == 1
    assert json.loads(written("json", "%s", message))["message"] == message


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "said",
    [
        "login with ความลับ-one refused",
        "cannot reach postgresql+psycopg://khaosan:p4ss%40word@127.0.0.1/khaosan",
        "cannot reach https://someone:hunter22@es.example.org:9200",
        "Prefect said no to admin:letmein",
        "sent Authorization: Bearer abcdefgh12345678",
        "sent authorization: ApiKey VnVhQ2ZHY0JDZGJr",
    ],
)
def test_secrets_are_blanked(form: Form, said: str) -> None:
    line = written(form, "%s", said)
    assert HIDDEN in line
    for secret in ("ความลับ-one", "p4ss", "hunter22", "letmein", "abcdefgh", "VnVhQ2"):
        assert secret not in line


def test_a_traceback_holds_none_either() -> None:
    out = io.StringIO()
    configure("json", out, hide=secrets_of(ENVIRONMENT))
    try:
        raise ValueError("bad login ความลับ-one")
    except ValueError:
        logging.getLogger("elastic_transport").exception("failed with %s", "letmein")
    line = json.loads(out.getvalue())
    assert "ValueError" in line["error"]
    assert "ความลับ-one" not in out.getvalue()
    assert "letmein" not in out.getvalue()


def test_ordinary_words_stay() -> None:
    assert "https://example.org/about" in written("text", "our contact is https://example.org/about")


def test_the_command_line_tells_no_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHAOSAN_DATABASE_URL", "postgresql+psycopg://khaosan:p4ssw0rd@127.0.0.1:1/khaosan")
    assert call(["doctor"]) in (1, 3)
    assert call(["search", "ข่าว"]) == 3
    told = capsys.readouterr()
    assert "p4ssw0rd" not in told.out + told.err
