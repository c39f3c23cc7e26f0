"""Which lines of the engine may become one of a crawl's log."""

from __future__ import annotations

from typing import Any

from scrapy.logformatter import LogFormatter


class Lines(LogFormatter):
    """Makes no line of a page that came: it would be a line of debugging, and the log keeps none."""

    def crawled(self, request: Any, response: Any, spider: Any) -> Any:
        """No line."""
        return None
