"""Who is calling, signing up, in and out."""

from contextlib import suppress

import strawberry

from api.context import RequestContext
from api.fixed.account_types import (
    MeInfo,
    SignInInput,
    SignInPayload,
    SignOutPayload,
    TenantInfo,
)
from api.fixed.administration import member_info, role_names
from api.fixed.inputs import or_none
from api.fixed.user_error import refused
from core.errors import SluiceError
from tenants import accounts, directory, sessions, throttle
from tenants.identity_audit import note_sign_in
from tenants.inputs import email_address
from tenants.tenant import Tenant

Info = strawberry.Info[RequestContext, None]

_FAILURES = {"SIGN_IN_FAILED", "SECOND_FACTOR_FAILED"}


async def me(info: Info) -> MeInfo | None:
    """The caller; null without credentials."""
    context = info.context
    caller = context.caller
    if caller is None:
        return None
    catalog, access = context.require_catalog()
    database = context.engine.database
    return MeInfo(
        member=member_info(catalog, await accounts.member(database, caller.namespace, caller.member_id)),
        tenant=tenant_info(await directory.tenant(database, caller.tenant_id)),
        roles=role_names(catalog, caller.roles),
        actions=sorted(access.tenant_actions),
        viewed_by=None if caller.viewer is None else strawberry.ID(str(caller.viewer.member_id)),
    )


def tenant_info(tenant: Tenant) -> TenantInfo:
    """The tenant as GraphQL shows it."""
    return TenantInfo(id=strawberry.ID(str(tenant.id)), slug=tenant.slug, name=tenant.name)


async def sign_in(info: Info, input: SignInInput) -> SignInPayload:
    """Open a session."""
    engine, device = info.context.engine, or_none(input.device)
    database = engine.database
    whence = info.context.whence(device)
    info.context.check_may_set_cookie()
    try:
        token = await sessions.sign_in(
            database,
            input.email,
            input.password,
            or_none(input.code),
            whence=whence,
            sealer=engine.sealer,
        )
        known = await throttle.device_of(database, token, device)
    except SluiceError as error:
        # Whoever is told to wait has not been looked at, and could fill the log with as little.
        if any(each.code in _FAILURES for each in error.problems):
            _told(info.context, input.email, "signInFailed")
        return SignInPayload(token=None, device=None, errors=refused(info.context, error))
    _told(info.context, input.email, "signedIn")
    return SignInPayload(token=info.context.hand_over(token), device=known, errors=[])


def _told(context: RequestContext, email: str, kind: str) -> None:
    """Tell the audit logs of the account's tenants: beside the request, whose time says nothing of who has one."""
    # What is no address has no account; where too much is waiting, the sign-in does not fail for it.
    with suppress(SluiceError):
        context.engine.posting.begin(
            note_sign_in(context.engine.database, email_address(email, "email"), kind)
        )


async def sign_out(info: Info) -> SignOutPayload:
    """End the session the request came with."""
    context = info.context
    context.check_may_set_cookie()
    context.clear_cookie()
    token = context.kept
    if context.caller is not None and context.caller.kind == "session":
        token = context.token
    if token is None:
        return SignOutPayload(signed_out=False)
    ended = await sessions.sign_out(context.engine.database, token)
    context.engine.authenticator.forget(token)
    return SignOutPayload(signed_out=ended)
