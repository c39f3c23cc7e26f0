"""Options that every command has, and the settings they lead to."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from flows.settings import Settings, from_environment

Count = Annotated[int, Parameter(validator=Number(gte=0))]
"""A number of things; none may be meant."""
AtLeastOne = Annotated[int, Parameter(validator=Number(gte=1))]
Port = Annotated[int, Parameter(validator=Number(gte=0, lte=65_535))]
MAY_BE_HYPHEN = Parameter(allow_leading_hyphen=True)
"""Of an argument that may be a lone -, which cyclopts from 5.5 on takes for an option else: it lets pass
whatever begins so, and :func:`refuse_option` refuses what is none."""


def refuse_option(text: str, command: str) -> None:
    """Raise SettingsError for an argument that is an option, misspelt or of another command."""
    from pipelines.errors import SettingsError

    if text.startswith("--"):
        raise SettingsError(f"{text}: no option of {command}", cure=f"khaosan {command} --help lists them")


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """Options of every command."""

    home: Annotated[
        Path | None, Parameter(help="Folder of store, archive and index (KHAOSAN_HOME, else ./var)")
    ] = None
    json: Annotated[bool, Parameter(help="Print JSON only", negative="")] = False

    @property
    def settings(self) -> Settings:
        """Settings from the environment, with the home given here."""
        return from_environment(os.environ, home=self.home)

    def with_registry(self, registry: Path | None) -> Settings:
        """The settings, reading another registry where one is named."""
        settings = self.settings
        return replace(settings, registry=str(registry.resolve())) if registry else settings


COMMON = Common()
