"""One capture in, its articles or its fate out: pure, picklable, made for a worker process.

A worker that meets a page it cannot finish in :data:`SECONDS_A_PAGE` gives up on that page alone.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, replace
from datetime import datetime

from pipelines import families
from pipelines.archive import Archive, ArchivedPage
from pipelines.copies.records import Document, Sketch
from pipelines.copies.sketch import sketch
from pipelines.enrich import enrich
from pipelines.errors import LayoutChanged, NotAnArticle, PageError, ServiceAway
from pipelines.extract import drafts, is_listed_file, listing, page_of
from pipelines.files import FileRead, read_file
from pipelines.imports import FAMILY as IMPORT
from pipelines.imports import draft_of
from pipelines.records import Article, Capture, Draft, Era, Source
from pipelines.refine.documents import document_of
from pipelines.refine.time_limit import at_most
from pipelines.span import span_of_text
from pipelines.store.articles import Segmented
from pipelines.text.segment import ANALYSIS_VERSION, segmented

SECONDS_A_PAGE = 60
"""A page of 8 MB takes about 5 s (extract §robustness); ten times that is a page that hangs."""
SECONDS_MORE = 5
"""For each further post of a page that has hung already."""


class Unforeseen(PageError):  # noqa: N818 - named for the fate like its siblings
    """A fault of ours met this page first; the traceback is kept with it."""

    fate = "quarantine"
    code = "internal_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker needs to refine one capture."""

    capture: Capture
    source: Source
    archive: Archive
    now: datetime
    era: Era | None = None
    """The era the source mostly writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article of a capture with all that is computed from its text."""

    article: Article
    segmented: Segmented
    document: Document
    sketch: Sketch
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a capture, or one post of a capture, made no article."""

    fate: str
    code: str
    reason: str
    canonical_url: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refined:
    """All that one capture yields."""

    capture: Capture
    items: tuple[Item, ...] = ()
    refused: Refused | None = None
    file: FileRead | None = None
    """For an attachment; ``words`` is its text with U+200B between words."""
    words: str = ""


def refine_one(task: Task) -> Refined:
    """Refine one capture; every failure of the page is a :class:`Refused` with its fate.

    Raises:
        ServiceAway: the archive's object store does not answer: that is no fault of the page.
    """
    try:
        with at_most(SECONDS_A_PAGE, task.capture.url, more=SECONDS_MORE):
            return _refine(task)
    except PageError as error:
        return Refined(capture=task.capture, refused=_refusal(error))
    except ServiceAway:
        raise
    except Exception:
        unforeseen = Unforeseen(traceback.format_exc(limit=-4), url=task.capture.url)
        return Refined(capture=task.capture, refused=_refusal(unforeseen))


def _refine(task: Task) -> Refined:
    place = task.capture
    archived = task.archive.read(place.warc_file, place.warc_offset, place.warc_length, place.sha256)
    return refine_page(task, archived)


def refine_page(task: Task, archived: ArchivedPage) -> Refined:
    """Refine a capture whose bytes were read.

    Raises:
        PageError: the page has no article; its fate is told.
    """
    capture, source = task.capture, task.source
    if capture.role == "policy":
        return Refined(capture=capture)
    if capture.role == "attachment":
        return _file(task, archived)
    if capture.role == "article" and source.family != IMPORT and is_listed_file(archived.body, capture.hint):
        return _lone_file(task, archived)
    items: list[Item] = []
    refused: Refused | None = None
    for draft in _drafts(task, archived):
        try:
            items.append(_item(draft, task, keep=source.family == IMPORT))
        except PageError as error:
            refused = _refusal(error, draft.url)
    return Refined(capture=capture, items=tuple(items), refused=refused)


def _file(task: Task, archived: ArchivedPage) -> Refined:
    """Read an attachment; what cannot be read is told, and kept all the same."""
    capture = task.capture
    read = read_file(
        archived.body,
        url=capture.url,
        content_type=capture.content_type,
        disposition=archived.header("content-disposition"),
    )
    refused = None
    if read.status in ("failed", "page"):
        code = f"attachment_{read.status}"
        refused = Refused(fate="quarantine", code=code, reason=read.note or read.status)
    return Refined(capture=capture, file=read, words=segmented(read.text), refused=refused)


def _lone_file(task: Task, archived: ArchivedPage) -> Refined:
    """An item that is a file: its article, and the file's words beside it; a scan is marked as a picture."""
    (draft,) = _drafts(task, archived)
    item, refined = _item(draft, task, keep=False), _file(task, archived)
    if refined.file is not None and refined.file.status == "none":
        item = replace(item, article=replace(item.article, text_status="image_only"))
    return replace(refined, items=(item,))


def _drafts(task: Task, archived: ArchivedPage) -> tuple[Draft, ...]:
    capture, source = task.capture, task.source
    if source.family == IMPORT:
        return (draft_of(archived.body, source),)
    page = page_of(capture, archived.body, source, now=task.now)
    if capture.role != "listing":
        return drafts(page, source)
    held = listing(page, source)
    return span_of_text(capture.span, now=task.now).drafts(held) if capture.span else held.drafts


def _item(draft: Draft, task: Task, *, keep: bool) -> Item:
    article = enrich(
        draft,
        source=task.source,
        family_version=families.version(task.source.family),
        captured_at=task.capture.fetched_at,
        page_sha256=task.capture.sha256,
        now=task.now,
        keep=keep,
        era=task.era,
    )
    document = document_of(article, task.source)
    return Item(
        article=article,
        segmented=Segmented(
            headline=segmented(article.headline),
            body=segmented(article.article_body),
            analysis=ANALYSIS_VERSION,
        ),
        document=document,
        sketch=sketch(document),
        rule=draft.rule,
    )


def _refusal(error: PageError, url: str | None = None) -> Refused:
    if isinstance(error, NotAnArticle):
        return Refused(
            fate=error.fate,
            code=error.role,
            reason=error.reason,
            canonical_url=error.canonical_url or None,
            url=url,
        )
    reason = error.rule if isinstance(error, LayoutChanged) else error.reason
    return Refused(fate=error.fate, code=error.code, reason=reason, url=url)
