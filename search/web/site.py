"""What every page has: the reader's language, addresses that keep it, and the templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipelines.archive import Archive
from pipelines.privacy import mask_address
from pipelines.store import sources
from pipelines.store.database import Store
from search.service import Searcher
from search.web import broken, dates
from search.web.asking import Asked
from search.web.chart import percent
from search.web.ways import Ways, parameters
from search.web.words import LANGUAGES, Language, Words, negotiate, number

HERE = Path(__file__).parent
MOST_OF_LINKS = 4_000
"""Bytes that the links of a picture may add to a page: 77 provinces, and a question of about 12 Thai letters.
A longer one leaves its links to the table beside the picture."""
MOST_NAMED = 120
"""Characters of a question in titles."""
MOST_OF_AN_ITEM = 240
"""Bytes of the question in a link to an item: about 70 Thai letters, and twenty results a page."""
MOST_OF_A_SHOWN_ADDRESS = 300
"""Characters."""
MOST_OF_AN_ADDRESS = 2_000
"""Bytes of parameters that go along into the other language; more are none that this page knows."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the app serves from. ``sample`` = all of its offices are samples."""

    store: Store
    searcher: Searcher
    sample: bool
    clock: Callable[[], datetime]
    archive: Archive | None = None
    """Where captured pages are read from; null = they are not shown."""
    own: bool = True
    """Whether the only reader is whoever runs it: collections and saved searches can be changed."""
    token: str = ""
    """Stands in every form that changes something, and is known to no page of another site."""


def only_samples(store: Store) -> bool:
    """Tell whether all offices of the store are samples; beside real ones, each item says what it is."""
    with store.read() as connection:
        known = sources.load(connection).values()
    return bool(known) and all(source.sample for source in known)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request by one reader."""

    site: Site
    request: Request
    words: Words
    asked_language: Language | None
    """The language in the address: it is kept in every link; null = the browser's own."""

    @classmethod
    def of(cls, request: Request) -> Visit:
        """Read who asks, and in which language."""
        asked = request.query_params.get("lang") or getattr(request.state, "lang", None)
        language = negotiate(asked, request.headers.get("accept-language"))
        kept = language if asked in LANGUAGES else None
        return cls(request.app.state.site, request, Words(language), kept)

    def link(self, path: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
        """An address of this app that keeps the language."""
        given = [*pairs, *([("lang", self.asked_language)] if self.asked_language else [])]
        return f"{path}?{parameters(given)}" if given else path

    def find(self, asked: Asked) -> str:
        """The address of a search page."""
        return self.link("/", asked.pairs())

    def narrowing(self, asked: Asked, shapes: int) -> str:
        """The address that a picture's shapes add their own parameters to; empty where it is too long.

        Args:
            asked: The question, without what the shapes say.
            shapes: How many there are.
        """
        address = self.find(asked.change())
        begun = f"{address}{'&' if '?' in address else '?'}"
        return begun if len(begun.encode()) * shapes <= MOST_OF_LINKS else ""

    def item(self, identity: str, asked: Asked | None = None) -> str:
        """The address of an item's page; the question goes along, so that its words are marked there.

        One that is longer than :data:`MOST_OF_AN_ITEM` does not: a page has as many such links as results.
        """
        pairs = asked.pairs() if asked else []
        carried = len(parameters(pairs).encode()) <= MOST_OF_AN_ITEM
        return self.link(self.path_of(identity), pairs if carried else ())

    def here(self, path: str) -> str:
        """The whole address of a path of this app, as its reader reaches it."""
        return f"{str(self.request.base_url).rstrip('/')}{path}"

    def path_of(self, identity: str) -> str:
        """The path of an item's page."""
        return f"/item/{quote(identity, safe='')}"

    def in_language(self, language: Language) -> str:
        """This page's address in a language."""
        others = [(name, value) for name, value in self.request.query_params.multi_items() if name != "lang"]
        # one slash: //host/… would be an address of another host
        path = "/" + quote(self.request.url.path.lstrip("/"), safe="/:@")
        kept = others if len(parameters(others).encode()) <= MOST_OF_AN_ADDRESS else []
        return f"{path}?{parameters([*kept, ('lang', language)])}"

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Render a page."""
        text = (
            environment()
            .get_template(template)
            .render(
                visit=self,
                t=self.words,
                lang=self.words.language,
                languages=LANGUAGES,
                sample=self.site.sample,
                way=Ways(self, values.get("asked", Asked())),
                **{"asked": Asked(), **values},
            )
        )
        headers = {"Content-Language": self.words.language, "Vary": "Accept-Language"}
        return HTMLResponse(text, status, headers)


@cache
def environment() -> Environment:
    """The templates: escaping always, an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters.update(number=number, percent=percent, web=web_address, readable=readable)
    made.filters.update(
        marked=broken.hit,
        set=broken.plain,
        named=broken.named,
        commands=broken.commands,
        shortened=shortened,
        parameters=parameters,
    )
    made.globals.update(
        static=static,
        shown=dates.shown,
        date_text=dates.date_text,
        moment=dates.moment,
        day=dates.day,
        both_eras=dates.both_eras,
    )
    return made


def shortened(text: str, most: int = MOST_NAMED) -> str:
    """A question where it is only named; the box holds it whole."""
    return text if len(text) <= most else f"{text[:most]}…"


@cache
def static(name: str) -> str:
    """The address of a static file; it changes with the file, so browsers may keep it for ever."""
    digest = sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def readable(url: str) -> str:
    """An address for people, its end left out if it is long; the link holds it whole."""
    return shortened(mask_address(url), MOST_OF_A_SHOWN_ADDRESS)


def web_address(url: str) -> str | None:
    """The address if it is safe to link to: http or https with a host; else null (``javascript:`` …)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.netloc else None
