"""Members and API keys, for who may `administer` the tenant."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

import strawberry

from api.context import RequestContext
from api.fixed.account_types import (
    AddMemberInput,
    AddMemberPayload,
    ApiKeyInfo,
    CreateApiKeyInput,
    CreateApiKeyPayload,
    MemberInfo,
    RevokeApiKeyPayload,
    RotateApiKeyPayload,
    SetMemberRolesInput,
    SetMemberRolesPayload,
)
from api.fixed.inputs import or_none, role_ids, uuid_of
from api.fixed.one_catalog import under_held_catalog
from api.fixed.user_error import refusals
from core.connection import Connection
from core.errors import SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Catalog
from policies.decide import tenant_actions
from tenants import accounts, keys
from tenants.audit import Entry, note
from tenants.identity_providers import who_breaks_glass

Info = strawberry.Info[RequestContext, None]


def role_names(catalog: Catalog, ids: Iterable[str]) -> list[str]:
    """The names of the roles with these ids; a role that is gone has none."""
    wanted = frozenset(ids)
    return [role.name for role in catalog.roles if role.id in wanted]


def member_info(catalog: Catalog, member: accounts.Member) -> MemberInfo:
    """The member as GraphQL shows it."""
    return MemberInfo(
        id=strawberry.ID(str(member.id)),
        email=member.email,
        name=member.name,
        roles=role_names(catalog, member.roles),
        active=member.active,
        group_roles=role_names(catalog, member.group_roles),
    )


def key_info(catalog: Catalog, key: keys.ApiKey) -> ApiKeyInfo:
    """The key as GraphQL shows it."""
    return ApiKeyInfo(
        id=strawberry.ID(str(key.id)),
        name=key.name,
        prefix=key.prefix,
        last_four=key.last_four,
        member_id=strawberry.ID(str(key.member_id)),
        roles=None if key.roles is None else role_names(catalog, key.roles),
        created_at=key.created_at,
        revoked_at=key.revoked_at,
        expires_at=key.limits.expires_at,
        networks=list(key.limits.networks),
        last_used_at=key.last_used_at,
        last_address=key.last_address,
    )


async def members(info: Info) -> list[MemberInfo]:
    """Everybody in the tenant, the longest member first."""
    context = info.context
    caller = context.require_action("administer")
    catalog, _ = context.require_catalog()
    found = await accounts.members(context.engine.database, caller.namespace)
    return [member_info(catalog, each) for each in found]


async def api_keys(info: Info) -> list[ApiKeyInfo]:
    """Every key of the tenant, revoked ones too, the newest first."""
    context = info.context
    caller = context.require_action("administer")
    catalog, _ = context.require_catalog()
    return [
        key_info(catalog, each) for each in await keys.list_keys(context.engine.database, caller.tenant_id)
    ]


async def add_member(info: Info, input: AddMemberInput) -> AddMemberPayload:
    """Make somebody a member."""
    context = info.context
    caller = context.require_action("administer")
    try:
        # A password is hashed for nothing where a role is unknown, so that is found out before.
        role_ids(context.require_catalog()[0], input.roles, "roles", suggest=context.suggests)
        if context.engine.mail is not None and or_none(input.password) is not None:
            # By signing in with it they would learn whether there was an account before.
            message = Sentence(
                "a first password is chosen by who reads the mailbox", "初始密码由邮箱的主人自己设置"
            )
            hint = Sentence(
                "Leave it out: they ask for a link with `requestPasswordReset`. Or use `inviteMember`.",
                "请不要填写：对方可以通过“忘记密码”设置；也可以改用邀请。",
            )
            raise fault("INVALID_VALUE", message, "password", hint=hint)
        person = await accounts.new_person(input.email, or_none(input.password), input.name)

        async def added(connection: Connection, catalog: Catalog) -> MemberInfo:
            roles = role_ids(catalog, input.roles, "roles", suggest=context.suggests)
            member = await accounts.add_member(connection, caller.tenant_id, caller.namespace, person, roles)
            told = {"email": member.email, "roles": roles}
            await note(
                connection, caller.namespace, Entry("memberAdded", caller.member_id, str(member.id), told)
            )
            return member_info(catalog, member)

        found = await under_held_catalog(context, added)
    except SluiceError as error:
        return AddMemberPayload(member=None, errors=refusals(error, "input"))
    return AddMemberPayload(member=found, errors=[])


async def set_member_roles(
    info: Info,
    input: SetMemberRolesInput,
) -> SetMemberRolesPayload:
    """Replace the roles of a member, from the next request on."""
    context = info.context
    caller = context.require_action("administer")

    async def changed(connection: Connection, catalog: Catalog) -> MemberInfo:
        roles = role_ids(catalog, input.roles, "roles", suggest=context.suggests)
        member_id = uuid_of(input.member_id, "member", "memberId")
        member = await accounts.set_member_roles(connection, caller.namespace, member_id, roles)
        ending = await accounts.ending_members(connection, caller.namespace)
        await keep_an_administrator(connection, caller.namespace, catalog, "roles", ending=ending)
        entry = Entry("memberRolesSet", caller.member_id, str(member.id), {"roles": roles})
        await note(connection, caller.namespace, entry)
        return member_info(catalog, member)

    try:
        found = await under_held_catalog(context, changed)
    except SluiceError as error:
        return SetMemberRolesPayload(member=None, errors=refusals(error, "input"))
    return SetMemberRolesPayload(member=found, errors=[])


async def keep_an_administrator(
    connection: Connection,
    namespace: str,
    catalog: Catalog,
    *path: str,
    ending: Sequence[UUID] = (),
    owner: bool = True,
) -> None:
    """Refuse to leave a tenant that nobody can administer: where its identity provider alone lets people in, nobody of
    those who get in should it fail.

    Args:
        ending: members whose membership ends by itself: they will not be there to administer it.
        owner: run by the owner, who alone may look up who that is; else all members count.

    Whoever calls this holds a lock of the head, so two admins cannot demote each other at once.

    Raises:
        SluiceError: LAST_ADMINISTRATOR at `path`.
    """
    named = await who_breaks_glass(connection, namespace) if owner else None
    for roles in await accounts.active_role_sets(connection, namespace, ending, named):
        if "administer" in tenant_actions(catalog, namespace, roles):
            return
    if named is not None:
        raise fault(
            "LAST_ADMINISTRATOR",
            Sentence(
                "Nobody could administer the tenant any more, should its identity provider fail",
                "一旦身份提供方出现故障，将没有人能够管理本公司",
            ),
            *path,
            hint=Sentence(
                "Name a member in `breakGlass` who has a password, no end, and a role that may administer.",
                "请在“始终可以使用密码进入的成员”中指定一名有密码、成员资格不会到期且有管理权限的成员。",
            ),
        )
    raise fault(
        "LAST_ADMINISTRATOR",
        Sentence(
            "No active member whose membership does not end could administer the tenant any more",
            "将没有成员资格不会到期的有效成员能够管理本公司",
        ),
        *path,
    )


async def create_api_key(
    info: Info,
    input: CreateApiKeyInput,
) -> CreateApiKeyPayload:
    """Make a key; its token is in the answer and nowhere else."""
    context = info.context
    caller = context.require_action("administer")
    names, member = or_none(input.roles), or_none(input.member_id)

    async def created(connection: Connection, catalog: Catalog) -> tuple[str, ApiKeyInfo]:
        roles = None if names is None else role_ids(catalog, names, "roles", suggest=context.suggests)
        member_id = caller.member_id if member is None else uuid_of(member, "member", "memberId")
        token, key = await keys.create_key(
            connection,
            caller.tenant_id,
            caller.namespace,
            member_id,
            input.name,
            roles,
            caller.member_id,
            keys.KeyLimits(or_none(input.expires_at), tuple(or_none(input.networks) or ())),
        )
        told = {"name": key.name, "memberId": str(member_id), "roles": roles}
        await note(connection, caller.namespace, Entry("apiKeyCreated", caller.member_id, str(key.id), told))
        return token, key_info(catalog, key)

    try:
        token, info_of_key = await under_held_catalog(context, created)
    except SluiceError as error:
        return CreateApiKeyPayload(token=None, api_key=None, errors=refusals(error, "input"))
    return CreateApiKeyPayload(token=token, api_key=info_of_key, errors=[])


async def rotate_api_key(
    info: Info,
    id: strawberry.ID,
    overlap_hours: int = 0,
) -> RotateApiKeyPayload:
    """Make a key alike in the place of one, which ends."""
    context = info.context
    caller = context.require_action("administer")
    catalog, _ = context.require_catalog()
    try:
        async with context.engine.database.transaction(affinity=caller.namespace) as connection:
            token, key = await keys.rotate_key(
                connection,
                caller.tenant_id,
                caller.namespace,
                uuid_of(id, "key", "id"),
                timedelta(hours=overlap_hours),
                caller.member_id,
            )
            told = {
                "name": key.name,
                "memberId": str(key.member_id),
                "roles": key.roles,
                "insteadOf": str(id),
                "overlapHours": overlap_hours,
            }
            await note(
                connection, caller.namespace, Entry("apiKeyRotated", caller.member_id, str(key.id), told)
            )
    except SluiceError as error:
        return RotateApiKeyPayload(token=None, api_key=None, errors=refusals(error))
    return RotateApiKeyPayload(token=token, api_key=key_info(catalog, key), errors=[])


async def revoke_api_key(info: Info, id: strawberry.ID) -> RevokeApiKeyPayload:
    """End a key: no request that begins after the answer can use it."""
    context = info.context
    caller = context.require_action("administer")
    catalog, _ = context.require_catalog()
    try:
        key_id = uuid_of(id, "key", "id")
        async with context.engine.database.transaction(affinity=caller.namespace) as connection:
            key = await keys.revoke_key(connection, caller.tenant_id, caller.namespace, key_id)
            entry = Entry("apiKeyRevoked", caller.member_id, str(key.id), {"name": key.name})
            await note(connection, caller.namespace, entry)
    except SluiceError as error:
        return RevokeApiKeyPayload(api_key=None, errors=refusals(error))
    return RevokeApiKeyPayload(api_key=key_info(catalog, key), errors=[])
