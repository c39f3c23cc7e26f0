"""``khaosan alert``: the messages about what is wrong."""

from __future__ import annotations

from dataclasses import replace

from flows.commands.common import COMMON, Common


def try_(*, common: Common = COMMON) -> int:
    """Send a test message to every sink that is set; exit code 1 where one does not take it."""
    from flows.alerts.book import Notice
    from flows.alerts.causes import Cause
    from flows.alerts.message import message
    from flows.alerts.sinks import Unsent, sinks_of
    from flows.output import emit_lines
    from pipelines.errors import SettingsError
    from pipelines.moment import clock

    settings, now = common.settings, clock()
    sinks = sinks_of(settings)
    if not sinks:
        cure = "set KHAOSAN_ALERT_FILE, KHAOSAN_ALERT_WEBHOOK or KHAOSAN_ALERT_MAIL_TO (docs/operating.md)"
        raise SettingsError("no alert sink is set", cure=cure)
    text = {"en": "If you read this, alerts reach you.", "th": "หากอ่านข้อความนี้ได้ แปลว่าการแจ้งเตือนใช้งานได้"}
    title = {"en": "alerts work", "th": "การแจ้งเตือนใช้งานได้"}
    cause = Cause(id="test", title=title, text=text, cure={"en": "", "th": ""}, since=now.date().isoformat())
    made = message(
        Notice(kind="test", cause=cause, first_seen=now.isoformat(), at=now.isoformat()),
        settings.alert_language,
    )
    answers = []
    for name, sink in sinks.items():
        try:
            sink(made)
            answers.append({"sink": name, "ok": True, "error": None})
        except Unsent as error:
            answers.append({"sink": name, "ok": False, "error": str(error)})
    emit_lines(
        answers, json=common.json, text=lambda one: f"{one['sink']}: {'ok' if one['ok'] else one['error']}"
    )
    return 0 if all(one["ok"] for one in answers) else 1


def watch(*, thai: bool = False, common: Common = COMMON) -> int:
    """Look for what no run can tell, and tell it once: no run, a full disk, a store away, no backup.

    For a timer, hourly or so (deploy/khaosan-watch.timer). Exit code 1 where something is wrong or untold.

    Args:
        thai: Print it in Thai; messages are in KHAOSAN_ALERT_LANGUAGE.
    """
    from flows.commands.operate import diagnosed
    from flows.doctor import examine
    from flows.output import emit_lines, say
    from flows.watching import watch as look
    from pipelines.moment import clock

    wrong, unsent = look(common.settings, lambda: examine(common.settings, now=clock()), now=clock())
    known = [one if one.cure else replace(one, cure="khaosan doctor") for one in wrong]
    emit_lines(known, json=common.json, text=lambda one: diagnosed(one, thai=thai))
    for error in unsent:
        say(f"not sent: {error}")
    return 1 if wrong or unsent else 0


def list_(*, thai: bool = False, common: Common = COMMON) -> int:
    """List what is wrong now, messages that could not be sent yet, and alerts of queries.

    Args:
        thai: Say it in Thai.
    """
    from sqlalchemy import select

    from flows.alerts.causes import Cause
    from flows.output import emit_lines
    from flows.workspace import workspace
    from pipelines.codec import from_json
    from pipelines.store import query_alerts
    from pipelines.store.operating import causes, notices

    with workspace(common.settings) as space, space.store.read() as connection:
        open_ = connection.execute(select(causes).order_by(causes.c.first_seen)).all()
        unsent = connection.execute(select(notices).where(notices.c.sent_at.is_(None))).all()
        queries = query_alerts.every(connection)
    tongue = "th" if thai else "en"
    read = [from_json(one.record, Cause) for one in open_]
    rows = [
        {"cause": one.id, "since": one.first_seen, "unsent": None, "what": cause.title[tongue]}
        | {"do": cause.cure[tongue]}
        for one, cause in zip(open_, read, strict=True)
    ]
    rows += [
        {"cause": one.cause_id, "since": one.at, "unsent": f"{one.sink}: {one.error}", "what": "", "do": ""}
        for one in unsent
    ]
    emit_lines(
        rows,
        json=common.json,
        text=lambda one: (
            f"{one['cause']} since {one['since'][:16]}"
            + (f": not sent: {one['unsent']}" if one["unsent"] else f": {one['what']} → {one['do']}")
        ),
    )
    emit_lines(
        queries,
        json=common.json,
        text=lambda one: (
            f"query {one.name} since {one.made_at[:16]}: {one.told} stories told to {', '.join(one.sinks)}"
        ),
    )
    return 0
