"""``khaosan date``: read dates."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from flows.commands.common import COMMON, MAY_BE_HYPHEN, Common, refuse_option


def date(*texts: Annotated[str, MAY_BE_HYPHEN], now: str | None = None, common: Common = COMMON) -> int:
    """Read each text as a date; ``-`` reads a text per line of standard input.

    Args:
        texts: Texts such as "๕ สิงหาคม ๒๕๕๙"; ``-`` for standard input.
        now: The moment that relative forms count from (ISO; Asia/Bangkok where no zone is given).
    """
    from flows.output import emit_lines
    from pipelines.dates import read
    from pipelines.moment import clock

    moment = _moment(now) if now else clock()
    emit_lines(
        (_answer(read(text, now=moment), text) for text in _texts(texts)), json=common.json, text=_line
    )
    return 0


def _texts(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        refuse_option(text, "date")
        if text == "-":
            yield from (line.rstrip("\r\n") for line in sys.stdin)
        else:
            yield text


def _moment(text: str) -> Any:
    from datetime import datetime

    from pipelines.errors import SettingsError
    from pipelines.moment import BANGKOK

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"--now {text}: {error}", cure="write it as 2026-11-22T09:00+07:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=BANGKOK)


def _answer(found: Any, text: str) -> dict[str, Any]:
    from pipelines.dates import kind_of

    fields = ("value", "precision", "era", "kind", "method", "raw")
    if found is None:
        return dict.fromkeys(fields) | {"raw": text}
    return {name: kind_of(found) if name == "kind" else getattr(found, name) for name in fields}


def _line(answer: dict[str, Any]) -> str:
    return f"{answer['value'] or '–'}\t{answer['precision'] or ''}\t{answer['era'] or ''}\t{answer['raw']}"
