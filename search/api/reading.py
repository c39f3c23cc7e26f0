"""Calls that read the store: articles, versions, citations, stories, series, offices, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from pipelines.copies import reissue
from pipelines.copies.propagation import propagation
from pipelines.errors import SettingsError
from pipelines.privacy import mask
from pipelines.records import Article
from pipelines.refine.documents import document_of
from pipelines.span import day_of_text
from pipelines.store import articles, attachments, captures, sources
from pipelines.store.articles import StoredArticle, Version
from pipelines.store.revisions import digest_of
from pipelines.store.sources import SourceState
from pipelines.store.tables import articles as rows
from search import coverage
from search.api import cursors
from search.api.cursors import After
from search.api.desk import Desk, NotThere
from search.api.parameters import Given
from search.api.records import (
    ArticleAnswer,
    AttachmentsAnswer,
    CitationAnswer,
    ClusterAnswer,
    Copy,
    CoverageAnswer,
    CoverageRow,
    Provenance,
    SeriesAnswer,
    SeriesListAnswer,
    SeriesRow,
    SourceAnswer,
    SourcesAnswer,
    StepAnswer,
    VersionAnswer,
    VersionRow,
    VersionsAnswer,
)
from search.citations.cited import article_cited
from search.citations.styles import STYLES, cite
from search.coverage import Days, Wanted
from search.highlight import SEPARATOR
from search.masking import masked
from search.stories import stories_of
from search.web.asking import WrongValue, read

MOST_COPIES = 500
"""Articles of a story or series in one answer; a search by ``cluster`` or ``series`` finds all."""
MOST_TRAVELLED = 40
"""Articles of a story whose road is drawn; each pair is aligned."""
MOST_DAYS = 92
SERIES_ON_A_PAGE = 50


def article(desk: Desk, given: Given) -> ArticleAnswer:
    """One article: its newest version, or another one, with its provenance and copies."""
    identity = given.one("id")
    with desk.store.read() as connection:
        stored = _stored(connection, identity)
        history = articles.history(connection, identity)
        chosen = _chosen(history, given, stored, identity)
        members = _members(connection, stored)
        capture = captures.get(connection, chosen.capture_id) if chosen.capture_id else None
    return ArticleAnswer(
        article=masked(_in_story(chosen, stored)),
        state=stored.state,
        state_at=stored.state_at,
        version=chosen.number,
        versions=tuple(map(_version, history)),
        provenance=Provenance(capture=capture, rule=chosen.rule, extractor=chosen.article.extractor),
        series=stored.series,
        copies=tuple(_copy(one) for one in members if one.article.id != identity)[:MOST_COPIES],
        members=max(1, len(members)),
    )


def versions(desk: Desk, given: Given) -> VersionsAnswer:
    """All versions of an article with their texts, oldest first."""
    identity = given.one("id")
    with desk.store.read() as connection:
        stored = _stored(connection, identity)
        history = articles.history(connection, identity)
    return VersionsAnswer(
        id=identity,
        versions=tuple(
            VersionAnswer(version=_version(one), article=masked(_in_story(one, stored))) for one in history
        ),
    )


def attached(desk: Desk, given: Given) -> AttachmentsAnswer:
    """The files of an article with their text."""
    identity = given.one("id")
    with desk.store.read() as connection:
        _stored(connection, identity)
        files = attachments.of(connection, [identity]).get(identity, ())
        text = attachments.texts(connection, [identity]).get(identity, "")
    return AttachmentsAnswer(id=identity, attachments=files, text=mask(text.replace(SEPARATOR, "")))


def citation(desk: Desk, given: Given) -> CitationAnswer:
    """A citation of an article."""
    identity, style = given.one("id"), given.choice("style", STYLES, "th")
    with desk.store.read() as connection:
        one = masked(_stored(connection, identity).article)
        source = sources.load(connection, [one.source])[one.source]
    text = cite(article_cited(one, source, accessed=desk.clock()), style)
    return CitationAnswer(id=identity, style=style, citation=text)


def cluster(desk: Desk, given: Given) -> ClusterAnswer:
    """A story: its articles by time, and how it travelled."""
    identity = given.one("id")
    with desk.store.read() as connection:
        members = articles.in_cluster(connection, identity)
        story = stories_of(connection, [identity]).get(identity)
        offices = sources.load(connection, {one.article.source for one in members})
    if story is None:
        raise NotThere("cluster", identity)
    documents = [document_of(one.article, offices[one.article.source]) for one in members[:MOST_TRAVELLED]]
    road = propagation(documents, {key: source.name for key, source in offices.items()})
    return ClusterAnswer(
        id=identity,
        members=story.members,
        representative=story.representative,
        earliest=story.earliest,
        series=story.series,
        articles=tuple(map(_copy, members[:MOST_COPIES])),
        origin=road.origin,
        steps=tuple(
            StepAnswer(
                parent=step.parent,
                child=step.child,
                lag_days=step.lag_days,
                share_of_child=round(step.share_of_child, 4),
                share_of_parent=round(step.share_of_parent, 4),
            )
            for step in road.steps
        ),
    )


def every_series(desk: Desk, given: Given) -> SeriesListAnswer:
    """Series, those with most issues first."""
    offset = (given.number("page", 1, 10_000) - 1) * SERIES_ON_A_PAGE
    with desk.store.read() as connection:
        total = reissue.count(connection)
        found = reissue.largest(connection, limit=SERIES_ON_A_PAGE, offset=offset)
        named = [(one, articles.in_series(connection, one.id)) for one in found]
    return SeriesListAnswer(
        total=total,
        series=tuple(
            SeriesRow(
                id=one.id, issues=one.documents, headline=members[-1].article.headline if members else ""
            )
            for one, members in named
        ),
    )


def series(desk: Desk, given: Given) -> SeriesAnswer:
    """The issues of a series by time."""
    with desk.store.read() as connection:
        kept = reissue.resolve(connection, given.one("id"))
        members = articles.in_series(connection, kept)
    if not members:
        raise NotThere("series", given.one("id"))
    return SeriesAnswer(id=kept, issues=len(members), articles=tuple(map(_copy, members[-MOST_COPIES:])))


def every_source(desk: Desk, given: Given) -> SourcesAnswer:
    """Offices by id, with their states and what is held of each."""
    asked, text = read(given), given.one("cursor")
    after = cursors.read(text, given.question()) if text else After(id="")
    with desk.store.read() as connection:
        fitting = [
            one
            for one in sources.states(connection)
            if _like(one, asked.q)
            and (not asked.province or one.source.province in asked.province)
            and (not asked.office or one.source.office in asked.office)
        ]
        rest = [one for one in fitting if isinstance(after, After) and one.source.id > after.id]
        page = rest[: asked.size]
        answers = _offices(connection, page)
    more = len(rest) > len(page)
    following = cursors.written(After(id=page[-1].source.id), given.question()) if more else None
    return SourcesAnswer(total=len(fitting), sources=answers, next=following)


def source(desk: Desk, given: Given) -> SourceAnswer:
    """One office."""
    identity = given.one("id")
    with desk.store.read() as connection:
        found = [one for one in sources.states(connection) if one.source.id == identity]
        answers = _offices(connection, found)
    if not answers:
        raise NotThere("source", identity)
    return answers[0]


def covered(desk: Desk, given: Given) -> CoverageAnswer:
    """What was collected of whom on which days."""
    asked = read(given)
    wanted = Wanted(province=asked.province, kind=asked.office, source=asked.source)
    first, last = _day(given, "from"), _day(given, "to")
    by = given.choice("by", coverage.BYS, "source")
    with desk.store.read() as connection:
        days = coverage.days_shown(connection, first, last, today=desk.clock().date())
        days = Days(first=max(days.first, days.last - timedelta(days=MOST_DAYS - 1)), last=days.last)
        found = coverage.rows(list(coverage.cells(connection, days, wanted)), by)
    return CoverageAnswer(
        first=days.first.isoformat(), last=days.last.isoformat(), rows=tuple(map(_covered, found))
    )


def _covered(row: coverage.Row) -> CoverageRow:
    return CoverageRow(
        source=row.source,
        province=row.province,
        kind=row.kind,
        name=row.name,
        offices=row.offices,
        new_items=row.new_items,
        collected=row.counts["collected"],
        nothing_new=row.counts["nothing_new"],
        failed=row.counts["failed"],
        not_attempted=row.counts["not_attempted"],
        days={day: {str(state): n for state, n in counts.items()} for day, counts in row.days.items()},
    )


def _day(given: Given, name: str) -> date | None:
    text = given.one(name)
    try:
        return day_of_text(text) if text else None
    except SettingsError as error:
        raise WrongValue(name, text, ("2026-11-25", "2569-11-25")) from error


def _like(one: SourceState, text: str) -> bool:
    wanted = text.strip().lower()
    return wanted in one.source.name.lower() or wanted in one.source.id.lower()


def _offices(connection: Connection, some: Sequence[SourceState]) -> tuple[SourceAnswer, ...]:
    held = _held(connection, [one.source.id for one in some])
    return tuple(_office(one, *held.get(one.source.id, (0, None, None))) for one in some)


def _held(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[int, str | None, str | None]]:
    c = rows.c
    query = select(c.source_id, func.count(), func.min(c.first_captured_at), func.max(c.last_captured_at))
    query = query.where(c.source_id.in_(list(ids)), c.state == "live").group_by(c.source_id)
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


def _office(one: SourceState, held: int, first: str | None, last: str | None) -> SourceAnswer:
    return SourceAnswer(
        id=one.source.id,
        name=one.source.name,
        province=one.source.province,
        office=one.source.office,
        family=one.source.family,
        state=one.state,
        state_reason=one.reason,
        state_since=one.since,
        enabled=one.enabled,
        sample=one.source.sample,
        start=one.source.start,
        articles=held,
        first_captured_at=first,
        last_captured_at=last,
    )


def _stored(connection: Connection, identity: str) -> StoredArticle:
    found = articles.load(connection, [identity]).get(identity)
    if found is None or found.state == "taken_down":
        raise NotThere("article", identity)
    return found


def _chosen(history: list[Version], given: Given, stored: StoredArticle, identity: str) -> Version:
    """The version asked for; without one the one in force."""
    number, moment = given.number("version", stored.version, 1_000_000), given.one("as_of")
    if moment:
        wanted = _moment(moment)
        known = [one for one in history if datetime.fromisoformat(one.captured_at) <= wanted]
    else:
        known = [one for one in history if one.number == number]
    if not known:
        raise NotThere("version", f"{identity} {moment or number}")
    return known[-1]


def _moment(text: str) -> datetime:
    # a plus sign that was not escaped in the address arrives as a space
    try:
        moment = datetime.fromisoformat(
            text.replace(" ", "+") if text.count(" ") == 1 and "T" in text else text
        )
    except ValueError as error:
        raise WrongValue("as_of", text, ("2026-11-25T09:00:00+07:00",)) from error
    if moment.tzinfo is None:
        raise WrongValue("as_of", text, ("2026-11-25T09:00:00+07:00",))
    return moment


def _in_story(version: Version, stored: StoredArticle) -> Article:
    return replace(version.article, cluster=stored.article.cluster)


def _members(connection: Connection, stored: StoredArticle) -> list[StoredArticle]:
    story = stored.article.cluster
    return articles.in_cluster(connection, story) if story else []


def _copy(one: StoredArticle) -> Copy:
    article = one.article
    return Copy(id=article.id, source=article.source, headline=article.headline, published=article.published)


def _version(one: Version) -> VersionRow:
    return VersionRow(
        number=one.number,
        captured_at=one.captured_at,
        digest=digest_of(one.article),
        extractor=one.article.extractor,
        rule=one.rule,
        capture=one.capture_id,
        file=one.file,
    )
