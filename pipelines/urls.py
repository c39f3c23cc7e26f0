"""Canonical addresses: what makes two addresses of one CMS the same page, and nothing more.

Unknown parameters are kept: vendor packages put the identity in any of them (``?sid=1`` is not ``?sid=2``). A
family names what it drops; tracking marks are dropped everywhere, since no site gives them a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(r"utm_[a-z_]{1,20}|fbclid|gclid|yclid|igshid|mc_[ce]id|_ga")
SESSIONS = ("phpsessid", "jsessionid", "sid_session", "aspsessionid")
"""Session numbers that CMSs print into links (seen: a Krabi forum)."""
_JSESSION = re.compile(r";jsessionid=[^/?#;]{1,200}", re.IGNORECASE)
_SAFE = "!$&'()*+,;=:@/-._~"
_PORTS = {"http": 80, "https": 443}


def canonical(url: str, *, drop: Iterable[str] = (), ordered: bool = False) -> str:
    """Normalise an address without changing what it names.

    Lower-cases scheme and host, drops the default port, the fragment, session numbers, tracking marks and
    the parameters in ``drop``; writes Thai and percent-codes one way (upper-case ``%XX``, RFC 3986 §6.2.2).
    The order of parameters stays, unless they are to be ordered by name.

    Args:
        url: An absolute address; one that cannot be split comes back as it is.
        drop: Names of parameters without meaning in this family, in lower case.
        ordered: Order the parameters, where a family links one page with them in any order.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = plain_host(parts.hostname or ""), parts.port
    except ValueError:
        return url
    if port and port != _PORTS.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    path = _recode(_JSESSION.sub("", parts.path)) or "/"
    kept = _query(parts.query, frozenset(drop))
    query = "&".join(sorted(kept) if ordered else kept)
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))


def parameters(query: str) -> list[tuple[str, str]]:
    """Names (lower case) and values of a query, decoded, in order, blank ones too."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(_plain(name).lower(), _plain(value)) for name, _, value in pairs]


def parameter(url: str, name: str) -> str | None:
    """The value of one parameter of an address."""
    try:
        query = urlsplit(url).query
    except ValueError:
        return None
    return next((value for key, value in parameters(query) if key == name), None)


def host(url: str) -> str:
    """Host without ``www.``, empty for what is no address."""
    return bare(named_host(url))


def named_host(url: str) -> str:
    """Host as the address names it, empty for what is no address."""
    try:
        return plain_host(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def bare(host: str) -> str:
    """A host without ``www.``: an office's two names for one site."""
    return host.removeprefix("www.")


def plain_host(name: str) -> str:
    """A host as it is asked for: small letters, other scripts (เทศบาล.ไทย) as RFC 3490 writes them."""
    if name.isascii():
        return name.lower()
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:  # no name server knows it
        return name.lower()


def path(url: str) -> str:
    """The decoded path."""
    try:
        return _plain(urlsplit(url).path)
    except ValueError:
        return ""


def absolute(href: str, base: str) -> str | None:
    """Join an address to its base; None where the result is no http(s) address."""
    try:
        url = urljoin(base, href.strip())
        parts = urlsplit(url)
        host, _port, _bytes = parts.hostname, parts.port, url.encode()  # each raises where nobody could ask
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def with_parameters(url: str, **values: str) -> str:
    """Set parameters of an address, each once, behind those it has."""
    parts = urlsplit(url)
    kept = [part for part in parts.query.split("&") if part and part.partition("=")[0].lower() not in values]
    added = [f"{name}={quote(value, safe='/')}" for name, value in values.items()]
    return urlunsplit(parts._replace(query="&".join([*kept, *added]), fragment=""))


def _query(query: str, drop: frozenset[str]) -> list[str]:
    kept = []
    for part in query.split("&"):
        name = _plain(part.partition("=")[0]).lower()
        if part and name not in drop and name not in SESSIONS and not _TRACKING.fullmatch(name):
            kept.append(_recode(part, query=True))
    return kept


def _recode(text: str, *, query: bool = False) -> str:
    """Decode each percent-code that stands for a letter, then encode what must be, one way."""
    reserved = "%&=+#" if query else "%/?#;"
    pieces = re.split("(%[0-9A-Fa-f]{2})", text)
    keep = {f"%{ord(char):02X}" for char in reserved}
    out: list[str] = []
    for number, piece in enumerate(pieces):
        if number % 2:  # what the pattern took; all the rest stands between
            upper = piece.upper()
            byte = bytes.fromhex(upper[1:])
            plain = byte.isalnum() or byte in b"-._~"
            out.append(byte.decode("ascii") if plain and upper not in keep else upper)
        else:
            out.append(quote(piece, safe=_SAFE + "?" if query else _SAFE))
    return "".join(out)


def _plain(text: str) -> str:
    return unquote_to_bytes(text).decode("utf-8", "replace")
