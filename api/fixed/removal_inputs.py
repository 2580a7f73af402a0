"""The inputs of `changeCatalog` that remove what can be restored, restore and erase it, and their changes."""

from typing import assert_never

import strawberry
from strawberry import UNSET

from api.fixed.inputs import or_none
from metadata.changes.base import Change
from metadata.changes.erasures import EraseField, EraseObject, ErasePipeline
from metadata.changes.fields import RemoveField
from metadata.changes.grace import GRACE_DAYS
from metadata.changes.objects import RemoveObject
from metadata.changes.pipeline_removal import RemovePipeline, RestorePipeline
from metadata.changes.restorations import RestoreField, RestoreObject

DAYS = "How long it can be restored, 1 to 365 days; then it is erased."
NAMED = "The name that it had, or its id where several had it."
NAME = "Its name from now on; as it was where left out."


@strawberry.input(name="RemoveObject")
class RemoveObjectInput:
    """Take a kind of record and its records out of sight."""

    object: str
    days: int = strawberry.field(default=GRACE_DAYS, description=DAYS)


@strawberry.input(name="RemoveField")
class RemoveFieldInput:
    """Take a field and its values out of sight."""

    object: str
    field: str
    days: int = strawberry.field(default=GRACE_DAYS, description=DAYS)


@strawberry.input(name="RemovePipeline")
class RemovePipelineInput:
    """Take the pipeline of an object and the stages of its records out of sight."""

    object: str
    days: int = strawberry.field(default=GRACE_DAYS, description=DAYS)


@strawberry.input(name="RestoreObject")
class RestoreObjectInput:
    """Bring a removed object back with its records."""

    object: str = strawberry.field(description=NAMED)
    name: str | None = strawberry.field(default=UNSET, description=NAME)
    plural: str | None = strawberry.field(default=UNSET, description="As `name`.")


@strawberry.input(name="RestoreField")
class RestoreFieldInput:
    """Bring a removed field back with its values."""

    object: str
    field: str = strawberry.field(description=NAMED)
    name: str | None = strawberry.field(default=UNSET, description=NAME)
    reverse: str | None = strawberry.field(default=UNSET, description="Of a relation: as `name`.")
    required: bool | None = strawberry.field(default=UNSET, description="As it was where left out.")
    unique: bool | None = strawberry.field(default=UNSET, description="As it was where left out.")


@strawberry.input(name="RestorePipeline")
class RestorePipelineInput:
    """Bring a removed pipeline back with the stages of the records."""

    object: str
    pipeline: str = strawberry.field(description=NAMED)


@strawberry.input(name="EraseObject")
class EraseObjectInput:
    """Destroy a removed object and its records for good."""

    object: str = strawberry.field(description=NAMED)


@strawberry.input(name="EraseField")
class EraseFieldInput:
    """Destroy a removed field and its values for good."""

    object: str
    field: str = strawberry.field(description=NAMED)


@strawberry.input(name="ErasePipeline")
class ErasePipelineInput:
    """Destroy a removed pipeline and the stages of its records for good."""

    object: str
    pipeline: str = strawberry.field(description=NAMED)


RemovalInput = (
    RemoveObjectInput
    | RemoveFieldInput
    | RemovePipelineInput
    | RestoreObjectInput
    | RestoreFieldInput
    | RestorePipelineInput
    | EraseObjectInput
    | EraseFieldInput
    | ErasePipelineInput
)


def removal(given: RemovalInput) -> Change:
    """The change that an input of this file says."""
    match given:
        case RemoveObjectInput():
            return RemoveObject(given.object, days=given.days)
        case RemoveFieldInput():
            return RemoveField(given.object, given.field, days=given.days)
        case RemovePipelineInput():
            return RemovePipeline(given.object, days=given.days)
        case RestoreObjectInput():
            return RestoreObject(given.object, or_none(given.name), or_none(given.plural))
        case RestoreFieldInput():
            return RestoreField(
                given.object,
                given.field,
                or_none(given.name),
                or_none(given.reverse),
                or_none(given.required),
                or_none(given.unique),
            )
        case RestorePipelineInput():
            return RestorePipeline(given.object, given.pipeline)
        case EraseObjectInput():
            return EraseObject(given.object)
        case EraseFieldInput():
            return EraseField(given.object, given.field)
        case ErasePipelineInput():
            return ErasePipeline(given.object, given.pipeline)
        case _:
            assert_never(given)
