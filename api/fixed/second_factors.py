"""The second factor of a sign-in, and the tenant's wish that everybody has one.

Whoever sets it up shows their password and needs no session: a tenant that asks for it lets nobody in without.
"""

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.account_types import WHOSE_SESSION
from api.fixed.inputs import or_none
from api.fixed.user_error import UserError, refused
from core.errors import SluiceError
from tenants import second_factor, sessions, sign_in_policy
from tenants.audit import Entry, note

Info = strawberry.Info[RequestContext, None]


@strawberry.input
class ProofInput:
    """Whose account it is: what one signs in with."""

    email: str
    password: str
    code: str | None = strawberry.field(
        default=UNSET, description="Of the app, or a recovery code; where the account has a second factor."
    )


@strawberry.type
class StartTotpPayload:
    """A secret for an app, in use once `confirmTotp` has had a code of it."""

    secret: str | None = strawberry.field(description="To be typed, in base32.")
    uri: str | None = strawberry.field(description="To be shown as a QR code: `otpauth://totp/…`.")
    errors: list[UserError]


@strawberry.type
class ConfirmTotpPayload:
    """A session that was opened with the second factor, and the codes for who loses the app, shown once."""

    token: str | None = strawberry.field(description=WHOSE_SESSION)
    recovery_codes: list[str]
    errors: list[UserError]


@strawberry.type
class RemoveTotpPayload:
    """Whether no code is asked for any more."""

    removed: bool
    errors: list[UserError]


@strawberry.type
class RecoveryCodesPayload:
    """Recovery codes in the place of those before, shown once."""

    recovery_codes: list[str]
    errors: list[UserError]


@strawberry.type(name="SignInPolicy")
class PolicyInfo:
    """What the tenant asks of those who sign in."""

    totp_required: bool = strawberry.field(
        description="Sessions that were opened without a second factor do not open the tenant; keys do."
    )


@strawberry.type
class SetSignInPolicyPayload:
    """What is asked from the next request on."""

    policy: PolicyInfo | None
    errors: list[UserError]


async def start_totp(info: Info, input: ProofInput) -> StartTotpPayload:
    """Make a secret."""
    engine = info.context.engine
    database = engine.database
    try:
        identity = await sessions.shown(database, input.email, input.password, info.context.whence())
        made = await second_factor.begin(database, engine.sealer, identity)
    except SluiceError as error:
        return StartTotpPayload(secret=None, uri=None, errors=refused(info.context, error))
    return StartTotpPayload(secret=made.secret, uri=made.uri, errors=[])


async def confirm_totp(info: Info, input: ProofInput) -> ConfirmTotpPayload:
    """Put the secret in use."""
    engine = info.context.engine
    database = engine.database
    info.context.check_may_set_cookie()
    try:
        identity = await sessions.shown(database, input.email, input.password, info.context.whence())
        codes = await second_factor.confirm(database, engine.sealer, identity.id, or_none(input.code) or "")
        token = await sessions.open_session(
            database, identity.id, second_factor=True, agent=info.context.agent
        )
    except SluiceError as error:
        return ConfirmTotpPayload(token=None, recovery_codes=[], errors=refused(info.context, error))
    shown = info.context.hand_over(token)
    return ConfirmTotpPayload(token=shown, recovery_codes=list(codes), errors=[])


async def remove_totp(info: Info, input: ProofInput) -> RemoveTotpPayload:
    """Ask for no code any more, by the last one."""
    engine = info.context.engine
    database = engine.database
    try:
        identity = await sessions.shown(database, input.email, input.password, info.context.whence())
        removed = await second_factor.passed(database, engine.sealer, identity.id, or_none(input.code))
        if removed:
            await second_factor.remove(database, identity.id)
    except SluiceError as error:
        return RemoveTotpPayload(removed=False, errors=refused(info.context, error))
    return RemoveTotpPayload(removed=removed, errors=[])


async def renew_recovery_codes(info: Info, input: ProofInput) -> RecoveryCodesPayload:
    """New codes for who loses the app."""
    engine = info.context.engine
    database = engine.database
    try:
        identity = await sessions.shown(database, input.email, input.password, info.context.whence())
        if not await second_factor.passed(database, engine.sealer, identity.id, or_none(input.code)):
            raise second_factor.failed()
        codes = await second_factor.renew_codes(database, identity.id)
    except SluiceError as error:
        return RecoveryCodesPayload(recovery_codes=[], errors=refused(info.context, error))
    return RecoveryCodesPayload(recovery_codes=list(codes), errors=[])


async def policy(info: Info) -> PolicyInfo:
    """What the tenant asks."""
    context = info.context
    caller = context.require_action("administer")
    required = await sign_in_policy.totp_required(context.engine.database, caller.tenant_id)
    return PolicyInfo(totp_required=required)


async def set_policy(info: Info, totp_required: bool) -> SetSignInPolicyPayload:
    """Ask for it from the next request on, in every process."""
    context = info.context
    caller = context.require_action("administer")
    async with context.engine.database.transaction(affinity=caller.namespace) as connection:
        await sign_in_policy.require_totp(
            connection, caller.tenant_id, caller.namespace, required=totp_required
        )
        told = {"totpRequired": totp_required}
        await note(connection, caller.namespace, Entry("signInPolicySet", caller.member_id, details=told))
    return SetSignInPolicyPayload(policy=PolicyInfo(totp_required=totp_required), errors=[])
