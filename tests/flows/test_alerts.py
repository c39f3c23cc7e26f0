"""Alerts: one message a cause, still so after a week, resolved; over real sockets, retried, secrets kept."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

import pytest
from sqlalchemy import select

from flows.alerts import book, sending
from flows.alerts.causes import Cause, causes
from flows.alerts.message import message
from flows.alerts.sinks import Send, Unsent, sinks_of
from flows.cli import call
from flows.report import Issue
from flows.settings import Settings
from pipelines.health.records import Reason, Verdict
from pipelines.moment import BANGKOK
from pipelines.records import Source
from pipelines.store.database import Store, open_store
from pipelines.store.operating import notices
from tests.crawlers.test_tls import certificate

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=BANGKOK)
SECRET = "ลับ-s3cret"


def cause(identity: str = "lamphun-pr:host-down", title: str = "เว็บไซต์ล่ม") -> Cause:
    """A cause as a run finds it."""
    both = {"th": title, "en": title}
    return Cause(id=identity, title=both, text=both, cure={"th": "ดู", "en": "look"}, since="2026-11-23")


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """An empty store."""
    made = open_store(home)
    yield made
    made.close()


def days(store: Store, wrong: dict[int, list[Cause]], until: int) -> list[tuple[int, str, str]]:
    """Run daily; what is wrong by day. Return day, kind and cause of every message."""
    told: list[tuple[int, str, str]] = []
    for day in range(until):
        now = NOW + timedelta(days=day)
        with store.write() as connection:
            made = book.note(connection, {one.id: one for one in wrong.get(day, [])}, ["file"], now=now)
        told += [(day, one.kind, one.cause.id) for one in made]
    return told


def test_a_cause_is_told_once_again_after_a_week_and_when_it_is_over(store: Store) -> None:
    wrong = {day: [cause()] for day in range(1, 17)}
    assert days(store, wrong, 20) == [
        (1, "new", "lamphun-pr:host-down"),
        (8, "still", "lamphun-pr:host-down"),
        (15, "still", "lamphun-pr:host-down"),
        (17, "resolved", "lamphun-pr:host-down"),
    ]


def test_offices_that_broke_with_their_family_are_one_cause() -> None:
    shared = Reason(key="family_broken", values={"n": 3, "m": 4, "family": "prd"})
    names = [f"office-{n}" for n in range(4)]
    known = {
        name: Source(id=name, name=name, province="TH-51", office="pr-office", family="prd") for name in names
    }
    verdicts = [
        Verdict(
            source_id=name, label="rule-broke", urgency="alarm", since=date(2026, 11, 25), reasons=(shared,)
        )
        for name in names
    ]
    quiet = replace(verdicts[0], source_id="q", label="quiet", urgency="notice")
    issues = [
        Issue(stage="check", code="rule_broke", message="", source="office-1"),
        Issue(stage="check", code="era_drift", message="years", source="office-1"),
        Issue(stage="crawl", code="timeout", message="one page", source="office-1"),
    ]
    found = causes([*verdicts, quiet], issues, known, today="2026-11-25")
    assert set(found) == {"family prd:rule-broke", "office-1:era_drift"}
    assert "and 3 more" in found["family prd:rule-broke"].title["en"]


def test_words_of_a_site_forge_no_header() -> None:
    notice = book.Notice(
        kind="new", cause=cause(title="a\r\nBcc: x@example.org"), first_seen="", at=NOW.isoformat()
    )
    assert "\n" not in message(notice, "en").subject


@dataclass
class Received:
    """What a server on loopback was sent."""

    port: int
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refuse: int = 0
    """So many requests are answered 503 first."""


@contextmanager
def webhook() -> Iterator[Received]:
    """A webhook that answers 204, but for the first ``refuse`` requests."""
    got = Received(port=0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            refused = got.refuse > 0
            got.refuse -= 1
            if not refused:
                got.bodies.append(json.loads(body))
                got.headers.append(dict(self.headers.items()))
            self.send_response(503 if refused else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        got.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield got
        server.shutdown()


@dataclass
class Mailbox:
    """What a mail server on loopback took."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)


@contextmanager
def mail_server(pem: Path | None) -> Iterator[Mailbox]:
    """A small SMTP server; with a certificate it offers STARTTLS (RFC 3207) and AUTH PLAIN."""
    box = Mailbox()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            secure = False
            while line := self.rfile.readline().strip():
                word = line[:4].upper()
                if word == b"EHLO":
                    offers = b"250-AUTH PLAIN\r\n" if secure else b"250-STARTTLS\r\n" if pem else b""
                    self.wfile.write(b"250-here\r\n" + offers + b"250 SMTPUTF8\r\n")
                elif word == b"STAR" and pem:
                    self.wfile.write(b"220 go on\r\n")
                    secure = self._secure(pem)
                elif word == b"AUTH":
                    box.logins.append(line.decode())
                    self.wfile.write(b"235 ok\r\n")
                elif word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = []
                    while (one := self.rfile.readline()) != b".\r\n":
                        lines.append(one)
                    box.mails.append(b"".join(lines))
                    box.encrypted.append(secure)
                    self.wfile.write(b"250 taken\r\n")
                elif word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 ok\r\n")

        def _secure(self, pem: Path) -> bool:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pem)
            self.request = context.wrap_socket(self.request, server_side=True)
            self.rfile = self.request.makefile("rb")
            self.wfile = self.request.makefile("wb", buffering=0)
            return True

        def finish(self) -> None:
            super().finish()
            self.request.close()

    class Server(ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that breaks off is part of the test."""

    with Server(("127.0.0.1", 0), Handler) as server:
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()


def queued(store: Store, sinks: dict[str, Send]) -> None:
    """Queue one message for each sink."""
    with store.write() as connection:
        book.note(connection, {"a": cause("a")}, sinks, now=NOW)


def send(store: Store, sinks: dict[str, Send], *, after: timedelta = timedelta()) -> list[str]:
    """Send what is due; pauses take no time."""
    return sending.send(store, sinks, language="th", now=NOW + after, pause=lambda _seconds: None)


def test_a_webhook_gets_each_message_once_with_its_token(store: Store) -> None:
    with webhook() as got:
        got.refuse = 1
        settings = Settings(
            alert_webhook=f"http://127.0.0.1:{got.port}/hook?room=1",
            alert_webhook_token=SECRET[4:],
            allow_addresses=f"127.0.0.1:{got.port}",
        )
        sinks = sinks_of(settings)
        queued(store, sinks)
        assert send(store, sinks) == []
        assert send(store, sinks, after=timedelta(days=1)) == []
    assert [one["kind"] for one in got.bodies] == ["new"]
    assert got.bodies[0]["subject"].startswith("ข่าวสาร: ")
    assert got.headers[0]["Authorization"] == f"Bearer {SECRET[4:]}"


def test_an_inner_address_is_refused_unless_named(store: Store) -> None:
    with webhook() as got:
        sinks = sinks_of(Settings(alert_webhook=f"http://localhost:{got.port}/"))
        queued(store, sinks)
        assert "KHAOSAN_ALLOW_ADDRESSES" in send(store, sinks)[0]
    assert got.bodies == []


def test_what_cannot_be_sent_is_tried_in_later_runs_and_then_given_up(store: Store) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        port = held.getsockname()[1]
        sinks = sinks_of(
            Settings(alert_webhook=f"http://127.0.0.1:{port}/", allow_addresses=f"127.0.0.1:{port}")
        )
        queued(store, sinks)
        errors = [bool(send(store, sinks, after=timedelta(days=day))) for day in range(14)]
    assert errors == [True] * sending.ATTEMPTS + [False] * 2
    with store.read() as connection:
        row = connection.execute(select(notices)).one()
    assert (row.attempts, row.next_at, row.sent_at) == (sending.ATTEMPTS, None, None)
    assert "refused" in row.error


def test_mail_goes_over_tls_with_a_login(store: Store, tmp_path: Path) -> None:
    pem = certificate(tmp_path, "mail", "127.0.0.1")
    with mail_server(pem) as box:
        settings = Settings(
            alert_mail_to="a@example.org,b@example.org",
            alert_mail_from="khaosan@example.org",
            alert_smtp=f"127.0.0.1:{box.port}",
            alert_smtp_user="khaosan",
            alert_smtp_password="s3cret",
            alert_smtp_ca=str(pem),
        )
        sinks = sinks_of(settings)
        queued(store, sinks)
        assert send(store, sinks) == []
    assert box.encrypted == [True]
    assert len(box.logins) == 1
    mail = message_from_bytes(box.mails[0], policy=modern)
    assert mail["Subject"] == "ข่าวสาร: เว็บไซต์ล่ม"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "สิ่งที่ควรทำ: ดู" in mail.get_content()


def test_no_password_and_no_certificate_of_others_go_in_the_clear(tmp_path: Path) -> None:
    notice = book.Notice(kind="new", cause=cause(), first_seen="", at=NOW.isoformat())
    pem = certificate(tmp_path, "other", "127.0.0.1")
    with mail_server(None) as plain, mail_server(pem) as unknown:
        base = Settings(alert_mail_to="a@example.org", alert_smtp=f"127.0.0.1:{plain.port}")
        with pytest.raises(Unsent, match="no TLS"):
            sinks_of(replace(base, alert_smtp_user="k", alert_smtp_password="p"))["mail"](
                message(notice, "th")
            )
        with pytest.raises(Unsent, match="ertificate"):
            sinks_of(replace(base, alert_smtp=f"127.0.0.1:{unknown.port}"))["mail"](message(notice, "th"))
        sinks_of(base)["mail"](message(notice, "th"))  # a server on this machine, without a password
    assert len(plain.mails) == 1
    assert unknown.mails == []


def test_the_command_tries_every_sink(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["alert", "test", "--home", str(home)]) == 2
    assert "KHAOSAN_ALERT_FILE" in capsys.readouterr().err
    monkeypatch.setenv("KHAOSAN_ALERT_FILE", str(tmp_path / "deep" / "alerts.jsonl"))
    monkeypatch.setenv("KHAOSAN_ALERT_MAIL_TO", "a@example.org")
    monkeypatch.setenv("KHAOSAN_ALERT_SMTP", "127.0.0.1:9")
    monkeypatch.setenv("KHAOSAN_ALERT_SMTP_PASSWORD", SECRET)
    assert call(["alert", "test", "--json", "--home", str(home)]) == 1
    out = capsys.readouterr().out
    assert {one["sink"]: one["ok"] for one in map(json.loads, out.splitlines())} == {
        "file": True,
        "mail": False,
    }
    assert SECRET not in out
    assert SECRET not in repr(Settings(alert_smtp_password=SECRET))
    written = json.loads((tmp_path / "deep" / "alerts.jsonl").read_text(encoding="utf-8"))
    assert written["kind"] == "test"
