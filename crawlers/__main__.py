"""``python -m crawlers``: one crawl in a process of its own.

Exit code 0: the report was written (it may hold issues); 2: wrong usage or registry; 1: the crawl could not
be carried out. A caller judges the report, never the code alone.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from crawlers.parent import end_with_parent
from crawlers.run import OFFICES_AT_ONCE, Order, run
from crawlers.spare import WAIT, ordered
from pipelines.errors import ConfigError, KhaosanError


def main(arguments: list[str]) -> int:
    """Read the arguments and crawl; ``--wait`` alone: those that come by standard input."""
    told = ordered() if arguments == [WAIT] else arguments
    if told is None:
        return 0
    order = order_of(told)
    if order.parent:
        end_with_parent()
    try:
        run(order)
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a message for people
        return 2
    except KhaosanError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def order_of(arguments: list[str]) -> Order:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m crawlers", description="Fetch offices into the archive.")
    parser.add_argument("--home", type=Path, required=True, help="folder of store and archive")
    parser.add_argument("--report", type=Path, required=True, help="file to write the report to")
    parser.add_argument("--database", help="URL of the store; default: SQLite in the home")
    parser.add_argument("--archive-url", help="object store behind the archive")
    parser.add_argument("--registry", type=Path, help="folder of TOML rows; default: the shipped registry")
    parser.add_argument("--ids", default="", help="offices, separated by commas; default: all enabled")
    parser.add_argument("--province", help="all offices of a province")
    parser.add_argument("--since", help="do not read back beyond this day")
    parser.add_argument("--until", help="leave out what is newer than this day")
    parser.add_argument("--limit", type=int, help="at most so many pages an office")
    parser.add_argument("--at-once", type=int, default=OFFICES_AT_ONCE, help="offices asked side by side")
    parser.add_argument("--dry-run", action="store_true", help="say what would be asked, ask nothing")
    parser.add_argument("--allow", default="", help="addresses that may be fetched though not global")
    parser.add_argument("--contact", default="", help="who answers for the crawler")
    parser.add_argument("--backfill", action="store_true", help="read back to --since, whatever is known")
    parser.add_argument("--robots-age", type=float, help="seconds until robots.txt is asked again")
    parser.add_argument("--parent", action="store_true", help="end when standard input is closed")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds to a page's last byte")
    given = parser.parse_args(arguments)
    return Order(
        home=given.home,
        report=given.report,
        database=given.database,
        archive_url=given.archive_url,
        registry=given.registry,
        ids=tuple(filter(None, given.ids.split(","))),
        province=given.province,
        since=given.since,
        until=given.until,
        limit=given.limit,
        at_once=max(1, given.at_once),
        dry_run=given.dry_run,
        allow=given.allow,
        contact=given.contact,
        timeout=given.timeout,
        backfill=given.backfill,
        robots_age=given.robots_age,
        parent=given.parent,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
