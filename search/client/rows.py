"""Answers of many records: iterated page by page, or as a pandas frame where pandas is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pipelines.errors import SettingsError
from pipelines.records import DateValue

if TYPE_CHECKING:
    from pandas import DataFrame

T = TypeVar("T")


class Rows(Generic[T]):
    """Records of an answer. Each iteration asks anew, one page after the other."""

    def __init__(self, ask: Callable[[], Iterator[T]]) -> None:
        self._ask = ask

    def __iter__(self) -> Iterator[T]:
        return self._ask()

    def frame(self) -> DataFrame:
        """All records as a pandas frame; see :func:`frame`."""
        return frame(self)


def frame(records: Iterable[Any]) -> DataFrame:
    """Put records into a pandas frame, one column a field.

    A date gives three columns: as the page states it (``published``), how precisely, and, where it is a day
    or better, as a pandas timestamp (``published_day``). Other records inside give a column a field; tuples
    of records stay lists of dictionaries.

    Raises:
        SettingsError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise SettingsError("frames need pandas", cure="pip install pandas") from error
    made = pandas.DataFrame([dict(_cells(one)) for one in records])
    for name in [str(column) for column in made.columns]:
        if name.endswith("_day"):
            made[name] = pandas.to_datetime(made[name])
    return made


def _cells(record: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, DateValue) or (value is None and field.name in _DATES):
            yield from _date(field.name, value)
        elif is_dataclass(value):
            yield from ((f"{field.name}_{name}", inner) for name, inner in _cells(value))
        else:
            yield field.name, _plain(value)


_DATES = ("published", "event", "deadline", "order")
_DAY = ("day", "minute")


def _date(name: str, value: DateValue | None) -> Iterator[tuple[str, Any]]:
    yield name, value.value if value else None
    yield f"{name}_precision", value.precision if value else None
    yield f"{name}_day", value.value[:10] if value and value.precision in _DAY else None


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [dict(_cells(one)) if is_dataclass(one) else one for one in value]
    return value
