"""What a service says of itself on stderr: lines for people, or JSON for a collector; never a secret.

``KHAOSAN_LOG=json`` writes an object a line: ``at`` (RFC 3339), ``level``, ``logger``, ``message``, the
event's fields, and ``error`` with its traceback. Whatever a library logs goes through the same hands, so a
password in a URL that a database driver complains about is gone too.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, Any, Literal

from pipelines.moment import BANGKOK

Form = Literal["text", "json"]
HIDDEN = "***"
SECRET_NAME = re.compile(r"PASSWORD|SECRET|TOKEN|API_KEY|AUTH", re.IGNORECASE)
LONG_ENOUGH = 4
"""Shorter values would blank ordinary words of every line."""
_IN_URL = re.compile(r"(?<=://)([^/\s:@]{0,100}):([^/\s@]{1,200})@")
_IN_HEADER = re.compile(r"\b(Bearer|Basic|ApiKey)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
_FIELD = "khaosan"


def configure(form: Form, stream: IO[str], *, hide: Iterable[str] = (), level: int = logging.INFO) -> None:
    """Send all logging of this process to a stream.

    Args:
        form: Lines for people, or JSON.
        stream: Usually stderr: stdout belongs to a command's answer.
        hide: Values that must never appear, see :func:`secrets_of`.
        level: Ours; libraries are heard from warnings on.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Redacted(JsonLines() if form == "json" else _people(), hide))
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for package in ("flows", "crawlers", "search", "pipelines"):
        logging.getLogger(package).setLevel(level)


def event(log: logging.Logger, level: int, message: str, **fields: Any) -> None:
    """Log something with its fields; in lines for people the message must say it alone."""
    log.log(level, message, extra={_FIELD: fields})


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    """Give the values that an environment's names call secret, and passwords inside its URLs."""
    named = [value for name, value in environment.items() if SECRET_NAME.search(name)]
    parts = [part for value in named for part in (value, *value.split(":", 1))]
    inside = [found[1] for value in environment.values() for found in _IN_URL.findall(value)]
    return sorted({one for one in [*parts, *inside] if len(one) >= LONG_ENOUGH}, key=len, reverse=True)


def blank(text: str, hide: Iterable[str] = ()) -> str:
    """Replace secrets in a text: those known, passwords inside URLs, credentials of HTTP headers."""
    for secret in hide:
        text = text.replace(secret, HIDDEN)
    return _IN_HEADER.sub(rf"\1 {HIDDEN}", _IN_URL.sub(rf"\1:{HIDDEN}@", text))


class Redacted(logging.Formatter):
    """Formats with another formatter, then blanks what is secret: arguments and tracebacks included."""

    def __init__(self, inner: logging.Formatter, hide: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._hide = tuple(hide)

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        return blank(self._inner.format(record), self._hide)


class JsonLines(logging.Formatter):
    """One object a line; a line break inside a message cannot forge a second one."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the object."""
        line = {
            "at": datetime.fromtimestamp(record.created, BANGKOK).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, _FIELD, {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _people() -> logging.Formatter:
    return logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
