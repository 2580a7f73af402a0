"""What stands behind a command of `sluice`: actions, each with its help and what runs it."""

import argparse
from collections.abc import Callable
from typing import TypeAlias

from core.settings import Settings

Actions: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse has no other name


def add_action(
    actions: Actions, name: str, what: str, run_it: Callable[[Settings, argparse.Namespace], int | None]
) -> argparse.ArgumentParser:
    """An action, to which its arguments are added.

    Args:
        run_it: gives the exit status; None for 0.
    """
    parser = actions.add_parser(name, help=what, description=what)
    parser.set_defaults(run=run_it)
    return parser
