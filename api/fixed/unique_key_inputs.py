"""The inputs of `changeCatalog` about unique keys, and their changes."""

from typing import assert_never

import strawberry
from strawberry import UNSET

from api.fixed.inputs import or_none
from api.fixed.label_types import LabelInput, labels_of, no_labels
from core.errors import PathPart, Problem
from metadata.changes.base import Change
from metadata.changes.unique_keys import AddUniqueKey, RemoveUniqueKey, SetUniqueKey

OVER = "Names of the fields, in the order in which they are indexed."
CASE = "Texts that differ in case only are the same."
MESSAGES = "What to tell who writes a record that shares the values; where there is none it names the fields."


@strawberry.input(name="AddUniqueKey")
class AddUniqueKeyInput:
    """Let no two records that are not deleted share all values of some fields."""

    object: str
    name: str
    fields: list[str] = strawberry.field(description=OVER)
    ignore_case: bool = strawberry.field(default=False, description=CASE)
    messages: list[LabelInput] = strawberry.field(default_factory=no_labels, description=MESSAGES)


@strawberry.input(name="SetUniqueKey")
class SetUniqueKeyInput:
    """Change a unique key; what is left out stays as it is."""

    object: str
    unique_key: str
    name: str | None = strawberry.field(default=UNSET, description="Another name.")
    fields: list[str] | None = strawberry.field(default=UNSET, description=OVER)
    ignore_case: bool | None = strawberry.field(default=UNSET, description=CASE)
    messages: list[LabelInput] | None = strawberry.field(default=UNSET, description="All of them, anew.")


@strawberry.input(name="RemoveUniqueKey")
class RemoveUniqueKeyInput:
    """Remove a unique key."""

    object: str
    unique_key: str


UniqueKeyInput = AddUniqueKeyInput | SetUniqueKeyInput | RemoveUniqueKeyInput
"""An input of this file."""


def unique_key_change(given: UniqueKeyInput, problems: list[Problem], at: tuple[PathPart, ...]) -> Change:
    """The change; what is wrong with its messages is added to `problems`.

    Args:
        at: path of the change.
    """
    match given:
        case AddUniqueKeyInput():
            messages = labels_of(given.messages, problems, *at, AddUniqueKey.kind, "messages")
            return AddUniqueKey(given.object, given.name, tuple(given.fields), given.ignore_case, messages)
        case SetUniqueKeyInput():
            texts, fields = or_none(given.messages), or_none(given.fields)
            place = (*at, SetUniqueKey.kind, "messages")
            return SetUniqueKey(
                given.object,
                given.unique_key,
                or_none(given.name),
                None if fields is None else tuple(fields),
                or_none(given.ignore_case),
                None if texts is None else labels_of(texts, problems, *place),
            )
        case RemoveUniqueKeyInput():
            return RemoveUniqueKey(given.object, given.unique_key)
    assert_never(given)
