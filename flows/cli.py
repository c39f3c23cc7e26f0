"""``khaosan``: every command, by the name of its function; nothing heavy is imported until one runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import cast, get_args

from cyclopts import App, CycloptsError, UnknownOptionError

from flows import logs
from flows.beginning import by_command
from pipelines.errors import ConfigError, KhaosanError, QueryError, ServiceAway

DONE, WITH_ISSUES, USAGE, SERVICE_AWAY = 0, 1, 2, 3

COMMANDS = {
    "demo": ("demo:demo", "Serve the sample offices on this machine, crawl them, open the web app"),
    "run": ("run:run", "Crawl, refine, index and check, once"),
    "crawl": ("crawl:crawl", "Fetch sources into the archive"),
    "refine": ("refine:refine", "Read the archive into the store"),
    "backfill": ("jobs:backfill", "Read back to a day, whatever is known already"),
    "revisit": ("jobs:revisit", "Ask again for articles: corrected, or deleted?"),
    "reextract": ("jobs:reextract", "Read again from the archive what other rules have read"),
    "prune": ("jobs:prune", "Forget what nobody needs"),
    "index": ("index:index", "Bring the index up to date with the store"),
    "inspect": ("inspect:inspect", "Show what the pipeline sees in a page or file"),
    "date": ("date:date", "Read Thai and other dates"),
    "import": ("imports:import_", "Bring your own corpus (JSON Lines)"),
    "search": ("search:search", "Search the index"),
    "search-batch": ("search:search_batch", "Answer many queries from a file"),
    "explain": ("search:explain", "Show how a query is understood"),
    "related": ("search:related", "Show articles like one, or words that stand out in a query's matches"),
    "audit": ("search:audit", "Count what the index cannot find of what the store holds"),
    "export": ("export:export", "Write what a query finds to a file"),
    "show": ("show:show", "Show one article with its versions and provenance"),
    "cite": ("show:cite", "Print a citation of an article"),
    "cite-result": ("show:cite_result", "Print a citation of what a query finds today"),
    "dedup": ("dedup:dedup", "Cluster the copies in any file of texts"),
    "campaign": ("campaign:campaign", "Show which offices took an official letter up, and which did not"),
    "mcp": ("mcp:mcp", "Serve search, read and count to programs over stdio (MCP)"),
    "serve": ("serve:serve", "Open the web app and API on this machine"),
    "coverage": ("coverage:coverage", "Show which offices were collected on which days"),
    "health": ("health:health", "Say which office went silent, why, and what to do"),
    "takedown": ("operate:takedown", "Remove an article from every output, for good"),
    "backup": ("backup:backup", "Copy store and archive to a folder"),
    "restore": ("backup:restore", "Make an empty home from a backup"),
    "doctor": ("operate:doctor", "Check this installation and say what is wrong"),
}
GROUPS = {
    "source": (
        "The registry of offices",
        {
            "list": ("source:list_", "List offices and their states"),
            "show": ("source:show", "Show one office"),
            "check": ("source:check", "Check the registry's files"),
            "policy": (
                "source:policy",
                "List what an office's robots.txt and terms have said, and when",
            ),
            "probe": ("source:probe", "Look at offices, and confirm those that can be crawled"),
            "new": ("source:new", "Make the row of a new office from its address"),
        },
    ),
    "dataset": (
        "What a query found, named so that it can be cited and rebuilt: dataset QUERY -o DIR",
        {
            "make": ("dataset:make", "Make a dataset of what a query finds now (the word may be left out)"),
            "verify": ("dataset:verify", "Hold a manifest to its hash, and the store to the manifest"),
            "rebuild": ("dataset:rebuild", "Write the articles of a dataset as they were"),
            "drift": ("dataset:drift", "Explain what came, went and changed since"),
            "cite": ("dataset:cite", "Print a citation of a dataset"),
            "list": ("dataset:list_", "List the datasets that are kept"),
        },
    ),
    "api-key": (
        "Keys of the API",
        {
            "new": ("keys:new", "Make a key; it is shown once"),
            "list": ("keys:list_", "List keys"),
            "revoke": ("keys:revoke", "Revoke a key"),
        },
    ),
    "flows": (
        "Scheduled work under Prefect",
        {
            "run": ("flows:run", "Run a flow once under Prefect"),
            "serve": ("flows:serve", "Serve the schedule on this machine (daily 05:30, Asia/Bangkok)"),
            "deploy": ("flows:deploy", "Register the flows with a Prefect server, for workers"),
        },
    ),
    "archive": (
        "The archive of captures",
        {
            "cat": ("archive:cat", "Print a capture's bytes, unmasked"),
            "ship": ("archive:ship", "Move finished segments to the object store"),
            "recover": ("archive:recover", "Adopt records of the archive that the store does not know"),
        },
    ),
    "dead-letters": (
        "Documents that an engine refused",
        {
            "list": ("operate:dead_letters", "List them with the engine's reasons"),
            "retry": ("operate:retry", "Try them again"),
        },
    ),
    "alert": (
        "Messages about what is wrong, and about new stories that a query finds",
        {
            "list": ("alert:list_", "List what is wrong, messages not sent yet, and alerts of queries"),
            "test": ("alert:try_", "Send a test message to every sink"),
            "add": ("query_alerts:add", "Tell of each new story that a query finds, once"),
            "watch": ("alert:watch", "Look for what no run can tell (no run, a full disk), and tell it"),
            "run": ("query_alerts:run", "Ask all alerts now, and send what is due"),
            "remove": ("query_alerts:remove", "Forget an alert"),
        },
    ),
    "collection": (
        "Sets of offices to search within, and of articles with tags and notes",
        {
            "list": ("collection:list_", "List the collections"),
            "show": ("collection:show", "Show the members of one, with tags and notes"),
            "add": ("collection:add", "Add offices or articles; make one where there is none"),
            "remove": ("collection:remove", "Take members out, or forget the whole collection"),
            "export": ("collection:export", "Write its articles to a file"),
        },
    ),
    "saved": (
        "Searches kept under a name, and what each finds that is new",
        {
            "list": ("saved:list_", "List them, each with how much is new"),
            "add": ("saved:add", "Save a search; one of that name is replaced"),
            "run": ("saved:run", "Show what one finds that is new"),
            "remove": ("saved:remove", "Forget one"),
        },
    ),
    "held": (
        "Offices whose output is held back from the index",
        {
            "list": ("held:list_", "List them with the reason"),
            "release": ("held:release", "Let their articles go to the index as they are"),
        },
    ),
    "db": ("The store's schema", {"upgrade": ("operate:upgrade", "Bring the schema up to date")}),
}
UNNAMED = {"dataset": "make"}
"""The command of a group that is meant where none is named: ``dataset QUERY``."""


def build() -> App:
    """Put the command line together; commands are named by string, so none is imported."""
    app = App(
        name="khaosan",
        help="Khaosan (ข่าวสาร): what Thailand's provincial and local governments publish, searchable.",
        version="khaosan 0.1.0",
        result_action="return_value",
    )
    for name, (target, text) in COMMANDS.items():
        app.command(f"flows.commands.{target}", name=name, help=text)
    for group, (text, commands) in GROUPS.items():
        sub = App(name=group, help=text, result_action="return_value")
        for name, (target, line) in commands.items():
            sub.command(f"flows.commands.{target}", name=name, help=line)
        app.command(sub)
    return app


def call(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code (design §10): 0, 1 with issues, 2 usage, 3 service away."""
    if unread := [one for one in arguments if not _is_text(one)]:
        return _fail(f"{unread[0]!a}: not UTF-8 → write it in UTF-8; rename a file of such a name", USAGE)
    try:
        with by_command(arguments):
            code = build()(_named(arguments), exit_on_error=False, print_error=False)
    except CycloptsError as error:
        return _fail(f"{error}\n{_help(arguments, error)}", USAGE)
    except ServiceAway as error:
        return _fail(str(error), SERVICE_AWAY)
    except QueryError as error:
        return _fail(f"{error}\n{error.message_th} (ตัวอักษรที่ {error.position + 1})", USAGE)
    except ConfigError as error:
        return _fail(str(error), USAGE)
    except KhaosanError as error:
        return _fail(str(error), WITH_ISSUES)
    except BrokenPipeError:  # | head has seen enough
        return DONE
    return code if isinstance(code, int) else DONE


def _is_text(argument: str) -> bool:
    """Whether an argument was UTF-8; Python passes other bytes as lone surrogates, which no store takes."""
    return not any("\ud800" <= sign <= "\udfff" for sign in argument)


def _help(arguments: Sequence[str], error: CycloptsError) -> str:
    """Where the right use of what was tried is told."""
    name, *rest = arguments or [""]
    if name in GROUPS:
        known = GROUPS[name][1]
        words = [name, rest[0]] if rest and rest[0] in known else [name]
    elif name in COMMANDS:
        words = [name]
    else:
        return "khaosan --help lists the commands"
    dashed = isinstance(error, UnknownOptionError)
    tail = "; what begins with - and is no option goes behind --" if dashed else ""
    return f"khaosan {' '.join(words)} --help says how{tail}"


def _named(arguments: Sequence[str]) -> list[str]:
    """Put in the command that may be left out."""
    group = arguments[0] if arguments else ""
    known = (*GROUPS.get(group, ("", {}))[1], "--help", "-h")
    if group in UNNAMED and len(arguments) > 1 and arguments[1] not in known:
        return [group, UNNAMED[group], *arguments[1:]]
    return list(arguments)


def main() -> None:
    """Entry point of the ``khaosan`` script."""
    _tell(os.environ)
    try:
        sys.exit(call(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)  # as shells report an interrupt: 128 + SIGINT


def _tell(environment: Mapping[str, str]) -> None:
    form = environment.get("KHAOSAN_LOG")
    if form in get_args(logs.Form):
        logs.configure(cast("logs.Form", form), sys.stderr, hide=logs.secrets_of(environment))


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"khaosan: {logs.blank(message, logs.secrets_of(os.environ))}\n")
    return code


if __name__ == "__main__":
    main()
