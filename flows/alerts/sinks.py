"""Where messages go: a file, a webhook, an e-mail. Each either took a message or raises Unsent."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path

from flows.alerts.message import Message
from flows.settings import Settings
from pipelines.codec import to_json

TIMEOUT = 30.0
"""Seconds; an operator's server that takes longer is tried again later."""
TLS_FROM_THE_START = 465
TAIL = 256 * 1024
"""Bytes of the file looked through for a line that is there already: some hundred messages."""
Send = Callable[[Message], None]


class Unsent(Exception):  # noqa: N818 - named for the message's fate
    """A message was not taken; it is tried again."""


def sinks_of(settings: Settings) -> dict[str, Send]:
    """The sinks that settings name."""
    found: dict[str, Send] = {}
    if settings.alert_file:
        found["file"] = lambda message: to_file(Path(str(settings.alert_file)), message)
    if settings.alert_webhook:
        found["webhook"] = lambda message: to_webhook(settings, message)
    if settings.alert_mail_to:
        found["mail"] = lambda message: to_mail(settings, message)
    return found


def to_file(file: Path, message: Message) -> None:
    """Append a line of JSON, and see it on the disk; what a killed run has written is not written again."""
    line = (to_json(message) + "\n").encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a+b") as out:
            out.seek(max(0, out.seek(0, os.SEEK_END) - TAIL))
            if line in out.read():
                return
            out.write(line)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise Unsent(f"{file}: {error.strerror}") from error


def to_webhook(settings: Settings, message: Message) -> None:
    """Post JSON; any 2xx took it. The address is checked as a crawl's are, and redirects are not followed."""
    from flows.alerts.post import post

    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": digest_of(message)}
    if settings.alert_webhook_token:
        headers["Authorization"] = f"Bearer {settings.alert_webhook_token}"
    status = post(
        str(settings.alert_webhook),
        to_json(message).encode(),
        headers,
        allowed=settings.allow_addresses,
        timeout=TIMEOUT,
    )
    if not 200 <= status < 300:
        raise Unsent(f"the webhook answers {status}")


def to_mail(settings: Settings, message: Message) -> None:
    """Send an e-mail over TLS; a server on this machine may do without, where no password is sent."""
    host, _, port = settings.alert_smtp.rpartition(":")
    context = ssl.create_default_context(cafile=settings.alert_smtp_ca)
    try:
        with _connected(host, int(port), context) as server:
            _secure(server, host, int(port), context, settings)
            if settings.alert_smtp_user and settings.alert_smtp_password:
                server.login(settings.alert_smtp_user, settings.alert_smtp_password)
            refused = server.send_message(_mail(settings, message))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise Unsent(
            f"{settings.alert_smtp}: {type(error).__name__}: {_without(str(error), settings)}"
        ) from error
    if refused:
        raise Unsent(f"{settings.alert_smtp} refuses {', '.join(refused)}")


def _connected(host: str, port: int, context: ssl.SSLContext) -> smtplib.SMTP:
    if port == TLS_FROM_THE_START:
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    return smtplib.SMTP(host, port, timeout=TIMEOUT)


def _secure(server: smtplib.SMTP, host: str, port: int, context: ssl.SSLContext, settings: Settings) -> None:
    if port == TLS_FROM_THE_START:
        return
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    elif settings.alert_smtp_password or not _is_here(host):
        raise Unsent(f"{settings.alert_smtp} offers no TLS: nothing is sent in the clear")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _mail(settings: Settings, message: Message) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = settings.alert_mail_from
    mail["To"] = str(settings.alert_mail_to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(datetime.fromisoformat(message.at))
    # The same message sent twice has the same id: mail programs show it once.
    mail["Message-ID"] = f"<{digest_of(message)}@khaosan>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    mail.set_content(message.body)
    return mail


def digest_of(message: Message) -> str:
    """Name a message: the same one has the same name however often it is sent."""
    return sha256(f"{message.kind} {message.cause} {message.at}".encode()).hexdigest()[:32]


def _without(text: str, settings: Settings) -> str:
    """An error's words without the password, should the server repeat it."""
    secret = settings.alert_smtp_password
    return text.replace(secret, "…") if secret else text
