"""Who is calling, signing up, in and out."""

from uuid import UUID

import strawberry
from sqlalchemy import select

from api.context import RequestContext
from api.fixed.account_types import (
    MeInfo,
    MemberInfo,
    SignInInput,
    SignInPayload,
    SignOutPayload,
    SignUpInput,
    SignUpPayload,
    TenantInfo,
)
from api.fixed.administration import role_names
from api.fixed.inputs import or_none
from api.fixed.user_error import refusals
from core.errors import SluiceError
from metadata.initial import ADMIN_ROLE, initial_catalog
from tenants import accounts
from tenants.namespace import namespace_tables
from tenants.platform import AFFINITY, TENANT

Info = strawberry.Info[RequestContext, None]


async def me(info: Info) -> MeInfo | None:
    """The caller; null without credentials."""
    context = info.context
    caller = context.caller
    if caller is None:
        return None
    catalog, access = context.require_catalog()
    database = context.engine.database
    table = namespace_tables(caller.namespace).member
    (member,) = await database.rows(
        select(table).where(table.c.id == caller.member_id), affinity=caller.namespace
    )
    (tenant,) = await database.rows(select(TENANT).where(TENANT.c.id == caller.tenant_id), affinity=AFFINITY)
    return MeInfo(
        member=MemberInfo(
            id=_id(member["id"]),
            email=member["email"],
            name=member["name"],
            roles=role_names(catalog, member["roles"]),
            active=member["active"],
        ),
        tenant=TenantInfo(id=_id(tenant["id"]), slug=tenant["slug"], name=tenant["name"]),
        roles=role_names(catalog, caller.roles),
        actions=sorted(access.tenant_actions),
    )


def _id(value: UUID) -> strawberry.ID:
    return strawberry.ID(str(value))


async def sign_up(info: Info, input: SignUpInput) -> SignUpPayload:  # noqa: A002 - GraphQL's usual word
    """Make an identity, a tenant with its namespace, and its first member, in one transaction."""
    engine = info.context.engine
    try:
        async with engine.database.transaction(affinity=AFFINITY) as connection:
            _, tenant, member = await accounts.sign_up(
                connection,
                input.email,
                input.password,
                input.name,
                input.tenant_name,
                or_none(input.tenant_slug),
                [ADMIN_ROLE],
            )
            await engine.catalogs.found(connection, tenant.namespace, initial_catalog(), member.id)
    except SluiceError as error:
        return SignUpPayload(token=None, tenant=None, errors=refusals(error, "input"))
    token = await accounts.sign_in(engine.database, input.email, input.password)
    shown = TenantInfo(id=_id(tenant.id), slug=tenant.slug, name=tenant.name)
    return SignUpPayload(token=token, tenant=shown, errors=[])


async def sign_in(info: Info, input: SignInInput) -> SignInPayload:  # noqa: A002 - GraphQL's usual word
    """Open a session."""
    try:
        token = await accounts.sign_in(info.context.engine.database, input.email, input.password)
    except SluiceError as error:
        return SignInPayload(token=None, errors=refusals(error, "input"))
    return SignInPayload(token=token, errors=[])


async def sign_out(info: Info) -> SignOutPayload:
    """End the session the request came with."""
    context = info.context
    caller = context.caller
    if context.token is None or caller is None or caller.kind != "session":
        return SignOutPayload(signed_out=False)
    await accounts.sign_out(context.engine.database, context.token)
    context.engine.authenticator.forget(context.token)
    return SignOutPayload(signed_out=True)
