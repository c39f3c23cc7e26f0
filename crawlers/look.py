"""One page fetched for a person: its bytes, or why there are none."""

from __future__ import annotations

from pathlib import Path

from crawlers import asking
from crawlers.asking import AskingSpider
from crawlers.challenge import refusal_of
from crawlers.failures import code_of, cure_of, is_ours
from crawlers.finding import Look
from crawlers.gate import Plan

SERVER_ERROR = 500


def look(
    url: str, file: Path, *, home: Path, allow: str = "", contact: str = "", database: str | None = None
) -> Look:
    """Ask for an address and write its bytes to a file; once a process, since it runs a reactor."""
    found = Look(url=url)

    async def work(spider: AskingSpider) -> None:
        try:
            response = await spider.ask(url, Plan(source="look", hosts=None, delay=None))
        except Exception as error:
            if is_ours(error):
                raise
            found.code, found.reason = code_of(error)
            found.cure = cure_of(found.code)
            return
        found.url, found.status = response.url, response.status
        found.content_type, found.tls_valid = asking.content_type(response), asking.tls_valid(response)
        refusal = refusal_of(response)
        if refusal is not None:
            found.code, found.reason = "blocked", refusal
        elif response.status >= SERVER_ERROR:
            found.code, found.reason = "fetch_failed", f"it answers {response.status}"
        found.cure = cure_of(found.code) if found.code else ""
        file.write_bytes(response.body)

    asking.run(work, home=home, allow=allow, contact=contact, database=database)
    return found
