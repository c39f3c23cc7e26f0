"""How a secured Elasticsearch is entered: by user and password or by API key, trusting a CA of one's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.errors import SettingsError

_PREFIX = "KHAOSAN_ELASTICSEARCH_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Credentials; secrets are in no ``repr``, so in no log and no error."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    ca: str | None = None
    """PEM file of the authority that signed the servers' certificates; null = the system's."""

    def options(self) -> dict[str, Any]:
        """Make the client's options.

        Raises:
            SettingsError: they contradict each other, one is missing, or there is no such file.
        """
        options: dict[str, Any] = {}
        if self.api_key and (self.user or self.password):
            raise SettingsError(
                "an API key and a user are both given", cure=f"set either {_PREFIX}API_KEY or {_PREFIX}USER"
            )
        if bool(self.user) != bool(self.password):
            missing = "PASSWORD" if self.user else "USER"
            raise SettingsError("half of user and password is missing", cure=f"set {_PREFIX}{missing}")
        if self.api_key:
            options["api_key"] = self.api_key
        if self.user and self.password:
            options["basic_auth"] = (self.user, self.password)
        if self.ca:
            if not Path(self.ca).is_file():
                raise SettingsError(f"there is no file {self.ca}", cure=f"correct {_PREFIX}CA")
            options["ca_certs"] = self.ca
        return options


OPEN = Access()
"""No credentials."""
