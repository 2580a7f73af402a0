"""Accepting a membership that an admin has made for an account which was there before."""

import strawberry
from strawberry import UNSET

from api.context import RequestContext, refuse_anonymous
from api.fixed.account_types import WHOSE_SESSION, TenantInfo
from api.fixed.accounts import tenant_info
from api.fixed.inputs import or_none
from api.fixed.user_error import UserError, refused
from core.errors import SluiceError
from tenants import pending_members as kept
from tenants import sessions
from tenants.accounts import Identity
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
    given = _session(context) if email is None else None
    try:
        who, strong = await _who_accepts(context, input, given)
        async with engine.database.transaction(affinity=AFFINITY) as connection:
            tenant, member = await kept.accept_membership(connection, who.id, input.tenant)
            await note(connection, tenant.namespace, Entry("memberAccepted", member, str(member)))
        # Afterwards: a refusal opens nothing.
        token = given or await sessions.open_session(
            engine.database, who.id, second_factor=strong, agent=context.whence().agent
        )
    except SluiceError as error:
        return AcceptMembershipPayload(token=None, tenant=None, errors=refused(context, error))
    return AcceptMembershipPayload(token=context.hand_over(token), tenant=tenant_info(tenant), errors=[])


async def _who_accepts(
    context: RequestContext, given: AcceptMembershipInput, token: str | None
) -> tuple[Identity, bool]:
    """Whose session it is, or who could sign in with what is given, and whether with a second factor.

    Raises:
        SluiceError: as `sign_in` and `own_session_of` have it.
    """
    engine = context.engine
    if token is not None:
        session = await sessions.own_session_of(engine.database, token)
        return session.identity, session.second_factor
    return await sessions.shown_in_full(
        engine.database,
        or_none(given.email) or "",
        or_none(given.password) or "",
        or_none(given.code),
        whence=context.whence(),
        sealer=engine.sealer,
    )


def _session(context: RequestContext) -> str:
    """The session that the request came with, whatever it opens.

    Raises:
        SluiceError: UNAUTHENTICATED, FORBIDDEN.
    """
    token = context.token or context.kept
    if token is None:
        refuse_anonymous()
    if not token.startswith(SESSION_PREFIX):
        return context.require_session()
    return token
