"""Changes as JSON: how the list of versions and drafts keep them, and how they are read again.

A change is an object with its `kind` and its attributes, as `metadata.codec` writes them. Ids that were made when the
change was built are in it, so what is read again makes the very same definitions.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from core.errors import PathPart, SluiceError, fault
from core.sentences import Sentence
from metadata.changes.base import Change, raise_problems
from metadata.codec import decoded, encoded
from metadata.storable import value_problems
from metadata.values import JsonValue


def _found() -> Mapping[str, type[Change]]:
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem not in ("__init__", "base", "kept"):
            import_module(f"metadata.changes.{file.stem}")
    return MappingProxyType({each.kind: each for each in Change.__subclasses__()})


CHANGE_KINDS: Mapping[str, type[Change]] = _found()
"""Every kind of change; importing this module imports all that stand in this folder."""


def change_to_json(change: Change) -> JsonValue:
    """A change as the list of versions keeps it."""
    value = encoded(change)
    assert isinstance(value, dict)
    return {"kind": change.kind, **value}


def change_from_json(value: object, *path: PathPart) -> Change:
    """The change that `change_to_json` has written, or that somebody has written like it.

    Raises:
        SluiceError: CATALOG_INVALID with the path of the first thing that does not fit, CATALOG_UNKNOWN where there
            is no such kind, INVALID_VALUE for text that cannot be kept.
    """
    if not isinstance(value, Mapping) or not isinstance(value.get("kind"), str):
        hint = 'Write it as {"kind": "renameField", "object": "deal", "field": "amount", "name": "value"}.'
        raise fault("CATALOG_INVALID", "A change is an object with its `kind`.", *path, hint=hint)
    kind = CHANGE_KINDS.get(value["kind"])
    if kind is None:
        message = Sentence("There is no kind of change called {!r}.", "没有名为 {!r} 的修改类型。").of(
            value["kind"][:60]
        )
        raise fault(
            "CATALOG_UNKNOWN",
            message,
            *path,
            "kind",
            hint=Sentence("Use one of {}.", "请使用其中之一：{}。").of(", ".join(CHANGE_KINDS)),
        )
    try:
        change = decoded(kind, {key: part for key, part in value.items() if key != "kind"})
        raise_problems(value_problems(encoded(change)))
    except SluiceError as error:
        raise SluiceError([problem.within(*path) for problem in error.problems]) from error
    return change
