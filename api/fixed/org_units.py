"""The units of the organisation, for who may `administer` the tenant."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.inputs import not_left_out, or_none, uuid_of
from api.fixed.user_error import UserError, refusals
from core.connection import Connection
from core.errors import SluiceError, fault
from core.sentences import Sentence
from tenants import org_units as units
from tenants.audit import Entry, note

Info = strawberry.Info[RequestContext, None]

_WHERE_TO = Sentence(
    "Give the id of a unit, or `parentId: null` for the top.",
    "请给出上级组织单位的 id；要放到最上层，请写 `parentId: null`。",
)


@strawberry.type(name="OrgUnit")
class OrgUnitInfo:
    """A company, a department or a team: a part of the tenant's organisation."""

    id: strawberry.ID
    code: str = strawberry.field(description="What rules call it: `actor.units` are codes.")
    name: str
    parent_id: strawberry.ID | None = strawberry.field(description="The unit it is in; null at the top.")
    member_ids: list[strawberry.ID] = strawberry.field(description="Who is in it, in no unit below.")


@strawberry.input
class CreateOrgUnitInput:
    """A new unit."""

    code: str = strawberry.field(
        description="A letter, then letters, digits and underscores; no two units have one."
    )
    name: str
    parent_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="At the top where left out."
    )


@strawberry.input
class RenameOrgUnitInput:
    """Another name, another code, or both; what is left out stays."""

    id: strawberry.ID
    code: str | None = UNSET
    name: str | None = UNSET


@strawberry.input
class MoveOrgUnitInput:
    """Where a unit goes, with all below it."""

    id: strawberry.ID
    parent_id: strawberry.ID | None = strawberry.field(
        default=UNSET, description="Null for the top; it is not left out."
    )


@strawberry.input
class OrgUnitMembersInput:
    """Members who come into a unit, or leave it: at most 1,000."""

    id: strawberry.ID
    member_ids: list[strawberry.ID]


@strawberry.type
class OrgUnitPayload:
    """The unit as it is now, or was where it is removed."""

    org_unit: OrgUnitInfo | None
    errors: list[UserError]


async def org_units(info: Info) -> list[OrgUnitInfo]:
    """Every unit."""
    caller = info.context.require_action("administer")
    found = await units.org_units(info.context.engine.database, caller.namespace)
    return [_unit_info(each) for each in found]


async def create_org_unit(info: Info, input: CreateOrgUnitInput) -> OrgUnitPayload:
    """Add a unit."""
    parent = or_none(input.parent_id)

    async def done(connection: Connection, namespace: str) -> UUID:
        parent_id = None if parent is None else uuid_of(parent, "unit", "parentId")
        return (await units.create_unit(connection, namespace, input.code, input.name, parent_id)).id

    return await _changed(info, done, "orgUnitCreated", code=input.code, name=input.name, parentId=parent)


async def rename_org_unit(info: Info, input: RenameOrgUnitInput) -> OrgUnitPayload:
    """Call a unit something else."""

    async def done(connection: Connection, namespace: str) -> UUID:
        unit_id = uuid_of(input.id, "unit", "id")
        await units.rename_unit(connection, namespace, unit_id, or_none(input.code), or_none(input.name))
        return unit_id

    named = {"code": or_none(input.code), "name": or_none(input.name)}
    given = {name: text for name, text in named.items() if text is not None}
    return await _changed(info, done, "orgUnitRenamed", **given)


async def move_org_unit(info: Info, input: MoveOrgUnitInput) -> OrgUnitPayload:
    """Put a unit elsewhere."""

    async def done(connection: Connection, namespace: str) -> UUID:
        unit_id = uuid_of(input.id, "unit", "id")
        parent = not_left_out(input.parent_id, _WHERE_TO, "parentId")
        parent_id = None if parent is None else uuid_of(parent, "unit", "parentId")
        await units.move_unit(connection, namespace, unit_id, parent_id)
        return unit_id

    return await _changed(info, done, "orgUnitMoved", parentId=input.parent_id)


async def remove_org_unit(info: Info, id: strawberry.ID) -> OrgUnitPayload:
    """End a unit."""
    caller = info.context.require_action("administer")
    try:
        unit_id = uuid_of(id, "unit", "id")
        async with info.context.engine.database.transaction(affinity=caller.namespace) as connection:
            gone = await units.remove_unit(connection, caller.namespace, unit_id)
            told = {"code": gone.code, "name": gone.name}
            await note(
                connection, caller.namespace, Entry("orgUnitRemoved", caller.member_id, str(unit_id), told)
            )
    except SluiceError as error:
        return OrgUnitPayload(org_unit=None, errors=refusals(error))
    return OrgUnitPayload(org_unit=_unit_info(gone), errors=[])


async def add_to_org_unit(info: Info, input: OrgUnitMembersInput) -> OrgUnitPayload:
    """Put members into a unit."""
    return await _members_changed(info, input, units.add_to_unit, "orgUnitMembersAdded")


async def take_from_org_unit(info: Info, input: OrgUnitMembersInput) -> OrgUnitPayload:
    """Take members out of a unit."""
    return await _members_changed(info, input, units.take_from_unit, "orgUnitMembersTaken")


async def _members_changed(
    info: Info,
    given: OrgUnitMembersInput,
    change: Callable[[Connection, str, UUID, Sequence[UUID]], Awaitable[None]],
    kind: str,
) -> OrgUnitPayload:
    async def done(connection: Connection, namespace: str) -> UUID:
        unit_id = uuid_of(given.id, "unit", "id")
        if len(given.member_ids) > units.MOST_AT_ONCE:
            message = f"{len(given.member_ids):,} members are given; {units.MOST_AT_ONCE:,} fit at once"
            raise fault(
                "OUT_OF_RANGE", message, "memberIds", hint=Sentence("Give them in parts.", "请分几次添加。")
            )
        members = [uuid_of(each, "member", "memberIds", at) for at, each in enumerate(given.member_ids)]
        await change(connection, namespace, unit_id, members)
        return unit_id

    return await _changed(info, done, kind, memberIds=list(given.member_ids))


async def _changed(
    info: Info, change: Callable[[Connection, str], Awaitable[UUID]], kind: str, **told: object
) -> OrgUnitPayload:
    """What the change made of the unit whose id it tells; the audit log is told, too."""
    caller = info.context.require_action("administer")
    database = info.context.engine.database
    try:
        async with database.transaction(affinity=caller.namespace) as connection:
            unit_id = await change(connection, caller.namespace)
            await note(connection, caller.namespace, Entry(kind, caller.member_id, str(unit_id), told))
    except SluiceError as error:
        return OrgUnitPayload(org_unit=None, errors=refusals(error, "input"))
    found = await units.org_units(database, caller.namespace, unit_id)
    # Another may have removed it since.
    return OrgUnitPayload(org_unit=_unit_info(found[0]) if found else None, errors=[])


def _unit_info(unit: units.OrgUnit) -> OrgUnitInfo:
    return OrgUnitInfo(
        id=strawberry.ID(str(unit.id)),
        code=unit.code,
        name=unit.name,
        parent_id=None if unit.parent_id is None else strawberry.ID(str(unit.parent_id)),
        member_ids=[strawberry.ID(str(each)) for each in unit.member_ids],
    )
