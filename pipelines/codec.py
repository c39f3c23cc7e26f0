"""Records to JSON and back: the only place that knows msgspec.

Keys are the records' field names (design §10); moments are ISO 8601 with their zone. A misspelt or missing
field is an error that names its path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from pipelines.errors import ConfigError

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder()


def to_json(record: Any) -> str:
    """One line of JSON, UTF-8, keys in the order of the record's fields."""
    return _ENCODER.encode(record).decode()


def from_json(text: str | bytes, kind: type[T]) -> T:
    """Read one record; raise ConfigError naming the path of what does not fit."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        field = isinstance(error, msgspec.ValidationError)
        cure = "correct the field named" if field else "write it as one whole JSON object, in UTF-8"
        raise ConfigError(f"not a {kind.__name__}: {error}", cure=cure) from error


def to_builtins(record: Any) -> Any:
    """Dicts, lists and strings, as JSON would hold them."""
    return msgspec.to_builtins(record)


def from_builtins(value: Any, kind: type[T], *, strict: bool = True) -> T:
    """The reverse of :func:`to_builtins`; ``strict=False`` also takes "25" for 25 (environment values)."""
    try:
        return msgspec.convert(value, kind, strict=strict)
    except msgspec.MsgspecError as error:
        raise ConfigError(f"not a {kind.__name__}: {error}", cure="correct the field named") from error


def lines(records: Iterable[Any]) -> Iterator[str]:
    """JSON Lines."""
    return (to_json(record) for record in records)


def schemas(kinds: Iterable[Any], template: str) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """JSON Schemas (2020-12) of records, as :func:`to_json` writes them.

    Args:
        kinds: Types of records.
        template: What a reference looks like, with ``{name}`` in it.

    Returns:
        A schema for each kind, and those of the records inside, by name.
    """
    made, components = msgspec.json.schema_components(kinds, ref_template=template)
    return list(made), dict(components)
