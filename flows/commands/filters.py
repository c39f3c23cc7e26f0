"""Options that narrow a search, the same for search, export and datasets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import Parameter

from pipelines.records import Kind, Office, Scope

if TYPE_CHECKING:
    from pipelines.store.database import Store
    from search.records import Filters


T = TypeVar("T")


@Parameter(name="*")
@dataclass(frozen=True)
class FilterOptions:
    """What narrows a search beside its text."""

    province: Annotated[str | None, Parameter(help="TH-51, 51, ลำพูน or Lamphun")] = None
    amphoe: Annotated[str | None, Parameter(help="DOPA code of 4 digits, or a name: 5505, ปัว")] = None
    office: Annotated[str | None, Parameter(help="An office by id, or by its full name")] = None
    office_kind: Annotated[Office | None, Parameter(help="A kind of office")] = None
    kind: Annotated[Kind | None, Parameter(help="A kind of article")] = None
    scope: Annotated[Scope | None, Parameter(help="thai or foreign")] = None
    language: Annotated[str | None, Parameter(help="th or en")] = None
    from_: Annotated[str | None, Parameter(name="--from", help="First day published; BE or CE")] = None
    to: Annotated[str | None, Parameter(help="Last day published; BE or CE")] = None
    undated: Annotated[bool | None, Parameter(help="Without a date, or only dated")] = None
    has_attachment: Annotated[bool | None, Parameter(help="With, or without, attachments")] = None
    representative: Annotated[
        bool | None, Parameter(help="Those that stand for their story, or only their copies")
    ] = None

    def filters(self, store: Store) -> Filters:
        """The search's own record of these options.

        Raises:
            SettingsError: there is no such province, district, office or language; it names the nearest.
        """
        from pipelines.store import sources
        from search import known
        from search.records import Filters

        with store.read() as connection:
            offices = sources.names(connection) if self.office else {}
        language = _known("--language", self.language, known.LANGUAGES, "")
        return Filters(
            province=_one(province_code(self.province)),
            amphoe=_known("--amphoe", self.amphoe, known.amphoes() if self.amphoe else {}, "write its code"),
            source=_known("--office", self.office, offices, "khaosan source list shows all"),
            office=_one(self.office_kind),
            kind=_one(self.kind),
            scope=_one(self.scope),
            language=language,
            published_from=self.from_,
            published_to=self.to,
            undated=self.undated,
            has_attachment=self.has_attachment,
            representative=self.representative,
        )


def _one(value: T | None) -> tuple[T, ...]:
    return () if value is None else (value,)


def _known(option: str, text: str | None, values: Mapping[str, str], cure: str) -> tuple[str, ...]:
    """The ids that a value stands for."""
    from pipelines.errors import SettingsError
    from search import known

    if text is None:
        return ()
    found = known.ids_of(values, text)
    if not found:
        way = known.meant(values, text) or cure or f"known: {', '.join(values)}"
        raise SettingsError(f"{option} {text}: there is none", cure=way)
    return found


def province_code(text: str | None) -> str | None:
    """The ISO code of a province by whatever it is called; null for null."""
    from pipelines import provinces
    from pipelines.errors import SettingsError

    if text is None:
        return None
    found = provinces.find(text)
    if found is None:
        from search import known

        names = {one.iso: one.name_th for one in provinces.load()}
        latin = {one.iso: one.name_en for one in provinces.load()}
        way = known.meant(latin if text.isascii() else names, text) or "write TH-51, 51, ลำพูน or Lamphun"
        raise SettingsError(f"--province {text}: no such province", cure=way)
    return found.iso
