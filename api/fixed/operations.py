"""Operations: publishes that run in the background, how far they are, and their stopping."""

from datetime import datetime
from enum import Enum

import strawberry

from api.context import RequestContext
from api.fixed.inputs import uuid_of
from api.fixed.user_error import UserError, user_errors
from api.types.scalars import Json
from core.errors import SluiceError, fault
from metadata.operations import kept

Info = strawberry.Info[RequestContext, None]


@strawberry.enum(name="CatalogOperationState")
class OperationState(Enum):
    """`metadata.operations.kept.Operation.state`."""

    queued = strawberry.enum_value("queued", description="It waits for its turn.")
    running = strawberry.enum_value("running", description="A process does it.")
    done = strawberry.enum_value("done", description="Its version is in force.")
    failed = strawberry.enum_value("failed", description="No version was put in force; `errors` say why.")
    stopped = strawberry.enum_value(
        "stopped", description="Somebody has stopped it; no version was put in force."
    )


@strawberry.type(name="CatalogOperation")
class OperationInfo:
    """Changes that are published in the background."""

    id: strawberry.ID
    state: OperationState
    stopping: bool = strawberry.field(description="Somebody wants it to stop, and it has not yet.")
    phase: str = strawberry.field(
        description="What it does: `waiting`, `judging`, `moving`, `converting`, `numbering`, "
        "`filling`, `indexing` or `publishing`."
    )
    rows: int = strawberry.field(description="Records that the phase goes through.")
    rows_done: int = strawberry.field(description="Those that it is through with.")
    progress: float = strawberry.field(
        description="How much of all that it does is done, 0 to 1. It grows from phase to phase, and begins again only "
        "where a process begins anew: another was killed, or others have published what it cannot go on with."
    )
    moved: int = strawberry.field(
        description="Records that it has moved out of a stage or an option that is removed. They stay where they are "
        "also where it fails or is stopped; the same changes, asked for again, move the rest."
    )
    base_version: int = strawberry.field(description="The version that the changes were made for.")
    version: int | None = strawberry.field(description="The version that it has put in force.")
    changes: Json = strawberry.field(description="As the list of versions has them.")
    sentences: list[str] = strawberry.field(
        description="What each change does; an error's `path` leads to one by its number."
    )
    note: str
    draft: strawberry.ID | None = strawberry.field(
        description="Id of the draft that it publishes, which stays unless the version is put in force."
    )
    errors: list[UserError] = strawberry.field(description="Why it failed.")
    created_at: datetime
    created_by: strawberry.ID | None = strawberry.field(description="Id of the member.")
    started_at: datetime | None = strawberry.field(description="When a process has first begun with it.")
    updated_at: datetime = strawberry.field(description="When it last told how far it is.")
    phase_ends_at: datetime | None = strawberry.field(
        description="When it is through with the `rows` of its phase if it goes on as fast as until now; "
        "null where that cannot be told."
    )
    ended_at: datetime | None


@strawberry.type
class StopCatalogOperationPayload:
    """The operation as it is now; it has stopped when its state says so."""

    operation: OperationInfo | None
    errors: list[UserError]


def operation_info(operation: kept.Operation) -> OperationInfo:
    """An operation as clients see it."""
    return OperationInfo(
        id=strawberry.ID(str(operation.id)),
        state=OperationState(operation.state),
        stopping=operation.stopping,
        phase=operation.phase,
        rows=operation.rows,
        rows_done=operation.rows_done,
        progress=operation.progress,
        moved=operation.moved,
        base_version=operation.base_version,
        version=operation.version,
        changes=Json(operation.changes),
        sentences=list(operation.sentences),
        note=operation.note,
        draft=None if operation.draft is None else strawberry.ID(str(operation.draft)),
        errors=user_errors(operation.problems),
        created_at=operation.created_at,
        created_by=None if operation.created_by is None else strawberry.ID(str(operation.created_by)),
        started_at=operation.started_at,
        updated_at=operation.updated_at,
        phase_ends_at=operation.phase_ends_at,
        ended_at=operation.ended_at,
    )


async def catalog_operations(info: Info) -> list[OperationInfo]:
    """Every operation that is remembered, the newest first."""
    caller = info.context.require_action("configure")
    found = await kept.operations(info.context.engine.database, caller.namespace)
    return [operation_info(each) for each in found]


async def catalog_operation(info: Info, id: strawberry.ID) -> OperationInfo | None:
    """One operation; null where there is none."""
    caller = info.context.require_action("configure")
    try:
        wanted = uuid_of(id, "operation", "id")
    except SluiceError:
        return None
    found = await kept.operation(info.context.engine.database, caller.namespace, wanted)
    return None if found is None else operation_info(found)


async def stop_catalog_operation(
    info: Info,
    id: strawberry.ID,
) -> StopCatalogOperationPayload:
    """Stop one that has not ended."""
    caller, engine = info.context.require_action("configure"), info.context.engine
    try:
        wanted = uuid_of(id, "operation", "id")
        found = await kept.ask_to_stop(engine.database, caller.namespace, wanted)
        if found is None:
            raise fault("NOT_FOUND", "There is no such operation", "id")
        engine.operating.wake()
    except SluiceError as error:
        return StopCatalogOperationPayload(operation=None, errors=user_errors(error.problems))
    return StopCatalogOperationPayload(operation=operation_info(found), errors=[])
