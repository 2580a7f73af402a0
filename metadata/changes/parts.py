"""Parts of an object by the names that a change gives: its fields, validations, unique keys and so on."""

from collections.abc import Sequence
from typing import TypeVar

from core.errors import PathPart, Problem, SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Object, UniqueKey, Validation
from metadata.changes.base import field_named, raise_problems
from metadata.pipelines import Criterion, GateExample, StageTask
from metadata.text import called
from metadata.words import part_called

Part = TypeVar("Part", Validation, UniqueKey, Criterion, GateExample, StageTask)


def part_named(definition: Object, what: str, parts: Sequence[Part], name: str, *path: PathPart) -> Part:
    """The one of the parts of `definition` that bears the name.

    Args:
        what: such a part is called in messages.

    Raises:
        SluiceError: CATALOG_UNKNOWN at `path`.
    """
    for each in parts:
        if each.name == name:
            return each
    known = ", ".join(each.name for each in parts)
    message = Sentence("{0} has no {1} called {2!r}.", "{0}没有名为 {2!r} 的{1}。").of(
        called(definition), part_called(what), name[:60]
    )
    raise fault(
        "CATALOG_UNKNOWN",
        message,
        *path,
        hint=Sentence("Use one of {}.", "请使用其中之一：{}。").of(known) if known else "",
    )


def field_ids(definition: Object, names: Sequence[str]) -> tuple[str, ...]:
    """Ids of the fields of those names.

    Raises:
        SluiceError: CATALOG_UNKNOWN at `("fields", index)` for each that there is not.
    """
    problems: list[Problem] = []
    found: list[str] = []
    for index, name in enumerate(names):
        try:
            found.append(field_named(definition, name, "fields", index).id)
        except SluiceError as error:
            problems += error.problems
    raise_problems(problems)
    return tuple(found)
