"""The command `sluice`."""

import argparse
import importlib
import os
import sys
from typing import Protocol, cast

from api.stopping import stopped_in_order
from core.errors import SluiceError
from core.logging import set_up_logging
from core.settings import Settings

COMMANDS = {
    "serve": ("api.installation", "answer requests"),
    "migrate": ("api.installation", "bring the namespace `platform` up to date"),
    "demo": ("api.installation", "make the demo tenant, once, and write demo.json"),
    "doctor": ("api.installation", "look whether everything that is needed is there"),
    "tenant": ("api.tenant_commands", "the tenants of this installation"),
    "plan": ("api.tenant_commands", "what tenants may have"),
    "operator": ("api.tenant_commands", "who else may manage them, over HTTP"),
    "audit": ("api.audit_commands", "whether the audit logs are as they were written"),
    "catalog": ("api.catalog_files.commands", "the catalog of a tenant as files"),
}
"""Each command with the module that it is in and what it does.

A module is loaded when its command is asked for: loading a server takes four times as long as what most calls of
`sluice catalog`, which asks one, take by themselves.
"""


class Commands(Protocol):
    """A module with commands."""

    def add_to(self, parser: argparse.ArgumentParser, name: str) -> None:
        """Give the parser of the command what stands behind its name, and `run`, which gives the exit status."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Returns the exit status: 0 done, 1 refused, 2 a wrong call; 3 where `catalog plan` finds something to
    change; 130 where a publish in the background is not waited for any more.
    """
    words = sys.argv[1:] if arguments is None else arguments
    given = _parser(next((word for word in words if not word.startswith("-")), None)).parse_args(words)
    status = 0
    try:
        settings = Settings.from_environment(os.environ)
        set_up_logging(settings.log_format)
        with stopped_in_order():
            status = given.run(settings, given) or 0
    except SluiceError as error:
        for problem in error.problems:
            print(f"sluice: {problem.message}\n  {problem.next_step()}", file=sys.stderr)
        status = 1
    return status


def _parser(asked: str | None) -> argparse.ArgumentParser:
    """Knows all commands by name, and how the one that is asked for is called."""
    parser = argparse.ArgumentParser(
        prog="sluice",
        description="A multi-tenant backend for sales funnels that tenants configure instead of coding.",
        epilog="Settings come from SLUICE_* variables. Without SLUICE_DATABASE_URL the embedded PostgreSQL "
        "is started for the length of the command, with its data in SLUICE_DATA_DIR (.data).",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, what) in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what)
        if name == asked:
            cast(Commands, importlib.import_module(module)).add_to(command, name)
    return parser


if __name__ == "__main__":
    sys.exit(main())
