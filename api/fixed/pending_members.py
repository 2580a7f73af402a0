"""Accepting a membership that an admin has made for an account which was there before."""

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.account_types import WHOSE_SESSION, TenantInfo
from api.fixed.accounts import tenant_info
from api.fixed.inputs import or_none
from api.fixed.user_error import UserError, refused
from core.errors import SluiceError, fault
from tenants import pending_members as kept
from tenants import sessions
from tenants.audit import Entry, note
from tenants.platform import AFFINITY
from tenants.tokens import SESSION_PREFIX

Info = strawberry.Info[RequestContext, None]


@strawberry.input
class AcceptMembershipInput:
    """The tenant, and who accepts: by a session, or by what one signs in with."""

    tenant: str = strawberry.field(description="Its slug.")
    email: str | None = UNSET
    password: str | None = UNSET
    code: str | None = strawberry.field(
        default=UNSET, description="Of the second factor, where the account has one."
    )


@strawberry.type
class AcceptMembershipPayload:
    """A session that opens the tenant; the one the request came with, where it came with one."""

    token: str | None = strawberry.field(description=WHOSE_SESSION)
    tenant: TenantInfo | None
    errors: list[UserError]


async def membership_offers(info: Info) -> list[TenantInfo]:
    """The tenants that wait for the caller to accept."""
    context = info.context
    session = await sessions.own_session_of(context.engine.database, _session(context))
    found = await kept.pending_tenants(context.engine.database, session.identity.id)
    return [tenant_info(each) for each in found]


async def accept_membership(info: Info, input: AcceptMembershipInput) -> AcceptMembershipPayload:
    """Let oneself in."""
    context = info.context
    context.check_may_set_cookie()
    engine = context.engine
    email = or_none(input.email)
    if email is None:
        token = _session(context)
    try:
        if email is not None:
            password, code = or_none(input.password) or "", or_none(input.code)
            token = await sessions.sign_in(
                engine.database, email, password, code, whence=context.whence(), sealer=engine.sealer
            )
        identity = (await sessions.own_session_of(engine.database, token)).identity
        async with engine.database.transaction(affinity=AFFINITY) as connection:
            tenant, member = await kept.accept_membership(connection, identity.id, input.tenant)
            await note(connection, tenant.namespace, Entry("memberAccepted", member, str(member)))
    except SluiceError as error:
        return AcceptMembershipPayload(token=None, tenant=None, errors=refused(context, error))
    return AcceptMembershipPayload(token=context.hand_over(token), tenant=tenant_info(tenant), errors=[])


def _session(context: RequestContext) -> str:
    """The session that the request came with, whatever it opens.

    Raises:
        SluiceError: UNAUTHENTICATED, FORBIDDEN.
    """
    token = context.token or context.kept
    if token is None:
        raise fault("UNAUTHENTICATED", "This needs credentials and none were sent")
    if not token.startswith(SESSION_PREFIX):
        return context.require_session()
    return token
