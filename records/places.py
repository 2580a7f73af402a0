"""Where in the arguments of a write the fields stand that something speaks against."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.errors import Problem


def relocated(problems: Sequence[Problem], places: Mapping[str, str]) -> tuple[Problem, ...]:
    """The problems, those of fields that another argument than `input` gives at that."""
    return tuple(
        replace(each, path=(places[str(each.path[1])], *each.path[1:]))
        if len(each.path) > 1 and each.path[0] == "input" and each.path[1] in places
        else each
        for each in problems
    )
