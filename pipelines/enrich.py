"""From what a family read on a page to the Article record: the one road every page takes.

Clean, mask, understand; each step reads what the one before it left, and nothing here knows HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from pipelines import boilerplate, bylines, letters, provinces
from pipelines.dates import Dates, pick
from pipelines.errors import NotAnArticle
from pipelines.identity import address_digest
from pipelines.issuers import issuer
from pipelines.kinds import Judged, judge, language, reads_as_gone, text_status
from pipelines.people import people
from pipelines.places import of_province, places
from pipelines.privacy import mask
from pipelines.records import Article, Credits, Draft, Era, Letter, Person, Place, Source, TextStatus
from pipelines.text.characters import has_letters
from pipelines.text.fold import display

_SOURCE_CONFIDENCE, _LETTER_CONFIDENCE = 0.7, 0.9
"""An office mostly writes of its own changwat; a letter's code names the changwat that sent it."""
MOST_READ = 500_000
"""Characters of a body that are understood; the rest is kept, indexed, and searched. Twice the longest of
20,000 releases (242,854), so only absurd pages are cut; refining counts them (``read_in_part``)."""
_LEAST_BESIDE_SPAM = 40
"""Letters that must be left of a page for it to be more than the gambling injected into it."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A draft's words, cleaned and masked."""

    headline: str
    body: str
    notes: tuple[str, ...]
    credits: Credits
    letter: Letter | None
    spam: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a text turned out to say."""

    judged: Judged
    dates: Dates
    issuer: str | None
    places: tuple[Place, ...]
    people: tuple[Person, ...]
    language: str


def enrich(
    draft: Draft,
    *,
    source: Source | None,
    family_version: str,
    captured_at: datetime | None,
    page_sha256: str,
    now: datetime,
    keep: bool = False,
    era: Era | None = None,
) -> Article:
    """Understand one draft.

    Args:
        draft: What a family read; its body's paragraphs are separated by newlines.
        source: The office that publishes; None for a lone file, whose issuer and places come from its text.
        family_version: ``wordpress@3``: the family and the version of its rules.
        captured_at: When the page was fetched, with its zone.
        page_sha256: Digest of the page's bytes.
        now: The moment dates are judged by.
        keep: A corpus of the user's own: nothing is discarded, and the item is the public id as it stands.
        era: The era the source mostly writes (``drift.prior``): it decides years of two digits.

    Raises:
        NotAnArticle: The page is spam, a (soft) 404 or empty.
    """
    text = _read(draft, keep=keep)
    return _record(
        draft,
        text,
        _understand(text, draft, source, now, era),
        article_id=draft.item if keep and draft.item else article_id(draft, source),
        source_id=source.id if source else "",
        extractor=family_version,
        captured_at=captured_at,
        page_sha256=page_sha256,
    )


def _read(draft: Draft, *, keep: bool) -> _Text:
    """Clean a draft and refuse what is no article; whoever brings a corpus to keep has done both."""
    text = _clean(draft)
    if keep:  # every line of it must be found again
        return replace(text, headline=mask(display(draft.headline)), body=mask(display(draft.body)))
    _require_article(draft, text)
    return text


def _record(
    draft: Draft,
    text: _Text,
    meaning: _Meaning,
    *,
    article_id: str,
    source_id: str,
    extractor: str,
    captured_at: datetime | None,
    page_sha256: str,
) -> Article:
    dates, judged = meaning.dates, meaning.judged
    return Article(
        id=article_id,
        url=draft.url,
        canonical_url=draft.canonical_url,
        source=source_id,
        family=extractor.partition("@")[0],
        extractor=extractor,
        kind=judged.kind,
        scope=judged.scope,
        country=judged.country,
        headline=text.headline,
        article_body=text.body,
        language=meaning.language,
        published=dates.published,
        event=dates.event,
        deadline=dates.deadline,
        order=dates.order,
        fiscal_year=dates.fiscal_year,
        issuer=meaning.issuer,
        places=meaning.places,
        people=meaning.people,
        credits=text.credits,
        letter=text.letter,
        category=tuple(mask(display(word)) for word in draft.category),
        attachments=draft.attachments,
        images=draft.images,
        text_status=_status(text, draft),
        captured_at=captured_at,
        page_sha256=page_sha256,
    )


def _understand(text: _Text, draft: Draft, source: Source | None, now: datetime, era: Era | None) -> _Meaning:
    """Places first: they tell a Thai text from a foreign one; the kind then tells the dates apart."""
    body, letter, name = text.body[:MOST_READ], text.letter, source.name if source else None
    found = places(body, headline=text.headline, prior=_prior(source, letter))
    named = sum(place.confidence == 1 for place in found)
    judged = judge(text.headline, body, letter=letter, page_kind=draft.page_kind, thai_places=named)
    kind, thai = judged.kind, judged.scope == "thai"
    notes = [*text.notes, *([draft.published_raw] if draft.published_raw else [])]
    said = f"{body}\n{text.headline}"
    signed = issuer(text.headline, body, kind=kind, letter=letter, source_name=name) if thai else name
    return _Meaning(
        judged=judged,
        dates=pick(draft.published, notes, said, now=now, kind=kind, prior=era),
        issuer=signed,
        places=_with_evidence(found, source, letter) if thai else (),
        people=people(body),
        language=language(f"{text.headline}\n{text.body}"),
    )


def _status(text: _Text, draft: Draft) -> TextStatus:
    images, attachments = len(draft.images), len(draft.attachments)
    return text_status(text.body, images=images, attachments=attachments, cut="feed" in draft.rule)


def article_id(draft: Draft, source: Source | None) -> str:
    """``source_id:item``, or ``source_id:`` and 16 hex digits of the canonical URL's SHA-256."""
    item = draft.item or address_digest(draft.canonical_url)
    return f"{source.id}:{item}" if source else item


def _clean(draft: Draft) -> _Text:
    """Part text from furniture, spam and bylines, and mask what is personal; a letter keeps every line."""
    headline = " ".join(mask(display(draft.headline)).split())
    sorted_ = boilerplate.clean(mask(display(draft.body)).split("\n"))
    letter = letters.read("\n".join(sorted_.lines))
    notes = tuple(mask(display(note)) for note in draft.notes)
    lifted = bylines.lift(() if letter else sorted_.lines)
    noted = bylines.lift((*notes, *sorted_.furniture)).credits
    furniture = (*notes, *lifted.taken, *sorted_.furniture)
    return _Text(
        headline=headline,
        body="\n".join(sorted_.lines if letter else lifted.lines),
        notes=furniture,
        credits=_merged(lifted.credits, noted, tuple(mask(display(name)) for name in draft.posted_by)),
        letter=letter,
        spam=sorted_.spam,
    )


def _merged(body: Credits, notes: Credits, posted_by: tuple[str, ...]) -> Credits:
    def both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*one, *other)))

    return Credits(
        reporter=both(body.reporter, notes.reporter),
        photo=both(body.photo, notes.photo),
        photo_and_news=both(body.photo_and_news, notes.photo_and_news),
        posted_by=both(posted_by, both(notes.posted_by, body.posted_by)),
    )


def _require_article(draft: Draft, text: _Text) -> None:
    media = bool(draft.images or draft.attachments)
    bare = not has_letters(text.body, _LEAST_BESIDE_SPAM)
    reason: tuple[str, str] | None = None
    if text.spam and bare and not media:
        reason = ("spam", f"nothing but gambling: {text.spam[0][:60]}")
    elif bare and boilerplate.is_promotion(text.headline):
        reason = ("spam", f"headline advertises gambling: {text.headline[:60]}")
    elif not media and reads_as_gone(text.headline, text.body):
        reason = ("not_found", "the text of an error page")
    elif not media and not has_letters(text.body, 1):
        reason = ("empty", "no text, image or attachment")
    if reason:
        raise NotAnArticle(*reason, url=draft.url, canonical_url=draft.canonical_url)


def _prior(source: Source | None, letter: Letter | None) -> str | None:
    """DOPA code of the changwat the text comes from."""
    sent = letters.province_of(letter.number) if letter else None
    home = provinces.find(source.province) if source and source.province else None
    return sent or (home.code if home else None)


def _with_evidence(
    found: tuple[Place, ...], source: Source | None, letter: Letter | None
) -> tuple[Place, ...]:
    """The places of the text, then the changwat that the letter's number or the source tells, if new."""
    known = {place.code for place in found}
    sent = letters.province_of(letter.number) if letter else None
    more: list[Place] = []
    if sent and sent not in known:
        more.append(of_province(sent, "letter-number", _LETTER_CONFIDENCE))
        known.add(sent)
    home = provinces.find(source.province) if source and source.province else None
    if home and home.code not in known:
        more.append(of_province(home.code, "source", _SOURCE_CONFIDENCE))
    return (*found, *more)
