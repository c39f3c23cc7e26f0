"""Everything that can be set, read once from the environment, passed down as one frozen record.

Nothing is read at import, nothing is global.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pipelines.codec import from_builtins
from pipelines.errors import ConfigError, SettingsError

EngineName = Literal["tantivy", "elasticsearch"]
PREFIX = "KHAOSAN_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field a variable: ``KHAOSAN_HOME`` is ``home``, and so on."""

    home: str = "var"
    """Folder of store, archive and embedded index."""
    database_url: str | None = None
    """SQLAlchemy URL of a PostgreSQL store; null = SQLite in the home."""
    archive_url: str | None = None
    """Object store that takes the archive's finished segments, as fsspec writes it: ``s3://bucket/khaosan``."""
    elasticsearch_url: str | None = None
    """One or more addresses, separated by commas; set = the engine is Elasticsearch."""
    elasticsearch_user: str | None = None
    elasticsearch_password: str | None = field(default=None, repr=False)
    elasticsearch_api_key: str | None = field(default=None, repr=False)
    """Instead of user and password."""
    elasticsearch_ca: str | None = None
    """PEM file of the authority that signed its certificates; null = the system's."""
    elasticsearch_index: str = "khaosan"
    """Prefix of the indices' names."""
    engine: EngineName | None = None
    """Which engine; null = Elasticsearch where its URL is set, else the embedded one."""
    registry: str | None = None
    """Folder of TOML rows; null = the shipped registry."""
    allow_addresses: str = ""
    """``host:port,…`` that may be fetched though they are not global (a test site)."""
    contact: str = ""
    """Who answers for the crawler: a URL or e-mail address for the User-Agent."""
    web_hosts: str = ""
    """Names, separated by commas, under which readers reach the web app through a proxy; set = its headers
    about the reader's address and protocol are believed."""
    log: Literal["text", "json"] | None = None
    """How a service tells of its work on stderr; null = only warnings of libraries, as Python writes them."""
    workers: int = 0
    """Processes that refine; 0 = one a core."""
    offices_at_once: int = 32
    """Offices that a crawl asks side by side; further ones wait, or are taken by other machines."""

    retry_seconds: float = 60.0
    """Before an office that met a mishap is tried again; doubled for each further time."""
    alert_file: str | None = None
    """File that alerts are appended to, a line of JSON each."""
    alert_webhook: str | None = None
    """Address that alerts are posted to as JSON."""
    alert_webhook_token: str | None = field(default=None, repr=False)
    """Sent as a bearer token."""
    alert_mail_to: str | None = None
    """Addresses that alerts are mailed to, separated by commas."""
    alert_mail_from: str = "khaosan@localhost"
    alert_smtp: str = "localhost:587"
    """``host:port`` of the mail server; 465 begins with TLS, other ports by STARTTLS."""
    alert_smtp_user: str | None = None
    alert_smtp_password: str | None = field(default=None, repr=False)
    alert_smtp_ca: str | None = None
    """PEM file of the authority that signed the mail server's certificate; null = the system's."""
    alert_language: Literal["th", "en"] = "th"

    api_rate: int = 0
    """Requests a minute to the API from one address without a key; 0 = no limit."""
    api_key_rate: int = 0
    """Requests a minute to the API with one key; 0 = no limit."""
    api_key_required: bool = False
    """Whether the API answers only to keys."""

    @property
    def folder(self) -> Path:
        """The home as an absolute path."""
        return Path(self.home).expanduser().resolve()

    @property
    def archive(self) -> Path:
        """Folder of the WARC files."""
        return self.folder / "archive"

    @property
    def host_names(self) -> tuple[str, ...]:
        """The further names of the web app."""
        return tuple(name.strip() for name in self.web_hosts.split(",") if name.strip())

    @property
    def engine_name(self) -> EngineName:
        """The engine in force."""
        return self.engine or ("elasticsearch" if self.elasticsearch_url else "tantivy")

    @property
    def worker_count(self) -> int:
        """How many processes refine."""
        return self.workers or os.cpu_count() or 1


def from_environment(environment: Mapping[str, str], *, home: Path | None = None) -> Settings:
    """Read all ``KHAOSAN_…`` variables that are settings; an option given beside them wins.

    Raises:
        SettingsError: a value does not fit; the variable is named.
    """
    fields = Settings.__dataclass_fields__
    given = {
        name: environment[PREFIX + name.upper()] for name in fields if environment.get(PREFIX + name.upper())
    }
    try:
        settings = from_builtins(given, Settings, strict=False)
    except ConfigError as error:
        raise SettingsError(
            f"environment: {error.message}", cure=f"correct the {PREFIX}… variable of that name"
        ) from error
    return replace(settings, home=str(home)) if home else settings
