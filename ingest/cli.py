"""The command `rebond`: which words it takes. What they do stands in `commands.py`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from ingest import commands
from ingest.errors import RebondError
from ingest.messages import LANGUAGES, sentence
from ingest.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    options = _parser().parse_args(arguments)
    options.settings = Settings.from_environment(options.home)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except RebondError as trouble:
        print(sentence(trouble.code, options.language, **trouble.parameters), file=sys.stderr)
        return commands.TROUBLE


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--home", type=Path, help="where the stores lie (or REBOND_HOME)")
    shared.add_argument("--language", choices=LANGUAGES, default=_language(), help="en or fr")
    shared.add_argument("--json", action="store_true", help="answer as JSON")
    parser = argparse.ArgumentParser(prog="rebond", description=__doc__.splitlines()[0])
    added = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, function: Callable[[argparse.Namespace], int]
    ) -> argparse.ArgumentParser:
        words = (function.__doc__ or "").splitlines()[0]
        one = added.add_parser(name, parents=[shared], help=words, description=words)
        one.set_defaults(command=function)
        return one

    for name, function in (("check", commands.check), ("take-in", commands.take_in)):
        _add_delivery(command(name, function), is_partner_required=name == "take-in")
    added.choices["check"].add_argument(
        "--preview", action="store_true", help="also what the partner's figures would become"
    )
    command("build", commands.build)
    command("publish", commands.publish).add_argument(
        "--confirm", action="store_true", help="also where the figures look odd: you have looked"
    )
    command("status", commands.status).add_argument(
        "--partner", help="the life of this partner's exports, in words"
    )
    command("retention", commands.retention).add_argument(
        "--dry-run", action="store_true", help="only say what would go"
    )
    _add_serving(command("serve", commands.serve))
    _add_demo(command("demo", commands.demo))
    command("work", commands.work)
    _add_partner_words(command("partner", commands.partner))
    for name, function in (("release", commands.release), ("withdraw", commands.withdraw)):
        _add_steward(command(name, function), "--export", "reference, such as E-000012")
    _add_steward(command("erase", commands.erase), "--member", "the partner's own pseudonym")
    _add_sql(command("sql", commands.sql))
    return parser


def _add_delivery(parser: argparse.ArgumentParser, *, is_partner_required: bool) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--partner", required=is_partner_required, help="who sends it")
    parser.add_argument("--kind", help="which contract, where the header does not tell")
    parser.add_argument("--mapping", type=Path, help="YAML file, or the name of a shipped one")
    parser.add_argument("--covered-from", metavar="DATE", help="first day covered, 2026-01-31")
    parser.add_argument("--covered-through", metavar="DATE", help="last day covered")
    parser.add_argument(
        "--date-format",
        choices=["day_first", "month_first"],
        help="which comes first, where the file does not tell",
    )
    parser.add_argument("--decimal-mark", choices=[",", "."], help="where the file does not tell")
    parser.add_argument(
        "--generalise",
        action="store_true",
        help="leave out what singles members out, of them alone: region, rurality, age, gender",
    )
    parser.add_argument("--time-zone", help="of times without an offset, such as Europe/Paris")


def _add_serving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default="127.0.0.1", help="where to listen")
    parser.add_argument("--port", type=int, default=8501)


def _add_demo(parser: argparse.ArgumentParser) -> None:
    _add_serving(parser)
    parser.add_argument("--no-serve", action="store_true", help="prepare only")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the members")


def _add_partner_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["add", "token", "revoke"])
    parser.add_argument("name", help="short name for the command line, such as north-forum")
    parser.add_argument("--title", help="full name, for pages")
    parser.add_argument("--country", help="two letters, such as CA")
    parser.add_argument("--simulated", action="store_true", help="its data is made up")


def _add_steward(parser: argparse.ArgumentParser, option: str, words: str) -> None:
    parser.add_argument("--partner", required=True, help="whose it is")
    parser.add_argument(option, required=True, help=words)


def _add_sql(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", help="one SELECT, in quotes; `-` reads it from standard input")
    parser.add_argument("--format", choices=["table", "csv", "json"], default="table")


def _language() -> str:
    return "fr" if os.environ.get("LANG", "").lower().startswith("fr") else "en"


if __name__ == "__main__":
    sys.exit(main())
