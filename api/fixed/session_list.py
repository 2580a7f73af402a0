"""Sessions: one's own, listed and ended, and those of a member, whom an admin signs out of their tenant."""

from datetime import datetime
from enum import Enum

import strawberry

from api.context import RequestContext
from api.fixed.inputs import uuid_of
from api.fixed.user_error import UserError, refusals
from core.errors import SluiceError
from tenants import session_list as kept
from tenants.audit import Entry, note

Info = strawberry.Info[RequestContext, None]


@strawberry.enum(description="How somebody has signed in.")
class SignInMethod(Enum):
    """How a session was opened."""

    OIDC = strawberry.enum_value(
        "OIDC",
        description="By the identity provider of a tenant: the session opens that tenant and no other.",
    )
    PASSWORD = strawberry.enum_value("PASSWORD", description="By the password of the account.")


@strawberry.type(name="Session")
class SessionInfo:
    """Somebody is signed in somewhere."""

    id: strawberry.ID
    agent: str | None = strawberry.field(description="What the client called itself at the sign-in.")
    address: str | None = strawberry.field(
        description="IP address it was last used from; null in the list of a member, whose it is to know."
    )
    created_at: datetime = strawberry.field(
        description="In the list of a member, when it was first used in this tenant."
    )
    last_used_at: datetime | None = strawberry.field(
        description="Exact to an hour; in the list of a member, in this tenant."
    )
    expires_at: datetime | None = strawberry.field(description="Null in the list of a member.")
    second_factor: bool = strawberry.field(description="Whether it was opened with one.")
    method: SignInMethod
    current: bool = strawberry.field(description="The request came with it.")


@strawberry.type
class RevokeSessionPayload:
    """Whether the session has ended."""

    revoked: bool
    errors: list[UserError]


@strawberry.type
class RevokeSessionsPayload:
    """How many sessions have ended."""

    revoked: int
    errors: list[UserError]


def _session_info(session: kept.Session) -> SessionInfo:
    return SessionInfo(
        id=strawberry.ID(str(session.id)),
        agent=session.agent,
        address=session.address,
        created_at=session.created_at,
        last_used_at=session.last_used_at,
        expires_at=session.expires_at,
        second_factor=session.second_factor,
        method=SignInMethod.OIDC if session.by_provider else SignInMethod.PASSWORD,
        current=session.current,
    )


async def sessions(info: Info) -> list[SessionInfo]:
    """The caller's own open sessions, the newest first."""
    token = info.context.require_session()
    return [_session_info(each) for each in await kept.own_sessions(info.context.engine.database, token)]


async def member_sessions(info: Info, member_id: strawberry.ID) -> list[SessionInfo] | None:
    """The open sessions that a member has used in the tenant; null where there is no such member."""
    context = info.context
    caller = context.require_action("administer")
    try:
        await context.engine.authenticator.uses.write()
        found = uuid_of(member_id, "member", "memberId")
        listed = await kept.member_sessions(context.engine.database, caller.tenant_id, found)
    except SluiceError as error:
        refusals(error)
        return None
    return [_session_info(each) for each in listed]


async def revoke_session(info: Info, id: strawberry.ID) -> RevokeSessionPayload:
    """End one of the caller's own sessions."""
    context = info.context
    token = context.require_session()
    try:
        await kept.revoke_own(context.engine.database, token, uuid_of(id, "session", "id"))
    except SluiceError as error:
        return RevokeSessionPayload(revoked=False, errors=refusals(error))
    return RevokeSessionPayload(revoked=True, errors=[])


async def revoke_sessions(info: Info) -> RevokeSessionsPayload:
    """End all of the caller's own sessions but the one the request came with."""
    context = info.context
    token = context.require_session()
    return RevokeSessionsPayload(revoked=await kept.revoke_others(context.engine.database, token), errors=[])


async def revoke_member_sessions(info: Info, member_id: strawberry.ID) -> RevokeSessionsPayload:
    """Sign a member out of this tenant, wherever they are signed in."""
    context = info.context
    caller = context.require_action("administer")
    try:
        found = uuid_of(member_id, "member", "memberId")
        await context.engine.authenticator.uses.write()
        async with context.engine.database.transaction(affinity=caller.namespace) as connection:
            ended = await kept.end_for_tenant(connection, caller.tenant_id, caller.namespace, found)
            told = {"sessions": ended}
            entry = Entry("memberSessionsRevoked", caller.member_id, str(found), told)
            await note(connection, caller.namespace, entry)
    except SluiceError as error:
        return RevokeSessionsPayload(revoked=0, errors=refusals(error))
    return RevokeSessionsPayload(revoked=ended, errors=[])
