"""Options that narrow a search, the same for search and export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import Parameter

from pipelines.records import Kind, Office, Scope

if TYPE_CHECKING:
    from search.records import Filters


T = TypeVar("T")


@Parameter(name="*")
@dataclass(frozen=True)
class FilterOptions:
    """What narrows a search beside its text."""

    province: Annotated[str | None, Parameter(help="TH-51, 51, ลำพูน or Lamphun")] = None
    amphoe: Annotated[str | None, Parameter(help="DOPA code of 4 digits")] = None
    office: Annotated[str | None, Parameter(help="An office by id")] = None
    office_kind: Annotated[Office | None, Parameter(help="A kind of office")] = None
    kind: Annotated[Kind | None, Parameter(help="A kind of article")] = None
    scope: Annotated[Scope | None, Parameter(help="thai or foreign")] = None
    language: Annotated[str | None, Parameter(help="th or en")] = None
    from_: Annotated[str | None, Parameter(name="--from", help="First day published; BE or CE")] = None
    to: Annotated[str | None, Parameter(help="Last day published; BE or CE")] = None
    has_attachment: Annotated[bool | None, Parameter(help="With, or without, attachments")] = None
    representative: Annotated[
        bool | None, Parameter(help="Those that stand for their story, or only their copies")
    ] = None

    def filters(self) -> Filters:
        """The search's own record of these options."""
        from search.records import Filters

        return Filters(
            province=_one(_province(self.province)),
            amphoe=_one(self.amphoe),
            source=_one(self.office),
            office=_one(self.office_kind),
            kind=_one(self.kind),
            scope=_one(self.scope),
            language=_one(self.language),
            published_from=self.from_,
            published_to=self.to,
            has_attachment=self.has_attachment,
            representative=self.representative,
        )


def _one(value: T | None) -> tuple[T, ...]:
    return () if value is None else (value,)


def _province(text: str | None) -> str | None:
    from pipelines import provinces
    from pipelines.errors import SettingsError

    if text is None:
        return None
    found = provinces.find(text)
    if found is None:
        raise SettingsError(f"--province {text}: no such province", cure="write TH-51, 51, ลำพูน or Lamphun")
    return found.iso
