"""Changing a password, and getting a new one by mail."""

import strawberry

from api.context import RequestContext
from api.fixed.letters import changed_letter, reset_letter
from api.fixed.password_types import (
    ChangePasswordInput,
    ChangePasswordPayload,
    RequestPasswordResetInput,
    RequestPasswordResetPayload,
    ResetPasswordInput,
    ResetPasswordPayload,
)
from api.fixed.user_error import refused
from core.errors import SluiceError, fault
from core.mail import Mail
from tenants import password_changes, sessions
from tenants.accounts import Identity
from tenants.address_bounds import RESETS, take
from tenants.inputs import email_address

Info = strawberry.Info[RequestContext, None]

RESET_PAGE = "/password-reset"
"""Where links lead, below `SLUICE_PUBLIC_URL`."""


async def change_password(info: Info, input: ChangePasswordInput) -> ChangePasswordPayload:
    """Replace the caller's own password."""
    context = info.context
    token = context.require_session()
    context.check_may_set_cookie()
    database = context.engine.database
    try:
        session = await sessions.own_session_of(database, token)
        new = await password_changes.change_password(
            database, session, input.current_password, input.new_password, agent=context.agent
        )
    except SluiceError as error:
        return ChangePasswordPayload(token=None, errors=refused(context, error))
    _tell_owner(context, session.identity)
    return ChangePasswordPayload(token=context.hand_over(new), errors=[])


async def request_password_reset(
    info: Info,
    input: RequestPasswordResetInput,
) -> RequestPasswordResetPayload:
    """Mail a link to the address, where it has an account: beside this request, which tells nothing of it."""
    context = info.context
    engine = context.engine
    try:
        address = email_address(input.email, "email")
        if engine.mail is None:
            raise fault("MAIL_OFF", "this installation sends no mail")
        await take(engine.database, RESETS, context.whence())
    except SluiceError as error:
        return RequestPasswordResetPayload(accepted=False, errors=refused(context, error))
    engine.posting.begin(_mail_reset(context, engine.mail, address))
    return RequestPasswordResetPayload(accepted=True, errors=[])


async def reset_password(info: Info, input: ResetPasswordInput) -> ResetPasswordPayload:
    """Replace the password of the account that a link leads to."""
    context = info.context
    try:
        identity = await password_changes.reset_password(context.engine.database, input.token, input.password)
    except SluiceError as error:
        return ResetPasswordPayload(done=False, errors=refused(context, error))
    _tell_owner(context, identity)
    return ResetPasswordPayload(done=True, errors=[])


async def _mail_reset(context: RequestContext, mail: Mail, address: str) -> None:
    made = await password_changes.new_reset(context.engine.database, address)
    if made is None:
        return
    link = f"{context.engine.settings.public_url}{RESET_PAGE}#{made.token}"
    minutes = int(password_changes.RESET_LENGTH.total_seconds() // 60)
    await mail.send(reset_letter(context.own_language, made.identity.email, link, minutes))


def _tell_owner(context: RequestContext, identity: Identity) -> None:
    """Whoever else has changed it: its owner learns of it."""
    mail = context.engine.mail
    if mail is not None:
        context.engine.posting.begin(mail.send(changed_letter(context.own_language, identity.email)))
