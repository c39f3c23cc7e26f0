"""``khaosan show``, ``cite`` and ``cite-result``: an article or series; a citation of one, or of a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from flows.commands.common import COMMON, Common
from flows.commands.filters import FilterOptions
from pipelines.errors import SettingsError
from search.records import Match

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from pipelines.store.articles import StoredArticle, Version

NO_FILTERS = FilterOptions()


def show(identity: str, *, common: Common = COMMON) -> int:
    """Show one article: record, versions, copies and where it came from; or the issues of a series.

    Args:
        identity: The id of an article, or of a series (``s-…``).
    """
    from flows.output import emit
    from flows.workspace import workspace

    with workspace(common.settings) as space:
        issues = _series(space, identity)
        if issues is not None:
            emit(issues, json=common.json, text=lambda: _issues(issues))
            return 0
        answer = _answer(space, _stored(space, identity))
    emit(answer, json=common.json, text=lambda: _text(answer))
    return 0


def cite(identity: str, *, style: str = "th", common: Common = COMMON) -> int:
    """Print a citation of an article.

    Args:
        identity: The article's id.
        style: th or en (author and date), th-note or en-note, or a format: ris, bib, csl.json.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.moment import clock
    from pipelines.store import sources
    from search.citations.cited import article_cited
    from search.citations.styles import cite as written

    with workspace(common.settings) as space:
        stored = _stored(space, identity)
        with space.store.read() as connection:
            source = sources.load(connection, [stored.article.source])[stored.article.source]
        text = written(article_cited(stored.article, source, accessed=clock()), style)
    emit({"id": identity, "style": style, "citation": text}, json=common.json, text=lambda: text)
    return 0


def cite_result(
    query: str,
    *,
    style: str = "th",
    match: Match = "all",
    copies: Annotated[bool, Parameter(negative="")] = False,
    base: str = "http://127.0.0.1:8000",
    filters: FilterOptions = NO_FILTERS,
    common: Common = COMMON,
) -> int:
    """Print a citation of what a query finds today, with its counts; the API's /citation prints the same.

    Args:
        query: As in search.
        style: th or en (author and date), th-note or en-note, or a format: ris, bib, csl.json.
        match: all or any.
        copies: The cited page lists every copy.
        base: Where readers reach the web app.
    """
    from flows.output import emit
    from flows.workspace import workspace
    from pipelines.moment import clock
    from search.api.desk import Desk
    from search.api.keeping import cited_result
    from search.citations.styles import cite as written
    from search.web.asking import Asked

    with workspace(common.settings) as space:
        within = filters.filters(space.store)
        if within.representative is False:
            raise SettingsError("no page lists copies alone, so none can be cited", cure="leave it out")
        asked = Asked(
            q=query,
            match=match,
            copies=copies,
            province=within.province,
            amphoe=within.amphoe,
            source=within.source,
            office=within.office,
            kind=within.kind,
            scope=within.scope,
            language=within.language,
            attachment=within.has_attachment,
            representative=within.representative is True,
            first=within.published_from or "",
            last=within.published_to or "",
        )
        cited = cited_result(Desk(space.store, space.searcher(), clock, base.rstrip("/")), asked)
        text = written(cited, style)
    emit({"id": cited.id, "style": style, "citation": text}, json=common.json, text=lambda: text)
    return 0


def _stored(space: Workspace, identity: str) -> StoredArticle:
    from pipelines.store import articles

    with space.store.read() as connection:
        found = articles.load(connection, [identity]).get(identity)
    if found is None:
        raise SettingsError(f"{identity}: no such article", cure="khaosan search shows ids")
    return found


def _answer(space: Workspace, stored: StoredArticle) -> dict[str, Any]:
    from pipelines.codec import to_builtins
    from pipelines.store import articles, attachments, captures
    from search.masking import masked

    with space.store.read() as connection:
        files = attachments.of(connection, [stored.article.id]).get(stored.article.id, ())
        texts = attachments.texts(connection, [stored.article.id])
        versions = articles.history(connection, stored.article.id)
        changed = attachments.changed(connection, versions)
        capture = captures.get(connection, stored.capture_id) if stored.capture_id else None
        members = articles.in_cluster(connection, stored.article.cluster) if stored.article.cluster else []
    words = _words([replace(v, article=masked(v.article)) for v in versions])
    return {
        "article": to_builtins(masked(stored.article)),
        "series": stored.series,
        "state": stored.state,
        "state_at": stored.state_at,
        "version": stored.version,
        "versions": [
            {
                "number": v.number,
                "captured_at": v.captured_at,
                "capture": v.capture_id,
                "extractor": v.article.extractor,
                "rule": v.rule,
                "file": changed[v.number].label if v.number in changed else None,
                "file_sha256": v.file,
                "changes": words.get(v.number),
            }
            for v in versions
        ],
        "provenance": {
            "capture": to_builtins(capture),
            "rule": stored.rule,
            "extractor": stored.article.extractor,
        },
        "attachments": to_builtins(files),
        "attachment_text": texts.get(stored.article.id, "").replace("\u200b", ""),
        "copies": [
            {"id": m.article.id, "source": m.article.source, "headline": m.article.headline}
            for m in members
            if m.article.id != stored.article.id
        ],
    }


def _words(versions: Sequence[Version]) -> dict[int, list[dict[str, str]]]:
    """What the latest versions changed in the words of those before, by number."""
    from pipelines.codec import to_builtins
    from search.web.versions import changes

    made = [one for one in changes(versions, {}) if one.difference is not None]
    return {one.version.number: to_builtins(one.difference.pieces) for one in made if one.difference}


def _series(space: Workspace, identity: str) -> dict[str, Any] | None:
    """The issues of a series in time; null where the id is none of a series."""
    from pipelines.copies import reissue
    from pipelines.store import articles

    if not identity.startswith("s-"):
        return None
    with space.store.read() as connection:
        kept = reissue.resolve(connection, identity)
        members = [one.article for one in articles.in_series(connection, kept)]
    issues = [
        {
            "id": one.id,
            "source": one.source,
            "headline": one.headline,
            "published": one.published.value if one.published else None,
            "cluster": one.cluster,
        }
        for one in members
    ]
    return {"series": kept, "issues": issues} if issues else None


def _issues(answer: dict[str, Any]) -> str:
    lines = [f"{one['published'] or '–'}  {one['id']}  {one['headline']}" for one in answer["issues"]]
    return "\n".join([f"{answer['series']}: {len(lines)} issues", *lines])


def _text(answer: dict[str, Any]) -> str:
    """For people: addresses are masked too, as the web shows them; JSON has them as they work."""
    from pipelines.privacy import mask_address

    article = answer["article"]
    published = (article["published"] or {"value": "–"})["value"]
    lines = [
        article["headline"],
        " · ".join([article["id"], article["issuer"] or article["source"], published, article["kind"]]),
        mask_address(article["url"]),
        "",
        article["article_body"],
        "",
        f"version {answer['version']} of {len(answer['versions'])}, {answer['provenance']['extractor']}"
        f" by rule {answer['provenance']['rule']}",
    ]
    lines += [_version(one) for one in answer["versions"]] if len(answer["versions"]) > 1 else []
    if answer["state"] == "gone":
        lines.append(f"deleted at source: its page was no longer there on {answer['state_at']}")
    lines += [_file(one) for one in answer["attachments"]]
    lines += ["", answer["attachment_text"], ""] if answer["attachment_text"] else []
    lines += [f"series: {answer['series']}"] if answer["series"] else []
    lines += [f"copy: {one['id']} {one['headline']}" for one in answer["copies"]]
    return "\n".join(lines)


def _version(one: dict[str, Any]) -> str:
    """A version in a line: when it was captured, and whether the page or an attachment had changed."""
    changed = (
        f"attachment {one['file'] or ''} changed, SHA-256 {one['file_sha256']}"
        if one["file_sha256"]
        else "page"
    )
    said = "".join(map(_piece, one["changes"] or ()))
    words = "".join(f"\n     {line}" for line in said.splitlines() if line.strip())
    return f"  {one['number']}: {one['captured_at']} {changed}{words}"


def _piece(piece: dict[str, str]) -> str:
    """A stretch of words, marked as word differences are."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}", "skip": "…"}
    return marks[piece["kind"]].format(piece["text"])


def _file(one: dict[str, Any]) -> str:
    """An attachment in a line."""
    from pipelines.privacy import mask, mask_address

    known = [one["media_type"], f"{one['bytes']} bytes", one["text_status"]] if one["sha256"] else []
    facts = [one["state"], *filter(None, known), *([one["reason"]] if one["reason"] else [])]
    return f"attachment: {mask(one['label'])} ({', '.join(facts)}) {mask_address(one['url'])}"
