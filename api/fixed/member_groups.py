"""The groups of a directory, and the roles that an admin gives to who is in them."""

import strawberry

from api.context import RequestContext
from api.fixed.administration import keep_an_administrator, role_names
from api.fixed.inputs import role_ids, uuid_of
from api.fixed.one_catalog import under_held_catalog
from api.fixed.user_error import UserError, refusals
from core.connection import Connection
from core.errors import SluiceError
from metadata.catalog import Catalog
from tenants import accounts
from tenants import groups as kept
from tenants.audit import Entry, note

Info = strawberry.Info[RequestContext, None]


@strawberry.type(name="MemberGroup")
class MemberGroupInfo:
    """A group that a directory has provisioned by SCIM. Its name gives no role; an admin does."""

    id: strawberry.ID
    name: str = strawberry.field(description="`displayName` in SCIM.")
    external_id: str | None = strawberry.field(description="What the directory calls it.")
    roles: list[str] = strawberry.field(description="Names of the roles that its members have by it.")


@strawberry.type
class SetGroupRolesPayload:
    """The group as it is now."""

    group: MemberGroupInfo | None
    errors: list[UserError]


def group_info(catalog: Catalog, group: kept.Group) -> MemberGroupInfo:
    """The group as GraphQL shows it."""
    return MemberGroupInfo(
        id=strawberry.ID(str(group.id)),
        name=group.name,
        external_id=group.external_id,
        roles=role_names(catalog, group.roles),
    )


async def member_groups(info: Info) -> list[MemberGroupInfo]:
    """Every group, by name."""
    context = info.context
    caller = context.require_action("administer")
    catalog, _ = context.require_catalog()
    return [
        group_info(catalog, each) for each in await kept.groups(context.engine.database, caller.namespace)
    ]


async def set_group_roles(info: Info, id: strawberry.ID, roles: list[str]) -> SetGroupRolesPayload:
    """Replace the roles of a group, from the next request of its members on."""
    context = info.context
    caller = context.require_action("administer")

    async def changed(connection: Connection, catalog: Catalog) -> MemberGroupInfo:
        wanted = role_ids(catalog, roles, "roles", suggest=context.suggests)
        await kept.lock_head(connection, caller.namespace)
        group = await kept.set_group_roles(connection, caller.namespace, uuid_of(id, "group", "id"), wanted)
        ending = await accounts.ending_members(connection, caller.namespace)
        await keep_an_administrator(connection, caller.namespace, catalog, "roles", ending=ending)
        told = {"name": group.name, "roles": wanted}
        await note(
            connection, caller.namespace, Entry("groupRolesSet", caller.member_id, str(group.id), told)
        )
        return group_info(catalog, group)

    try:
        found = await under_held_catalog(context, changed)
    except SluiceError as error:
        return SetGroupRolesPayload(group=None, errors=refusals(error))
    return SetGroupRolesPayload(group=found, errors=[])
