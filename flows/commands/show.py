"""``khaosan show`` and ``khaosan cite``: one article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.commands.common import COMMON, Common
from pipelines.errors import SettingsError

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from pipelines.store.articles import StoredArticle


def show(identity: str, *, common: Common = COMMON) -> int:
    """Show one article: its record, its versions, its copies, and where it came from.

    Args:
        identity: The article's id.
    """
    from flows.output import emit
    from flows.workspace import workspace

    with workspace(common.settings) as space:
        answer = _answer(space, _stored(space, identity))
    emit(answer, json=common.json, text=lambda: _text(answer))
    return 0


def cite(identity: str, *, style: str = "th", common: Common = COMMON) -> int:
    """Print a citation of an article.

    Args:
        identity: The article's id.
        style: th or en, or a format: ris, bib, csl.json.
    """
    from flows.output import emit
    from flows.workspace import clock, workspace
    from pipelines.store import sources
    from search.citations import citation

    with workspace(common.settings) as space:
        stored = _stored(space, identity)
        with space.store.read() as connection:
            source = sources.load(connection, [stored.article.source])[stored.article.source]
        text = citation(stored.article, source, style=style, accessed=clock())
    emit({"id": identity, "style": style, "citation": text}, json=common.json, text=lambda: text)
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
    from pipelines.store import articles, captures

    with space.store.read() as connection:
        versions = articles.history(connection, stored.article.id)
        capture = captures.get(connection, stored.capture_id) if stored.capture_id else None
        members = articles.in_cluster(connection, stored.article.cluster) if stored.article.cluster else []
    return {
        "article": to_builtins(stored.article),
        "state": stored.state,
        "version": stored.version,
        "versions": [
            {
                "number": v.number,
                "captured_at": v.captured_at,
                "capture": v.capture_id,
                "extractor": v.article.extractor,
            }
            for v in versions
        ],
        "provenance": {
            "capture": to_builtins(capture),
            "rule": stored.rule,
            "extractor": stored.article.extractor,
        },
        "copies": [
            {"id": m.article.id, "source": m.article.source, "headline": m.article.headline}
            for m in members
            if m.article.id != stored.article.id
        ],
    }


def _text(answer: dict[str, Any]) -> str:
    article = answer["article"]
    published = (article["published"] or {"value": "–"})["value"]
    lines = [
        article["headline"],
        " · ".join([article["id"], article["issuer"] or article["source"], published, article["kind"]]),
        article["url"],
        "",
        article["article_body"],
        "",
        f"version {answer['version']} of {len(answer['versions'])}, {answer['provenance']['extractor']}"
        f" by rule {answer['provenance']['rule']}",
    ]
    lines += [f"copy: {one['id']} {one['headline']}" for one in answer["copies"]]
    return "\n".join(lines)
