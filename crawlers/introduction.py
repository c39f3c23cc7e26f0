"""How every request introduces itself: who asks, which languages and kinds it reads, how long it waits."""

from __future__ import annotations

from typing import Any


class Introduction:
    """Downloader middleware in place of three of the engine's own; redirects and robots.txt pass it too."""

    def __init__(self, crawler: Any) -> None:
        settings = crawler.settings
        self._headers = {**settings["DEFAULT_REQUEST_HEADERS"], "User-Agent": settings["USER_AGENT"]}
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")

    @classmethod
    def from_crawler(cls, crawler: Any) -> Introduction:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Any) -> None:
        """Set what the request does not say itself."""
        request.meta.setdefault("download_timeout", self._seconds)
        for name, value in self._headers.items():
            request.headers.setdefault(name, value)
