"""A notice as a person reads it, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flows.alerts.book import Kind, Notice

Language = Literal["th", "en"]
HEADS: dict[Kind, dict[Language, str]] = {
    "new": {"en": "Khaosan: {title}", "th": "ข่าวสาร: {title}"},
    "still": {"en": "Khaosan: still so: {title}", "th": "ข่าวสาร: ยังเป็นอยู่: {title}"},
    "resolved": {"en": "Khaosan: resolved: {title}", "th": "ข่าวสาร: หายแล้ว: {title}"},
    "found": {"en": "Khaosan: {title}", "th": "ข่าวสาร: {title}"},
    "test": {"en": "Khaosan: a test: {title}", "th": "ข่าวสาร: ทดสอบ: {title}"},
}
SINCE: dict[Language, str] = {"en": "Since {since}.", "th": "ตั้งแต่ {since}"}
DO: dict[Language, str] = {"en": "What to do: {cure}", "th": "สิ่งที่ควรทำ: {cure}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent."""

    kind: Kind
    cause: str
    subject: str
    body: str
    since: str
    at: str


def message(notice: Notice, language: Language) -> Message:
    """Write a notice out. Texts of sites are in it: a subject is one line, so none can forge a header."""
    cause = notice.cause
    subject = HEADS[notice.kind][language].format(title=_line(cause.title[language]))
    lines = [_line(one) for one in cause.text[language].split("\n")]
    if notice.kind != "found":
        lines.append(SINCE[language].format(since=cause.since))
    if notice.kind != "resolved" and cause.cure[language]:
        lines.append(DO[language].format(cure=_line(cause.cure[language])))
    return Message(
        kind=notice.kind,
        cause=cause.id,
        subject=subject,
        body="\n".join(lines) + "\n",
        since=cause.since,
        at=notice.at,
    )


def _line(text: str) -> str:
    return " ".join(text.split())
